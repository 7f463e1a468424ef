"""Releases that can be trusted: compared cell by cell, numbered by what changed, published once and whole.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""
