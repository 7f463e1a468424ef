"""The three checks: against the contract, against the sources, against history. Gives findings, prints nothing.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""

from onrecord.checking.package import verify_package
from onrecord.checking.report import Report

__all__ = ["Report", "verify_package"]
