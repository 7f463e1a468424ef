"""What only all documents together, and the tables made from them, show to be wrong with one that is being annotated."""

from __future__ import annotations

import tempfile
from pathlib import Path

from onrecord.build import UNRELEASED, build
from onrecord.checking.package import verify_package
from onrecord.checkout import Checkout
from onrecord.contribution.record_places import in_seeds
from onrecord.contribution.source_checks import verify_sources
from onrecord.findings import Finding
from onrecord.package.read import open_package


def package_findings(checkout: Checkout, slug: str) -> list[Finding]:
    """What `onrecord verify` says of a document and of the registries, apart from the history of releases.

    The tables and their words are looked at where no record has an error: else there are none.
    """
    with tempfile.TemporaryDirectory() as folder:
        built = build(checkout, Path(folder) / "package", UNRELEASED)
        found = list(built.findings)
        if built.folder is not None:
            found += verify_package(built.folder).findings
            found += verify_sources(open_package(built.folder), checkout.text_of).findings
    placed = in_seeds(found, checkout)
    return [one for one in placed if _concerns(one, slug)]


def _concerns(finding: Finding, slug: str) -> bool:
    """Whether a finding is about the document, or about no document at all."""
    file = finding.file or ""
    return f"/{slug}/" in file or f":{slug}" in (finding.row_id or "") or file.count("/") < 2
