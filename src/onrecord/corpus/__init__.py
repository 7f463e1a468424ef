"""The machine coder over many texts: articles read, coded on all cores, and written as one data package.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""
