"""The annotator: a page on this machine that shows a document and asks `records.editing` for each change. No logic of its own.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""
