"""The three checks: against the contract, against the sources, against history. Gives findings, prints nothing."""

from onrecord.verifier.package import verify_package
from onrecord.verifier.report import Report

__all__ = ["Report", "verify_package"]
