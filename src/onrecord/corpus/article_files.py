"""The files that a corpus comes in: JSON Lines, Parquet, CSV, and texts alone or in folders."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from onrecord.findings import Finding, Problem, printable
from onrecord.records.document_folder import load_file
from onrecord.text.document import LIMIT_BYTES, decode_text

#: what may be told of an article beside its text, by the keys of `source.yaml`
METADATA = ("title", "publisher", "author", "url", "language", "genre", "published", "rights_status", "licence")
_IDS = ("id", "doc_id")
_KINDS = {
    ".jsonl": "lines", ".ndjson": "lines", ".parquet": "parquet", ".parq": "parquet", ".csv": "csv", ".tsv": "csv",
    ".txt": "text",
}  # fmt: skip
_TAKEN = "folders of .txt, and files .txt, .csv, .tsv, .jsonl and .parquet are taken"
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
    kind: str
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
    readers = {"lines": _json_lines, "parquet": _parquet, "csv": _csv, "text": _text}
    try:
        yield from readers[part.kind](part)
    except OSError as error:
        raise Problem(_unreadable(part.path, error)) from None


# -- which files ----------------------------------------------------------------------------------


def _part(path: Path, name: str) -> Part:
    kind = _KINDS.get(path.suffix.lower())
    if not path.exists():
        raise Problem(Finding(code="S001", message="there is no such file or folder", file=str(path)))
    if kind is None:
        raise Problem(Finding(code="S014", message="this is no file of articles", file=str(path), help=_TAKEN))
    return Part(path, path.stat().st_size, kind, str(Path(name).with_suffix("")))


def _folder(folder: Path, wrong: list[Finding], beside: list[Finding]) -> list[Part]:
    files = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
    texts = [path for path in files if _KINDS.get(path.suffix.lower()) == "text"]
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
    if part.kind not in ("csv", "parquet"):
        return None
    names = _columns_of_parquet(part.path) if part.kind == "parquet" else _header(part.path)
    if "text" in names:
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


# -- rows -----------------------------------------------------------------------------------------


def _json_lines(part: Part) -> Iterator[Row]:
    position = number = 0
    with part.path.open("rb") as file:
        while line := file.readline(LIMIT_BYTES * 2):
            number += 1
            position += len(line)
            if line.strip():
                yield Row(_parsed(line, number, part.path.name), number, position)


def _parsed(line: bytes, number: int, name: str) -> Content:
    try:
        content = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Finding(code="S012", message=f"not JSON: {printable(str(error), 200)}", file=name, line=number,
                       help="write one object a line")  # fmt: skip
    if isinstance(content, dict):
        return content
    return Finding(code="S012", message="a line is an object with the key text", file=name, line=number,
                   help='{"id": "…", "text": "…"}')  # fmt: skip


def _columns_of_parquet(path: Path) -> list[str]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return list(pq.read_schema(path).names)
    except pa.ArrowException as error:
        raise _no_parquet(path, error) from None


def _no_parquet(path: Path, error: Exception) -> Problem:
    message = f"no readable Parquet file: {printable(str(error), 200)}"
    return Problem(Finding(code="S001", message=message, file=str(path)))


def _parquet(part: Part) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    done = 0
    try:
        with pq.ParquetFile(part.path) as file:
            names = [name for name in (*_IDS, "text", *METADATA) if name in file.schema_arrow.names]
            total = max(1, file.metadata.num_rows)
            for batch in file.iter_batches(batch_size=256, columns=names):
                for row in batch.to_pylist():
                    done += 1
                    yield Row(row, done, part.size * done // total)
    except pa.ArrowException as error:
        raise _no_parquet(part.path, error) from None


# -- CSV ------------------------------------------------------------------------------------------


def _header(path: Path) -> list[str]:
    with path.open("rb") as file:
        line = file.readline(1_000_000)
    try:
        return next(csv.reader([line.decode("utf-8-sig")], delimiter=_delimiter(line)), [])
    except UnicodeDecodeError:
        raise Problem(_not_utf8(path)) from None


def _delimiter(header: bytes) -> str:
    """The sign that cuts the header so that a column is called text; a comma where none does."""
    line = header.decode("utf-8-sig", "replace")
    return next((sign for sign in ",;\t" if "text" in next(csv.reader([line], delimiter=sign), [])), ",")


def _not_utf8(path: Path) -> Finding:
    return Finding(code="S001", message="the file is not UTF-8", file=str(path),
                   help="save it as UTF-8 (in a spreadsheet: CSV UTF-8)")  # fmt: skip


def _csv(part: Part) -> Iterator[Row]:
    """CSV by RFC 4180, with a header; cut by commas, semicolons or tabs."""
    csv.field_size_limit(LIMIT_BYTES * 2)
    position = 0

    def counted(lines: Iterable[bytes]) -> Iterator[str]:
        nonlocal position
        for number, line in enumerate(lines):
            position += len(line)
            yield line.decode("utf-8-sig" if number == 0 else "utf-8")

    with part.path.open("rb") as file:
        delimiter = _delimiter(file.readline(1_000_000))
        file.seek(0)
        reader = csv.DictReader(counted(iter(lambda: file.readline(LIMIT_BYTES * 2), b"")), delimiter=delimiter)
        before = reader.reader.line_num
        try:
            for row in reader:
                number, before = before + 1, reader.line_num
                yield Row({name: row.get(name) for name in (*_IDS, "text", *METADATA)}, max(2, number), position)
        except UnicodeDecodeError:
            raise Problem(_not_utf8(part.path)) from None
        except csv.Error as error:
            message = f"no readable CSV: {printable(str(error), 200)}"
            raise Problem(Finding(code="S001", message=message, file=str(part.path), line=reader.line_num)) from None
