"""A text as it was received: characters, lines, zones, sentences, and what stands in quotation marks.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""
