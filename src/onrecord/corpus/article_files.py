"""The files that a corpus comes in: tables of any format, and texts alone or in folders."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from onrecord.findings import Finding, Problem, printable
from onrecord.reading.bare_files import bare_table
from onrecord.reading.formats import format_of_name
from onrecord.reading.row_records import row_records
from onrecord.reading.samples import sample_table
from onrecord.reading.temporary_files import Scratch
from onrecord.records.document_folder import load_file
from onrecord.text.document import decode_text

#: what may be told of an article beside its text, by the keys of `source.yaml`
METADATA = ("title", "publisher", "author", "url", "language", "genre", "published", "rights_status", "licence")
_IDS = ("id", "doc_id")
_TAKEN = "folders of .txt, files .txt, and tables of any format that is read (docs/formats.md) are taken"
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9])")

#: what one row of a file tells, or what is wrong with it
Content = dict[str, Any] | Finding


class Row(NamedTuple):
    """What is told of an article, the line or number of its row, and how many bytes of the file are read."""

    content: Content
    number: int
    position: int


class Part(NamedTuple):
    """A file of a corpus: how messages name it, how large it is, and for a text the id that its place gives."""

    path: Path
    size: int
    is_text: bool
    id: str = ""


class Corpus(NamedTuple):
    """The files of a corpus in order, and warnings of what lies in its folders and is not read."""

    parts: tuple[Part, ...]
    findings: tuple[Finding, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(part.size for part in self.parts)


def open_corpus(sources: Sequence[Path]) -> Corpus:
    """The files that these files and folders stand for; of folders, all texts in them, by name.

    Raises `Problem` with all that is wrong: S001 what can't be read, S014 what is no corpus.
    """
    parts: list[Part] = []
    wrong: list[Finding] = []
    beside: list[Finding] = []
    for source in sources:
        try:
            parts += _folder(source, wrong, beside) if source.is_dir() else [_part(source, source.name)]
            if parts and parts[-1].path == source and (missing := _lacks(parts[-1])) is not None:
                wrong.append(missing)
        except OSError as error:
            wrong.append(_unreadable(source, error))
        except Problem as problem:
            wrong += problem.findings
    if wrong:
        raise Problem(*wrong)
    return Corpus(tuple(parts), tuple(beside))


def rows(part: Part) -> Iterator[Row]:
    """The rows of a file in their order. Raises `Problem` (S001) when it can't be read, or no further."""
    try:
        yield from _text(part) if part.is_text else _table(part)
    except OSError as error:
        raise Problem(_unreadable(part.path, error)) from None


# -- which files ----------------------------------------------------------------------------------


def _is_text(path: Path) -> bool:
    return path.suffix.lower() == ".txt"


def _part(path: Path, name: str) -> Part:
    if not path.exists():
        raise Problem(Finding(code="S001", message="there is no such file or folder", file=str(path)))
    if not _is_text(path) and format_of_name(path.name) is None:
        raise Problem(Finding(code="S014", message="this is no file of articles", file=str(path), help=_TAKEN))
    return Part(path, path.stat().st_size, _is_text(path), str(Path(name).with_suffix("")))


def _folder(folder: Path, wrong: list[Finding], beside: list[Finding]) -> list[Part]:
    files = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
    texts = [path for path in files if _is_text(path)]
    others = [path for path in files if path not in set(texts)]
    if not texts:
        wrong.append(Finding(code="S014", message="there is no .txt in this folder", file=str(folder), help=_TAKEN))
    elif others:
        names = ", ".join(printable(str(path.relative_to(folder)), 60) for path in others[:3])
        more = f" and {len(others) - 3:,} more" if len(others) > 3 else ""
        beside.append(
            Finding(code="S015", severity="warning", file=str(folder), message=f"not read, being no .txt: {names}{more}",
                    help="name files of other formats by themselves")
        )  # fmt: skip
    return [_part(path, path.relative_to(folder).as_posix()) for path in texts]


def _lacks(part: Part) -> Finding | None:
    """A finding when the columns of a file have no text. Raises `OSError` and `Problem` when it can't be read."""
    names = None if part.is_text else _columns(part.path)
    if names is None or "text" in names:
        return None
    shown = ", ".join(printable(name, 40) for name in names[:8])
    return Finding(code="S014", message=f"the file has no column “text”, but: {shown}", file=str(part.path),
                   help=f"name the columns id, text, and if known {', '.join(METADATA[:-2])}")  # fmt: skip


def _unreadable(path: Path, error: OSError) -> Finding:
    message = f"can't be read: {error.strerror or printable(str(error), 200)}"
    return Finding(code="S001", message=message, file=str(path))


# -- texts ----------------------------------------------------------------------------------------


def _text(part: Part) -> Iterator[Row]:
    """One text as it stands in the file, without a byte order mark; a day that begins its name is when it appeared."""
    text, fault = None, None
    try:
        raw = load_file(part.path)
        text, wrong = decode_text(part.path.name, raw if isinstance(raw, int) else raw.removeprefix(b"\xef\xbb\xbf"))
        fault = wrong[0] if wrong else None
    except OSError as error:
        fault = _unreadable(part.path, error)
    if text is None:
        assert fault is not None  # noqa: S101 - a text or what is wrong with it
        yield Row(Finding(code="S012", message=fault.message, file=str(part.path), line=fault.line, column=fault.column,
                          help=fault.help), 1, part.size)  # fmt: skip
        return
    row: dict[str, Any] = {"id": part.id, "text": text}
    if (day := _DAY.match(part.path.name)) and _is_day(day[1]):
        row["published"] = day[1]
    yield Row(row, 1, part.size)


def _is_day(words: str) -> bool:
    try:
        dt.date.fromisoformat(words)
    except ValueError:
        return False
    return True


# -- rows of tables -------------------------------------------------------------------------------


def _columns(path: Path) -> list[str] | None:
    """The columns of a table, or None of JSON, whose objects name them each for itself. Raises `Problem` (S001)."""
    with Scratch() as scratch:
        files = bare_table(path).files
        if files.format in ("json", "jsonl"):
            return None
        try:
            return sample_table(files, scratch, 1).names
        except Problem as problem:
            raise _as_corpus(problem, path) from None


def _table(part: Part) -> Iterator[Row]:
    """The rows of a table of any format that is read. Raises `Problem` (S001) when it can't be read, or no further."""
    with Scratch() as scratch:
        try:
            for record in row_records(bare_table(part.path).files, ("text",), (*_IDS, *METADATA), scratch):
                position = int(part.size * record.share)
                if record.values is not None:
                    yield Row(dict(record.values), record.line, position)
                else:
                    fault = Finding(code="S012", message=record.fault, file=part.path.name, line=record.line,
                                    help='write {"id": "…", "text": "…"}, or these columns')  # fmt: skip
                    yield Row(fault, record.line, position)
        except Problem as problem:
            raise _as_corpus(problem, part.path) from None


def _as_corpus(problem: Problem, path: Path) -> Problem:
    """What keeps a table from being read, as what keeps a corpus from it."""
    return Problem(*(replace(found, code="S001", file=str(path), table=None, row=None) for found in problem.findings))
