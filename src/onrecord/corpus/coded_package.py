"""The machine coder over a whole corpus: on all cores, streaming, resumable, into a package under the contract.

Every chunk of articles becomes a part on disk, whole or not at all; a run that was stopped finds the parts of
chunks that are the same and goes on. At the end the parts become one data package, which takes the place of `out`.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from onrecord.build.shards import keep, kept
from onrecord.build.tables import to_arrow
from onrecord.coder.extraction import Coder
from onrecord.coder.text_forms import language_of
from onrecord.contract import Contract, from_schemas
from onrecord.corpus.article_files import Corpus, open_corpus
from onrecord.corpus.articles import Article, read_articles
from onrecord.corpus.spreadsheets import sheets_of, write_sheets
from onrecord.findings import Finding, Problem, printable
from onrecord.package.write import writing
from onrecord.parallel import stream
from onrecord.records.coders.machine_record import machine_record
from onrecord.records.coders.proposed_rows import known_of
from onrecord.records.document_folder import layout_of, load_files
from onrecord.records.format.writer import write_source
from onrecord.records.registry import Registries, columns, read_registries
from onrecord.records.source_file import Source, is_open, published_of, read_source
from onrecord.text.document import Document, Raw, sha256

#: articles in a part: few enough that little is lost by a stop
CHUNK = 40
_PROGRAM = Path(__file__).resolve().parents[1]
_SHARED = ("actors", "places")
#: before the names of tables of a part that become sheets
_SHEET = "sheet:"
#: what the package says of itself as the contract does; the licence and people of releases are not its own
_KEPT = ("contractVersion", "rightsBudget")
#: registries in which nothing is recorded
_EMPTY: Mapping[str, Raw] = {"actors.yaml": b"{}", "places.yaml": b"{}", "retired.yaml": b"[]"}


@dataclass
class CorpusRun:
    """What a run gave: texts coded, how many of them an earlier run had done, rows by table, and what was left out."""

    texts: int = 0
    resumed: int = 0
    rows: Mapping[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


class _Setting(NamedTuple):
    """What all parts of a run share. Picklable and small: the rest each process reads once."""

    schemas: Path
    registry: Path | None
    sheets: bool
    any_language: bool = False


class _Job(NamedTuple):
    """Some articles, and where their part shall lie."""

    articles: tuple[Article, ...]
    part: Path
    setting: _Setting


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
    sources: Sequence[Path], out: Path, *, registry: Path | None = None, schemas: Path | None = None,
    published: str | None = None, sheets: bool = False, progress: Callable[[int, int], None] | None = None,
    workers: int | None = None, any_language: bool = False,
) -> CorpusRun:  # fmt: skip
    """Code all articles of files and folders and write the package at `out`.

    `registry` is a folder with `actors.yaml`, `places.yaml` or both (none: nobody is known beforehand), `schemas` the
    contract (default: the one that came along). `published` is when those articles appeared that don't tell it.
    `sheets` adds quotes and figures as CSV, with their words. `workers` is how many processes work (default: one for
    each core). Articles that can't be used are told in `findings` and
    left out. Raises `Problem` with all that keeps it from running: S001 a file that can't be read, S014 what is no
    corpus, S013 when `out` holds something else, and whatever is wrong with the registry.
    """
    setting = _Setting(schemas or shipped_schemas(), registry, sheets, any_language)
    corpus, shared = _ready(sources, out, setting)
    run = CorpusRun(findings=list(corpus.findings))
    parts = out.with_name(f".{out.name}.parts")
    _room(parts)
    done: list[_Done] = []
    positions: list[int] = []
    for one in stream(_process, _jobs(corpus, published, parts, shared, setting, run, positions), workers):
        done.append(one)
        run.texts += one.texts
        run.resumed += 0 if one.fresh else one.texts
        if progress:
            progress(positions[len(done) - 1], corpus.size)
    run.rows = _write(shared, done, out, ", ".join(source.name or str(source) for source in sources[:3]), sheets)
    shutil.rmtree(parts, ignore_errors=True)
    return run


def shipped_schemas() -> Path:
    """The contract that came with this installation (or that stands in this checkout)."""
    shipped = _PROGRAM / "schemas"
    return shipped if shipped.is_dir() else _PROGRAM.parents[1] / "schemas"


def _ready(sources: Sequence[Path], out: Path, setting: _Setting) -> tuple[Corpus, _Shared]:
    """The corpus opened and the registry read; raises `Problem` with all that is wrong with either, or with `out`."""
    wrong: list[Finding] = []
    if out.exists() and not _is_ours(out):
        wrong.append(Finding(code="S013", message="this folder is there and holds something else", file=str(out),
                             help="name a folder that is new, or one that such a run made"))  # fmt: skip
    corpus = shared = None
    try:
        corpus = open_corpus(sources)
    except Problem as problem:
        wrong += problem.findings
    try:
        shared = _shared(setting)
    except Problem as problem:
        wrong += problem.findings
    if corpus is None or shared is None or wrong:
        raise Problem(*wrong)
    return corpus, shared


def _room(parts: Path) -> None:
    try:
        parts.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"can't be written: {error.strerror}"
        raise Problem(
            Finding(code="S013", message=message, file=str(parts.parent), help="name another --out")
        ) from None


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


def _not_english(article: Article) -> Finding:
    message = f"{printable(article.id, 80)} is not English: nothing is proposed of it"
    return Finding(
        code="S033", severity="warning", message=message, help="add  --any-language  to propose all the same"
    )


def _jobs(
    corpus: Corpus, published: str | None, parts: Path, shared: _Shared, setting: _Setting, run: CorpusRun,
    positions: list[int],
) -> Iterator[_Job]:  # fmt: skip
    digest = _digest(setting)
    gathered: list[Article] = []
    position = 0

    def job() -> _Job:
        total = hashlib.sha256(digest)
        total.update(json.dumps(gathered, sort_keys=True).encode())
        positions.append(position)
        made = _Job(tuple(gathered), parts / f"{len(positions):06d}-{total.hexdigest()[:32]}.arrow", setting)
        gathered.clear()
        return made

    for read in read_articles(corpus, published):
        position = read.position
        fault = read.article if isinstance(read.article, Finding) else _unsound(read.article, shared)
        if isinstance(fault, Finding):
            run.findings.append(fault)
            continue
        assert isinstance(read.article, Article)  # noqa: S101 - it is no finding
        if not setting.any_language and (language_of(read.article.text) or "en") != "en":
            run.findings.append(_not_english(read.article))
        gathered.append(read.article)
        if len(gathered) == CHUNK:
            yield job()
    if gathered:
        yield job()


@lru_cache(maxsize=1)
def _shared(setting: _Setting) -> _Shared:
    contract = from_schemas(setting.schemas, also=("proposals",))
    layout = layout_of(setting.schemas, contract)
    files: dict[str, Raw] = {}
    if setting.registry is not None:
        files = load_files(setting.registry, (f"{name}.yaml" for name in layout.registries))
        if not files:
            raise Problem(Finding(code="R008", file=str(setting.registry), message="there is no actors.yaml or places.yaml here",
                                  help="name the folder in which they lie"))  # fmt: skip
    registries = read_registries({**_EMPTY, **files}, contract, layout, str(setting.registry or "registry"))
    if broken := [finding for finding in registries.findings if finding.severity == "error"]:
        raise Problem(*broken)
    return _Shared(
        contract,
        layout,
        registries,
        Coder(*known_of(registries.rows, registries.aliases), any_language=setting.any_language),
    )


def _digest(setting: _Setting) -> bytes:
    """SHA-256 of all that a part depends on beside its articles."""
    total = hashlib.sha256(repr((setting.sheets, setting.any_language)).encode())
    registry = sorted(setting.registry.glob("*.yaml")) if setting.registry is not None else []
    for path in [*sorted(setting.schemas.glob("*.yaml")), *registry]:
        total.update(path.read_bytes())
    for room in ("coder", "corpus", "numbers", "records", "text", "word_lists"):
        for path in sorted(path for path in (_PROGRAM / room).rglob("*") if path.suffix in (".py", ".tsv")):
            total.update(path.read_bytes())
    return total.digest()


def _process(job: _Job) -> _Done:
    if job.part.is_file():
        return _Done(job.part, len(job.articles), fresh=False)
    shared = _shared(job.setting)
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    sheets: dict[str, list[pa.Table]] = defaultdict(list)
    names = dict(zip(*(shared.registries.rows["actors"][key] for key in ("actor_id", "name")), strict=True))
    for article in job.articles:
        new = _rows(article, shared)
        for name, found in new.items():
            rows[name] += found
        if job.setting.sheets:
            for name, lines in sheets_of(article, new, names).items():
                sheets[_SHEET + name].append(lines)
    tables = {name: pa.concat_tables(lines) for name, lines in sheets.items()}
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
        shared.registries.known, published_of(row), is_open=is_open(row),
    )  # fmt: skip
    rows = {"sources": [row], **made.record.rows, **made.record.proposed}
    rows["proposals"] = [{"source_id": row["source_id"], **proposed} for proposed in made.record.by_rule]
    return rows


def _source(article: Article, shared: _Shared) -> Source:
    """The row of `sources` of an article, with what is wrong with it."""
    usual = {
        "language": language_of(article.text) or "en",
        "genre": "news",
        "rights_status": "unknown",
        **_first_line(article),
    }
    hashed = sha256(article.text.encode())
    written = write_source({**usual, **article.metadata}, hashed)
    return read_source("", written.encode(), article.slug, article.text, hashed, shared.contract, shared.layout)


def _first_line(article: Article) -> dict[str, str]:
    first = next(line for line in article.text.splitlines() if line.strip())
    return {"title": " ".join(first.split())[:300]}


def _write(shared: _Shared, done: list[_Done], out: Path, name: str, sheets: bool) -> Mapping[str, int]:
    """The package of all parts. An actor or place that several texts name is one row, as the first told it."""
    head = {
        "name": f"machine-coded-{hashlib.sha256(name.encode()).hexdigest()[:8]}",
        "title": f"What a machine coder proposes of {name}",
        "description": "Proposals of the machine coder of onrecord. Nobody has checked them: see the table proposals.",
        "codedBy": "machine",
    }
    same = {key: value for key, value in shared.contract.properties.items() if key in _KEPT}
    contract = replace(shared.contract, properties={**head, **same})
    seen: dict[str, set[str]] = {table: set() for table in _SHARED}
    with writing(contract, out, "0.0.0-machine") as writer:
        registered = {table: to_arrow([shared.registries.rows[table]], contract.tables[table]) for table in _SHARED}
        writer.add({table: _new(rows, seen[table]) for table, rows in registered.items()})
        for one in done:
            tables = {name: rows for name, rows in kept(one.part).items() if not name.startswith(_SHEET)}
            writer.add({table: _new(rows, seen[table]) if table in seen else rows for table, rows in tables.items()})
        if sheets:
            write_sheets((_of_sheets(kept(one.part)) for one in done), writer.folder)
    return {table: count for table, count in writer.rows.items() if count}


def _of_sheets(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    return {name.removeprefix(_SHEET): rows for name, rows in tables.items() if name.startswith(_SHEET)}


def _new(rows: pa.Table, seen: set[str]) -> pa.Table:
    ids = rows.column(0).to_pylist()
    fresh = [i for i, row_id in enumerate(ids) if row_id not in seen]
    seen.update(ids)
    return rows if len(fresh) == len(ids) else rows.take(pa.array(fresh, pa.int64()))
