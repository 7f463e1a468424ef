"""Rows against their sources: every mention found again at its offsets, every value borne out by its words.

Some sources at a time are checked by a pure function on plain data, so that many can be checked at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from onrecord.checking.report import Report
from onrecord.contract import Contract
from onrecord.findings import Finding, printable
from onrecord.package.mentions import offset_columns
from onrecord.package.read import Package
from onrecord.parallel import Progress, each
from onrecord.records.values.borne_out import Clash, Figure, date_clashes, figure_clashes, quote_clashes
from onrecord.text.document import Document, Span
from onrecord.text.quotation import quoted

#: gives the text of a source by its id and SHA-256, or None where the text is not at hand
TextOf = Callable[[str, str], str | None]

_COLUMNS = {
    "mentions": (
        "mention_id",
        "subject_table",
        "subject_id",
        "field",
        "char_start",
        "char_end",
        "exact",
        "exact_sha256",
    ),
    "figures": ("figure_id", "value", "value_low", "value_high", "qualifier", "counted"),
    "quotes": ("quote_id", "quote_type"),
    "events": ("event_id", "date_edtf", "date_basis"),
}
#: sources checked at a time
BATCH = 64
_HELP = "build the package anew from the records"


@dataclass(frozen=True)
class Job:
    """All that is needed to check some sources. Small and picklable: rows travel as Arrow IPC."""

    #: id, SHA-256, rights status and headline of each source
    sources: tuple[tuple[str, str, str, str], ...]
    text_of: TextOf
    published: frozenset[str]
    #: actors and places without a name; words that describe them are not published
    unnamed: frozenset[str]
    budget: tuple[float, int]
    rows: Mapping[str, bytes]
    #: ids of rows and the rules that they break on purpose
    exceptions: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class _Source:
    """One source with its rows."""

    source_id: str
    sha256: str
    open_text: bool
    title: str
    job: Job
    rows: Mapping[str, Sequence[Mapping[str, Any]]]


def verify_sources(package: Package, text_of: TextOf, progress: Progress | None = None) -> Report:
    """Check every mention, figure, quote and date of a package against the texts, and the rights budget.

    A source whose text is not at hand is told as not verified.
    """
    report = Report()
    for findings, sources, mentions in each(check_sources, _jobs(package, text_of), progress, worth_it=4):
        report.findings += findings
        report.add("sources", sources)
        report.add("mentions", mentions)
    return report


def _jobs(package: Package, text_of: TextOf) -> list[Job]:
    published, budget = published_fields(package.contract), rights_budget(package.contract)
    unnamed = unnamed_rows(package)
    table = package.read("sources", ["source_id", "text_sha256", "rights_status", "title"])
    sources = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
    parts = {name: _by_source(package, name) for name in _COLUMNS}
    exceptions = exceptions_of(package)
    return [
        Job(
            sources=tuple(sources[at : at + BATCH]),
            text_of=text_of,
            published=published,
            unnamed=unnamed,
            budget=budget,
            exceptions=exceptions,
            rows={name: _sent(part, [row[0] for row in sources[at : at + BATCH]]) for name, part in parts.items()},
        )
        for at in range(0, len(sources), BATCH)
    ]


def _by_source(package: Package, table: str) -> dict[str, pa.Table]:
    """The rows of a table by the source that its ids name; rows are sorted by id, so each source's stand together."""
    renamed = dict(zip(("char_start", "char_end"), offset_columns(package.contract), strict=True))
    names = list(_COLUMNS[table])
    rows = package.read(table, [renamed.get(name, name) for name in names]).rename_columns(names)
    owners = pc.replace_substring_regex(rows[0], "^[a-z]+:([^:]*):.*$", r"source:\1").combine_chunks()
    runs = pc.run_end_encode(owners)
    ends = runs.run_ends.to_pylist()
    starts = [0, *ends][: len(ends)]
    return {
        owner: rows.slice(start, end - start)
        for owner, start, end in zip(runs.values.to_pylist(), starts, ends, strict=True)
    }


def _sent(part: Mapping[str, pa.Table], sources: Sequence[str]) -> bytes:
    found = [part[source] for source in sources if source in part]
    if not found:
        return b""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, found[0].schema) as writer:
        for rows in found:
            writer.write_table(rows)
    return bytes(sink.getvalue())


def _received(sent: bytes) -> dict[str, list[Mapping[str, Any]]]:
    gathered: dict[str, list[Mapping[str, Any]]] = {}
    if sent:
        for row in pa.ipc.open_stream(sent).read_all().to_pylist():
            gathered.setdefault(f"source:{next(iter(row.values())).split(':')[1]}", []).append(row)
    return gathered


def check_sources(job: Job) -> tuple[list[Finding], int, int]:
    """What is wrong with the rows of some sources, and how many sources and mentions were checked."""
    rows = {name: _received(sent) for name, sent in job.rows.items()}
    findings: list[Finding] = []
    checked = mentions = 0
    for source_id, sha256, rights, title in job.sources:
        mine = {name: part.get(source_id, []) for name, part in rows.items()}
        source = _Source(source_id, sha256, rights in ("open_licence", "public_domain"), title or "", job, mine)
        text = job.text_of(source_id, sha256)
        if text is None:
            findings.append(_not_at_hand(source))
            continue
        findings += _check(source, text)
        checked += 1
        mentions += len(mine["mentions"])
    return findings, checked, mentions


def _not_at_hand(source: _Source) -> Finding:
    return Finding(
        code="S030",
        severity="warning",
        message=f"not verified: the text of {source.source_id} with the SHA-256 {source.sha256[:12]}… is not at hand",
        table="sources",
        row_id=source.source_id,
        help="put the text where the checkout keeps it: seeds/<document>/text.txt",
    )


def _check(source: _Source, text: str) -> list[Finding]:
    findings = [finding for mention in source.rows["mentions"] for finding in _mention(source, mention, text)]
    if not any(finding.code in ("V030", "V031") for finding in findings):
        findings += _values(source, Document(text))
    return findings + list(_rights(source, text))


def published_fields(contract: Contract) -> frozenset[str]:
    """The parts of rows whose words may be published (codebook, `mention_field`)."""
    codes = contract.vocabularies["mention_field"].codes
    return frozenset(code for code, told in codes.items() if told.get("published"))


def exceptions_of(package: Package) -> frozenset[tuple[str, str]]:
    """The ids of rows that break rules on purpose, each with the rule; none in packages from before there were any."""
    if "exceptions" not in package.contract.tables:
        return frozenset()
    columns = package.read("exceptions", ["row_id", "rule"]).columns
    return frozenset(zip(*(column.to_pylist() for column in columns), strict=True))


def unnamed_rows(package: Package) -> frozenset[str]:
    """The ids of actors and places whose `name` is a description in square brackets."""
    return frozenset(
        row_id
        for table, key in (("actors", "actor_id"), ("places", "place_id"))
        for row_id, name in zip(
            *(column.to_pylist() for column in package.read(table, [key, "name"]).columns), strict=True
        )
        if name is not None and name.startswith("[")
    )


def rights_budget(contract: Contract) -> tuple[float, int]:
    """The share of a text's characters and the longest run of them that may be published."""
    told = contract.properties["rightsBudget"]
    return float(told["share"]), int(told["longestRun"])


def _mention(source: _Source, mention: Mapping[str, Any], text: str) -> Iterator[Finding]:
    def wrong(code: str, message: str, help_: str = _HELP) -> Finding:
        return Finding(code=code, message=message, table="mentions", row_id=mention["mention_id"], help=help_)

    start, end, exact = mention["char_start"], mention["char_end"], mention["exact"]
    if not 0 <= start < end <= len(text):
        yield wrong("V030", f"the offsets {start} to {end} lie outside of the text, which has {len(text):,} characters")
        return
    words = text[start:end]
    if hashlib.sha256(words.encode()).hexdigest() != mention["exact_sha256"]:
        yield wrong("V031", f"other words stand at {start} to {end}: “{printable(words, 80)}”")
    elif exact is not None and exact != words:
        yield wrong("V032", f"published as “{printable(exact, 80)}”, but the text has “{printable(words, 80)}”")
    if exact is None or source.open_text:
        return
    if mention["field"] not in source.job.published:
        yield wrong("V033", f"words of {mention['field']} are published, which the codebook does not allow")
    elif mention["subject_id"] in source.job.unnamed:
        yield wrong("V033", f"words that describe {mention['subject_id']} are published; only names may be")


def _values(source: _Source, document: Document) -> Iterator[Finding]:
    spans: dict[tuple[str, str], list[Span]] = {}
    for mention in source.rows["mentions"]:
        spans.setdefault((mention["subject_id"], mention["field"]), []).append(
            Span(mention["char_start"], mention["char_end"])
        )

    def told(table: str, row_id: str, clashes: Sequence[Clash]) -> Iterator[Finding]:
        for clash in clashes:
            if (row_id, clash.code) in source.job.exceptions:
                continue
            yield Finding(
                code=clash.code, message=clash.message, table=table, field=None, row_id=row_id, help=clash.help
            )

    for row in source.rows["figures"]:
        figure = Figure(row["value"], row["value_low"], row["value_high"], row["qualifier"], row["counted"])
        numbers = spans.get((row["figure_id"], "figures.number"), [])
        yield from told("figures", row["figure_id"], figure_clashes(document, figure, numbers))
    quotations = quoted(document)
    for row in source.rows["quotes"]:
        content = spans.get((row["quote_id"], "quotes.content"), [])
        marked = spans.get((row["quote_id"], "quotes.quoted"), [])
        yield from told("quotes", row["quote_id"], quote_clashes(quotations, row["quote_type"], content, marked))
    for row in source.rows["events"]:
        dates = spans.get((row["event_id"], "events.date"), [])
        if row["date_basis"] == "stated" and dates:
            words = [document.text[start:end] for start, end in dates]
            yield from told("events", row["event_id"], date_clashes(row["date_edtf"], words))


def _rights(source: _Source, text: str) -> Iterator[Finding]:
    if source.open_text:
        return
    spans = [
        (mention["char_start"], mention["char_end"])
        for mention in source.rows["mentions"]
        if mention["exact"] is not None
    ]
    headline = text.find(source.title)
    if source.title and headline >= 0:
        spans.append((headline, headline + len(source.title)))
    share, longest = published_share(text, spans)
    most_share, most_run = source.job.budget
    if share > most_share:
        yield Finding(
            code="S031",
            message=f"{share:.1%} of the text would be published; the rights budget allows {most_share:.0%}",
            table="sources",
            row_id=source.source_id,
            help="anchor names by fewer or shorter words",
        )
    if longest > most_run:
        yield Finding(
            code="S032",
            message=f"{longest} characters in a row would be published; the rights budget allows {most_run}",
            table="sources",
            row_id=source.source_id,
            help="anchor the quoted words in parts, or leave some of them out",
        )


def published_share(text: str, spans: Sequence[tuple[int, int]]) -> tuple[float, int]:
    """The share of the text that the spans cover together, and the longest run of characters among it."""
    covered = longest = reached = run_start = 0
    for start, end in sorted(spans):
        if start > reached or not covered:
            run_start = start
        covered += max(0, end - max(start, reached))
        reached = max(reached, end)
        longest = max(longest, reached - run_start)
    return covered / max(1, len(text)), longest
