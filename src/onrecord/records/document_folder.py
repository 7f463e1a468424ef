"""A document's folder to rows: text, source and record together, with everything that is wrong with them.

`read_document` is pure: bytes in, rows and findings out, nothing shared, so that many processes can run it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from onrecord.contract import Contract, ContractError
from onrecord.findings import Finding, Note
from onrecord.records.anchors.anchor import anchor_for
from onrecord.records.format.layout import Layout, read_layout
from onrecord.records.record import Outside, Record, read_record
from onrecord.records.registry import columns
from onrecord.records.source_file import Source, is_open, published_of, read_source
from onrecord.text.document import BOILERPLATE, LIMIT_BYTES, Document, Raw, Span, decode_text, sha256, touched

#: findings behind which rows were not read: then it is too early to say which sentences have none
_UNREAD = frozenset({"R001", "R002", "R003", "R004", "R005", "R006", "R007", "R012", "R015"})
#: the files of a document that are built
FILES = ("text.txt", "source.yaml", "record.yaml")


@dataclass
class DocumentRows:
    """The rows of one document: table → column → values, complete columns of the contract, unsorted.

    `outside` are references to rows of other documents, which `check_together` looks up. With errors among
    the findings the rows are those that could be read, and not to be published.
    """

    document: str
    rows: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    outside: list[Outside] = field(default_factory=list)


def layout_of(schemas: Path, contract: Contract) -> Layout:
    """The layout in `schemas/record.yaml`. Raises `ContractError` when it is missing or fits no contract."""
    try:
        return read_layout((schemas / "record.yaml").read_bytes(), contract)
    except FileNotFoundError:
        raise ContractError(
            Finding(code="C001", file="schemas/record.yaml", message="this file of the contract is missing")
        ) from None


def load_files(folder: Path, names: Iterable[str] = FILES) -> dict[str, Raw]:
    """The files of a folder that are there; of one that is too large only its size, it is not read."""
    files: dict[str, Raw] = {}
    for name in names:
        path = folder / name
        if path.is_file():
            files[name] = load_file(path)
    return files


def load_file(path: Path) -> Raw:
    """The bytes of a file; of one that is too large only its size. Raises `OSError` when it can't be read."""
    size = path.stat().st_size
    return path.read_bytes() if size <= LIMIT_BYTES else size


def read_document(
    document: str, files: Mapping[str, Raw], contract: Contract, layout: Layout, known: Mapping[str, Mapping[str, bool]],
    folder: str = "seeds",
) -> DocumentRows:  # fmt: skip
    """The rows of one document (its folder's name, its files by name) and all that is wrong with it.

    `known` are the slugs of the registries (`Registries.known`). Raises nothing, whatever the bytes are.
    """
    here = f"{folder}/{document}"
    result = DocumentRows(document)
    missing = [name for name in FILES if name not in files]
    for name in missing:
        result.findings.append(Finding(code="R008", file=f"{here}/{name}", message="the file is missing",
                                       help="start a document with: scripts/annotate.py --new DOCUMENT TEXTFILE"))  # fmt: skip
    text, hashed = None, None
    if "text.txt" in files:
        text, findings = decode_text(f"{here}/text.txt", files["text.txt"])
        result.findings += findings
        hashed = sha256(files["text.txt"]) if isinstance(files["text.txt"], bytes) else None
    source, zones = None, {}
    if "source.yaml" in files:
        source = read_source(f"{here}/source.yaml", files["source.yaml"], document, text, hashed, contract, layout)
        result.findings += source.file.findings
        zones = source.zones
    read = Document(text, zones=zones) if text is not None else None
    record = Record()
    if "record.yaml" in files:
        record = read_record(
            f"{here}/record.yaml", files["record.yaml"], document, read, hashed, contract, layout, known,
            is_open=source is not None and is_open(source.row),
            published=published_of(source.row) if source is not None else None,
        )  # fmt: skip
        result.findings += record.findings
        result.findings += uncovered(read, record, f"{here}/text.txt") if read is not None else []
    result.outside = record.outside
    result.rows = _tables(record, source, contract)
    return result


def _tables(record: Record, source: Source | None, contract: Contract) -> dict[str, dict[str, list[Any]]]:
    rows = dict(record.rows)
    if source is not None and "text_sha256" in source.row:
        rows["sources"] = [source.row]
    return {name: columns(found, contract.tables[name].fields) for name, found in rows.items()}


def uncovered(document: Document, record: Record, name: str) -> list[Finding]:
    """What `untouched` gives; nothing while some of the record's rows can't be read."""
    unread = any(finding.code in _UNREAD for finding in record.findings)
    return [] if unread else untouched(document, record.covered, name)


def untouched(document: Document, spans: Iterable[Span], name: str) -> list[Finding]:
    """A finding (A020) for each sentence outside of boilerplate that no span touches."""
    findings = []
    for sentence, hit in touched(spans, document.sentences):
        words = document.text[sentence.start : sentence.end]
        if hit or document.zone(sentence.start) == BOILERPLATE or not any(map(str.isalnum, words)):
            continue
        line, column = document.place(sentence.start)
        first = (
            anchor_for(document, Span(sentence.start, sentence.start + len(" ".join(words.split(" ")[:6])))) or words
        )
        findings.append(
            Finding(code="A020", file=name, line=line, column=column, length=len(words.split("\n", 1)[0]), snippet=document.line(line),
                    message="nothing in the record is anchored to this sentence",
                    help=f"anchor a row to it, or list it under left_out:\n- at: |\n    {first}\n  reason: generic")
        )  # fmt: skip
    return findings


def check_together(
    documents: Iterable[DocumentRows], retired: Iterable[str], registries: Mapping[str, Mapping[str, list[Any]]]
) -> list[Finding]:
    """What only all documents together can show: references between them, ids that are retired, a text twice.

    Findings: R014, R016, S011.
    """
    findings: list[Finding] = []
    gone = frozenset(retired)
    texts: dict[str, str] = {}
    live: dict[str, set[str]] = {}
    waiting: list[Outside] = []
    for read in documents:
        waiting += read.outside
        for table in ("events", "quotes", "figures", "event_claims", "event_relations"):
            ids = next(iter(read.rows.get(table, {}).values()), [])
            live.setdefault(table, set()).update(ids)
            findings += [_reused(row_id, f"seeds/{read.document}/record.yaml") for row_id in gone.intersection(ids)]
        hashed = next(iter(read.rows.get("sources", {}).get("text_sha256", [])), None)
        if hashed is not None and texts.setdefault(hashed, read.document) != read.document:
            findings.append(Finding(code="S011", file=f"seeds/{read.document}/text.txt", message="the same text is another document already",
                                    notes=(Note("it is this one", f"seeds/{texts[hashed]}/text.txt"),), help="keep one of the two"))  # fmt: skip
    for name, rows in registries.items():
        ids = next(iter(rows.values()), [])
        if name != "retired":
            findings += [_reused(row_id, f"seeds/{name}.yaml") for row_id in gone.intersection(ids)]
    return findings + [outside.finding for outside in waiting if outside.id not in live.get(outside.table, ())]


def _reused(row_id: str, file: str) -> Finding:
    return Finding(code="R016", file=file, message=f"the id {row_id} is retired and cannot come back", row_id=row_id,
                   help="give the row a new slug; or take it out of retired.yaml if no release says so yet")  # fmt: skip
