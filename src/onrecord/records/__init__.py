"""What people and coders say of a text: records, the words they are anchored to, and whether those bear them out.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""
