"""A release as pages that anyone can look at: static files that open from a disk and from any web server.

Tables and texts become views (`views/`: plain data, what a page shows), templates lay these out, and what was
written is measured against the rights budget (`guard.py`). Nothing is loaded from elsewhere.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""

from onrecord.site.writer import SiteRun, write_site

__all__ = ["SiteRun", "write_site"]
