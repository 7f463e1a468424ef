"""What do these files seem to hold, where nobody says? A first descriptor, to be edited, and how sure it is.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""
