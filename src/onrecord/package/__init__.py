"""Data packages on disk: written whole or not at all, found by version, read column by column.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""
