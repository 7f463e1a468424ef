"""What a change to a repository brings, and whether it is right: records, tables, sources and history together.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""
