"""The machine coder over a whole corpus: on all cores, streaming, resumable, into a package under the contract.

Every chunk of articles becomes a part on disk, whole or not at all; a run that was stopped finds the parts of
chunks that are the same and goes on. At the end the parts become one data package, which takes the place of `out`.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from onrecord.build.shards import keep, kept
from onrecord.build.tables import to_arrow
from onrecord.coder.extraction import Coder
from onrecord.coder.machine import machine_record, published_of
from onrecord.coder.proposals import known_of
from onrecord.coding.articles import Article, read_articles, size_of
from onrecord.contract import Contract, from_schemas
from onrecord.findings import Finding, Problem
from onrecord.package.write import writing
from onrecord.parallel import stream
from onrecord.source.document import Document, sha256
from onrecord.source.read import layout_of, load_files
from onrecord.source.registry import Registries, columns, read_registries
from onrecord.source.sources import Source, read_source
from onrecord.source.write import write_source

#: articles in a part: few enough that little is lost by a stop
CHUNK = 40
_PROGRAM = Path(__file__).resolve().parents[1]
_SHARED = ("actors", "places")


@dataclass
class CorpusRun:
    """What a run gave: texts coded, how many of them an earlier run had done, rows by table, and what was left out."""

    texts: int = 0
    resumed: int = 0
    rows: Mapping[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


class _Job(NamedTuple):
    """Some articles, and where their part shall lie. Picklable and small: the rest each process reads once."""

    articles: tuple[Article, ...]
    part: Path
    seeds: Path
    schemas: Path


class _Shared(NamedTuple):
    contract: Contract
    layout: Any
    registries: Registries
    coder: Coder


class _Done(NamedTuple):
    part: Path
    texts: int
    fresh: bool


def run_corpus(
    file: Path, out: Path, seeds: Path, schemas: Path, progress: Callable[[int, int], None] | None = None
) -> CorpusRun:
    """Code all articles of a file and write the package at `out`.

    `seeds` gives the registries, `schemas` the contract. Articles that can't be used are told in `findings` and left
    out. Raises `Problem` when the file can't be read, or when `out` holds something else.
    """
    if out.exists() and not _is_ours(out):
        raise Problem(Finding(code="S013", message="this folder is there and holds something else", file=str(out),
                              help="name a folder that is new, or one that such a run made"))  # fmt: skip
    if not file.is_file():
        raise Problem(Finding(code="S001", message="there is no such file", file=str(file)))
    run, total = CorpusRun(), size_of(file)
    parts = out.with_name(f".{out.name}.parts")
    parts.mkdir(parents=True, exist_ok=True)
    shared = _shared(seeds, schemas)
    done: list[_Done] = []
    positions: list[int] = []
    jobs = _jobs(file, parts, shared, seeds, schemas, run, positions)
    for one in stream(_process, jobs):
        done.append(one)
        run.texts += one.texts
        run.resumed += 0 if one.fresh else one.texts
        if progress:
            progress(positions[len(done) - 1], total)
    run.rows = _write(shared, done, out, file.name)
    shutil.rmtree(parts, ignore_errors=True)
    return run


def _is_ours(out: Path) -> bool:
    try:
        return bool(json.loads((out / "datapackage.json").read_bytes()).get("codedBy") == "machine")
    except (OSError, ValueError, AttributeError):
        return False


def _unsound(article: Article, shared: _Shared) -> Finding | None:
    """What is wrong with what is told of an article beside its text, such as a genre that is no code."""
    wrong = [finding for finding in _source(article, shared).file.findings if finding.severity == "error"]
    if not wrong:
        return None
    return Finding(code="S012", message=f"{article.slug}: {wrong[0].message}", help=wrong[0].help)


def _jobs(
    file: Path, parts: Path, shared: _Shared, seeds: Path, schemas: Path, run: CorpusRun, positions: list[int]
) -> Iterator[_Job]:
    digest = _digest(schemas, seeds)
    gathered: list[Article] = []
    position = 0

    def job() -> _Job:
        total = hashlib.sha256(digest)
        total.update(json.dumps(gathered, sort_keys=True).encode())
        positions.append(position)
        made = _Job(tuple(gathered), parts / f"{len(positions):06d}-{total.hexdigest()[:32]}.arrow", seeds, schemas)
        gathered.clear()
        return made

    for read in read_articles(file):
        position = read.position
        told = read.article if isinstance(read.article, Finding) else _unsound(read.article, shared)
        if isinstance(told, Finding):
            run.findings.append(told)
            continue
        assert isinstance(read.article, Article)  # noqa: S101 - it is no finding
        gathered.append(read.article)
        if len(gathered) == CHUNK:
            yield job()
    if gathered:
        yield job()


@lru_cache(maxsize=1)
def _shared(seeds: Path, schemas: Path) -> _Shared:
    contract = from_schemas(schemas, also=("proposals",))
    layout = layout_of(schemas, contract)
    registries = read_registries(load_files(seeds, [f"{name}.yaml" for name in layout.registries]), contract, layout)
    if broken := [finding for finding in registries.findings if finding.severity == "error"]:
        raise Problem(*broken)
    return _Shared(contract, layout, registries, Coder(*known_of(registries.rows, registries.aliases)))


def _digest(schemas: Path, seeds: Path) -> bytes:
    """SHA-256 of all that a part depends on beside its articles."""
    total = hashlib.sha256()
    for path in [*sorted(schemas.glob("*.yaml")), *sorted(seeds.glob("*.yaml"))]:
        total.update(path.read_bytes())
    for room in ("coder", "coding", "numbers", "source"):
        for path in sorted((_PROGRAM / room).rglob("*.py")):
            total.update(path.read_bytes())
    return total.digest()


def _process(job: _Job) -> _Done:
    if job.part.is_file():
        return _Done(job.part, len(job.articles), fresh=False)
    shared = _shared(job.seeds, job.schemas)
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for article in job.articles:
        for name, new in _rows(article, shared).items():
            rows[name] += new
    tables = {}
    for name, found in rows.items():
        table = shared.contract.tables[name]
        unique = {tuple(row[key] for key in table.primary_key): row for row in reversed(found)}
        tables[name] = to_arrow([columns(list(unique.values()), table.fields)], table)
    keep(tables, job.part)
    return _Done(job.part, len(job.articles), fresh=True)


def _rows(article: Article, shared: _Shared) -> dict[str, list[dict[str, Any]]]:
    """The rows of all tables that one article gives."""
    source = _source(article, shared)
    hashed = source.row["text_sha256"]
    row = source.row | {name: None for name in ("licence",) if source.row.get("rights_status") != "open_licence"}
    made = machine_record(
        shared.coder, article.slug, Document(article.text), hashed, shared.contract, shared.layout,
        shared.registries.known, published_of(row),
    )  # fmt: skip
    rows = {"sources": [row], **made.record.rows, **made.record.proposed}
    rows["proposals"] = [{"source_id": row["source_id"], **proposed} for proposed in made.record.by_rule]
    return rows


def _source(article: Article, shared: _Shared) -> Source:
    """The row of `sources` of an article, with what is wrong with it."""
    usual = {"language": "en", "genre": "news", "rights_status": "unknown", **_first_line(article)}
    hashed = sha256(article.text.encode())
    told = write_source({**usual, **article.told}, hashed)
    return read_source("", told.encode(), article.slug, article.text, hashed, shared.contract, shared.layout)


def _first_line(article: Article) -> dict[str, str]:
    first = next(line for line in article.text.splitlines() if line.strip())
    return {"title": " ".join(first.split())[:300]}


def _write(shared: _Shared, done: list[_Done], out: Path, name: str) -> Mapping[str, int]:
    """The package of all parts. An actor or place that several texts name is one row, as the first told it."""
    head = {
        "name": f"machine-coded-{hashlib.sha256(name.encode()).hexdigest()[:8]}",
        "title": f"What a machine coder proposes of {name}",
        "description": "Proposals of the machine coder of onrecord. Nobody has checked them: see the table proposals.",
        "codedBy": "machine",
    }
    contract = replace(shared.contract, properties={**shared.contract.properties, **head})
    seen: dict[str, set[str]] = {table: set() for table in _SHARED}
    with writing(contract, out, "0.0.0-machine") as writer:
        registered = {table: to_arrow([shared.registries.rows[table]], contract.tables[table]) for table in _SHARED}
        writer.add({table: _new(rows, seen[table]) for table, rows in registered.items()})
        for one in done:
            tables = kept(one.part)
            writer.add({table: _new(rows, seen[table]) if table in seen else rows for table, rows in tables.items()})
    return {table: count for table, count in writer.rows.items() if count}


def _new(rows: pa.Table, seen: set[str]) -> pa.Table:
    ids = rows.column(0).to_pylist()
    fresh = [i for i, row_id in enumerate(ids) if row_id not in seen]
    seen.update(ids)
    return rows if len(fresh) == len(ids) else rows.take(pa.array(fresh, pa.int64()))
