"""The formats that tables are read from: the one list of them. A new format is one entry here and its reader.

The table of formats in `docs/formats.md` is made from this list (a test).
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from onrecord.contract import Table
    from onrecord.reading.dialect import Dialect
    from onrecord.reading.frame import OpenTable
    from onrecord.reading.samples import Sample
    from onrecord.reading.temporary_files import Scratch

    #: gives the rows of a table that stands in these (unpacked) files, or in the descriptor
    Reader = Callable[[Table, "TableFiles", Sequence[Path], Dialect, Scratch], OpenTable]
    #: gives the first rows of it
    Sampler = Callable[["TableFiles", Sequence[Path], Dialect, Scratch, int], Sample]

#: kinds of compression by their names and suffixes
COMPRESSIONS = {
    "gz": "gz", "gzip": "gz", "bz2": "bz2", "bzip2": "bz2", "zip": "zip", "zst": "zst", "zstd": "zst", "xz": "xz",
}  # fmt: skip


@dataclass(frozen=True)
class Format:
    """A format of tables."""

    #: what a resource's `format` calls it
    name: str
    #: what people call it
    title: str
    #: how its files' names end; other words for it in `format`
    suffixes: tuple[str, ...]
    #: where its reader is: a module of this room and a function
    reader: str
    #: likewise what gives the first rows where nothing is known of the table
    sampler: str
    media_types: tuple[str, ...] = ()
    #: the delimiter unless the dialect has one
    delimiter: str = ","
    #: whether columns have types of their own, so that values aren't read from text
    typed: bool = False
    #: whether findings name the line of the file
    lines: bool = False
    #: the extra that brings the library it needs
    extra: str | None = None
    #: what else there is to know, for the docs
    note: str = ""

    def open(
        self, table: Table, files: TableFiles, paths: Sequence[Path], dialect: Dialect, scratch: Scratch
    ) -> OpenTable:
        """The rows of a table in these files. Raises what `table.open_table` says."""
        reader: Reader = _function(self.reader)
        return reader(table, files, paths, dialect, scratch)

    def sample(self, files: TableFiles, paths: Sequence[Path], dialect: Dialect, scratch: Scratch, most: int) -> Sample:
        """The columns and at `most` so many rows of a table in these files. Raises what `samples.sample_table` catches."""
        sampler: Sampler = _function(self.sampler)
        return sampler(files, paths, dialect, scratch, most)


def _function(place: str) -> Any:
    module, name = place.split(":")
    return getattr(import_module(f"onrecord.reading.{module}"), name)


FORMATS: tuple[Format, ...] = (
    Format(
        "parquet", "Apache Parquet", ("parquet", "parq"), "parquet_tables:open_parquet", "samples:sample_typed",
        ("application/vnd.apache.parquet",), typed=True, note="read bit by bit",
    ),
    Format(
        "csv", "CSV and other delimited text", ("csv",), "delimited_tables:open_delimited", "samples:sample_delimited", ("text/csv",), lines=True,
        note="any delimiter, quotation marks and encoding that the dialect tells; streamed",
    ),
    Format(
        "tsv", "tab-separated text", ("tsv", "tab"), "delimited_tables:open_delimited", "samples:sample_delimited", ("text/tab-separated-values",),
        delimiter="\t", lines=True, note="like CSV",
    ),
    Format(
        "json", "JSON", ("json",), "json_tables:open_json_files", "samples:sample_json", ("application/json",),
        note="a list of objects, or of lists; `property` of the dialect says where in the file it is",
    ),
    Format(
        "jsonl", "JSON Lines", ("jsonl", "ndjson"), "json_tables:open_json_files", "samples:sample_json", ("application/x-ndjson",),
        lines=True, note="one object or list a line; streamed",
    ),
    Format(
        "arrow", "Apache Arrow, Feather", ("arrow", "feather", "ipc", "arrows"), "arrow_tables:open_arrow", "samples:sample_typed",
        ("application/vnd.apache.arrow.file", "application/vnd.apache.arrow.stream"), typed=True,
        note="files and streams",
    ),
    Format(
        "xlsx", "workbooks of Excel", ("xlsx", "xlsm", "xlsb", "xls"), "workbooks:open_workbook", "samples:sample_workbook",
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/vnd.ms-excel"),
        extra="spreadsheets", note="`sheetName` or `sheetNumber` of the dialect says which sheet, else it is the first",
    ),
    Format(
        "ods", "workbooks of OpenDocument", ("ods",), "workbooks:open_workbook", "samples:sample_workbook",
        ("application/vnd.oasis.opendocument.spreadsheet",), extra="spreadsheets", note="likewise",
    ),
    Format(
        "sqlite", "SQLite", ("sqlite", "sqlite3", "db"), "databases:open_database", "samples:sample_database", ("application/vnd.sqlite3",),
        note="`table` of the dialect says which table; no views",
    ),
    Format(
        "gpkg", "GeoPackage", ("gpkg",), "databases:open_database", "samples:sample_database", ("application/geopackage+sqlite3",),
        note="attributes, likewise; geometries are not looked at",
    ),
    Format(
        "geojson", "GeoJSON", ("geojson",), "geojson_tables:open_geojson", "samples:sample_json", ("application/geo+json",),
        note="the properties of features; `geometry` and `id` where the contract has such columns",
    ),
    Format(
        "fwf", "text of fixed widths", ("fwf",), "fixed_width_tables:open_fixed_width", "samples:sample_delimited",
        note="`columnWidths` of the dialect, an addition of ours; else cut where all lines are blank",
    ),
)  # fmt: skip

_BY_NAME = {name: each for each in FORMATS for name in (each.name, *each.suffixes)}
_BY_MEDIA_TYPE = {media: each for each in FORMATS for media in each.media_types}
#: how version 1 of the standard says that a resource is a table
_TABULAR = ("tabular-data-resource", "https://specs.frictionlessdata.io/schemas/tabular-data-resource.json")
#: suffixes of text of any kind; a table in such a file is CSV (Data Package v1, "Tabular Data Resource")
_PLAIN_TEXT = ("txt", "dat")


class TableFiles(NamedTuple):
    """Where the rows of a resource stand: in files of one format, or in the descriptor itself."""

    resource: Mapping[str, Any]
    paths: tuple[Path, ...]
    kind: Format
    #: the folder of the package, from which folders named `year=2021` say what rows hold
    folder: Path | None = None

    @property
    def format(self) -> str:
        """The name of the format."""
        return self.kind.name

    @property
    def is_delimited(self) -> bool:
        """Whether the rows stand as delimited text."""
        return self.format in ("csv", "tsv")

    @property
    def are_parquet(self) -> bool:
        """Whether the rows stand in Parquet files as they are."""
        return self.format == "parquet" and not any(compression_of(self.resource, path) for path in self.paths)

    @property
    def is_one_parquet(self) -> bool:
        """Whether the rows stand in one Parquet file as it is."""
        return len(self.paths) == 1 and self.are_parquet

    @property
    def shown(self) -> str:
        """What it is called in findings."""
        return self.paths[0].name if self.paths else "data"


def format_of_name(name: str) -> str | None:
    """The format of a file by its name.

    >>> format_of_name("a.csv.gz"), format_of_name("notes.md")
    ('csv', None)
    """
    found = _BY_NAME.get(_suffix(name) or "")
    return found.name if found else None


def compression_of(resource: Mapping[str, Any], path: Path) -> str | None:
    """How a file of a resource is compressed, as its resource or its name tells; None when it isn't."""
    declared = str(resource.get("compression") or resource.get("format") or "").lower()
    if declared == "no":
        return None
    return COMPRESSIONS.get(declared) or COMPRESSIONS.get(path.suffix[1:].lower())


def encoding_of(resource: Mapping[str, Any], paths: Sequence[Path]) -> str:
    """The encoding of a resource's files: as told, or UTF-16 if the first one begins with its mark, or UTF-8.

    Source: Data Package v2, "encoding": one that isn't told should be detected. Of others, no mark tells.
    """
    declared = resource.get("encoding")
    if declared:
        return str(declared)
    if paths:
        with paths[0].open("rb") as file:
            if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
                return "utf-16"
    return "utf-8"


def table_files(resource: Mapping[str, Any], paths: Sequence[Path], folder: Path | None = None) -> TableFiles | None:
    """Where the rows of a resource stand, or None when its format is none whose rows are read here."""
    media = str(resource.get("mediatype", "")).partition(";")[0].strip().lower()
    declared = str(resource.get("format", "")).lower()
    suffix = _suffix(_name(resource, paths))
    found = _BY_NAME.get(declared) or _BY_NAME.get(suffix or "") or _BY_MEDIA_TYPE.get(media)
    tabular = resource.get("profile") in _TABULAR or resource.get("type") == "table"
    if found is None and paths and tabular and (not suffix or suffix in _PLAIN_TEXT):
        found = _BY_NAME["csv"]
    if found is None and not paths and isinstance(resource.get("data"), list):
        found = _BY_NAME["json"]
    return TableFiles(resource, tuple(paths), found, folder) if found else None


def _name(resource: Mapping[str, Any], paths: Sequence[Path]) -> str:
    inner = resource.get("innerpath")
    return inner if isinstance(inner, str) else paths[0].name if paths else ""


def _suffix(name: str) -> str | None:
    """How a name ends, but for a compression's suffix."""
    suffixes = [suffix[1:].lower() for suffix in PurePosixPath(name).suffixes]
    while suffixes and suffixes[-1] in COMPRESSIONS:
        suffixes.pop()
    return suffixes[-1] if suffixes else None


#: what to do about a file of another format
WRITE_AS = f"{', '.join(each.title for each in FORMATS)} are read: write it as one of them, or name its “format”"

_PAGE = """\
# Formats of tables

Every command reads tables in these formats: `verify`, `validate`, `describe`, `diff`, `log`, `load`, `tables`, `show` and
`extract`. This page is made from the list in `src/onrecord/reading/formats.py`.

| format | of a resource | file names end in | media types | needs | lines in findings | |
|---|---|---|---|---|---|---|
{rows}

- Files of text and of JSON may be compressed: {compressions}. Of a zip archive with several files, `innerpath` of the
  resource names one.
- A table may stand in several files: a list of paths, a folder (`"path": "data/"`) or a pattern (`"path": "data/*.csv"`).
  Folders named after a value, `year=2021/`, give the column `year` its values. Files and folders whose names begin with
  `_` or `.` are none of the data.
- The rows may stand in the descriptor itself, as `data`.
- The encoding is the one that the resource tells, UTF-16 where the file begins with its mark, else UTF-8.
"""


def formats_page() -> str:
    """All formats as a page in Markdown."""
    rows = [
        f"| {each.title} | `{each.name}` | {', '.join(f'`.{suffix}`' for suffix in each.suffixes)} | "
        f"{', '.join(f'`{media}`' for media in each.media_types)} | {f'`onrecord[{each.extra}]`' if each.extra else ''} | "
        f"{'yes' if each.lines else ''} | {each.note} |"
        for each in FORMATS
    ]
    compressions = ", ".join(f"`.{name}`" for name in dict.fromkeys(COMPRESSIONS.values()))
    return _PAGE.format(rows="\n".join(rows), compressions=compressions)
