"""What verification says of one document while it is annotated: of its record at once, of the tables made from it soon."""

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
from onrecord.records.coders.coder_records import Desk
from onrecord.records.document_folder import check_together, load_files, read_document


def document_findings(desk: Desk, slug: str) -> list[Finding]:
    """All that is wrong with a document's files and the registries, and with what they name in other documents."""
    seeds, known = desk.checkout.seeds, desk.registries.known
    read = read_document(slug, load_files(seeds / slug), desk.contract, desk.layout, known)
    named = {outside.id.split(":")[1] for outside in read.outside} - {slug}
    others = [
        read_document(other, load_files(seeds / other), desk.contract, desk.layout, known)
        for other in sorted(named)
        if (seeds / other).is_dir()
    ]
    retired = desk.registries.rows.get("retired", {}).get("id", [])
    together = check_together([read, *others], retired, desk.registries.rows)
    return [
        *desk.registries.findings,
        *read.findings,
        *(f for f in together if slug in (f.file or "") or "/" not in (f.file or "")),
    ]


def package_findings(checkout: Checkout, slug: str) -> list[Finding]:
    """What is wrong with the tables that all records make, and with their words, as far as this document is concerned.

    Nothing when the records have errors: then there are no tables.
    """
    with tempfile.TemporaryDirectory() as folder:
        built = build(checkout, Path(folder) / "package", UNRELEASED)
        if built.folder is None:
            return []
        found = [*verify_package(built.folder).findings]
        found += verify_sources(open_package(built.folder), checkout.text_of).findings
    placed = in_seeds(found, checkout)
    return [f for f in placed if f"/{slug}/" in (f.file or "") or f":{slug}" in (f.row_id or "") or f.file is None]
