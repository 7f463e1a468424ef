"""What a person names as data, as a plan that reads it bit by bit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import polars as pl

from onrecord.findings import Finding, Problem, printable

#: files, frames and plans
Source = str | PathLike[str] | Sequence[str | PathLike[str]] | pl.LazyFrame | pl.DataFrame


def plan_of(source: Source, types: Mapping[str, Any]) -> pl.LazyFrame:
    """The source as a plan. `types` says what the columns of text files are to be read as.

    Raises `Problem`: P001 when a file isn't there, P010 when its kind isn't known, P012 when files have different
    columns; and what Polars raises when it can't read one.
    """
    if isinstance(source, pl.LazyFrame | pl.DataFrame):
        return source.lazy()
    paths = _paths(source)
    if not paths:
        raise Problem(Finding(code="P001", message="there is no file", help="name one, or more"))
    plans = [_scan(path, types) for path in paths]
    columns = plans[0].collect_schema()
    for path, plan in zip(paths, plans, strict=True):
        if plan.collect_schema() != columns:
            message = "its columns are not those of the first file, or of other types"
            raise Problem(Finding(code="P012", message=message, file=str(path), help="validate it by itself"))
    return pl.concat(plans, how="vertical")


def is_text(source: Source) -> bool:
    """Whether all values are read from text, and what is no value shows only when it is read."""
    if isinstance(source, pl.LazyFrame | pl.DataFrame):
        return False
    return all(_kind(path) in (".csv", ".tsv", ".jsonl", ".ndjson") for path in _paths(source))


def is_delimited(source: Source) -> bool:
    """Whether the source is CSV, where numbers stand as text."""
    return is_text(source) and all(_kind(path) in (".csv", ".tsv") for path in _paths(source))  # type: ignore[arg-type]


def _paths(source: str | PathLike[str] | Sequence[str | PathLike[str]]) -> list[Path]:
    return [Path(source)] if isinstance(source, str | PathLike) else [Path(each) for each in source]


def _kind(path: Path) -> str:
    packed = path.suffix.lower() in (".gz", ".zst")
    return (path.with_suffix("").suffix if packed else path.suffix).lower()


def _scan(path: Path, types: Mapping[str, Any]) -> pl.LazyFrame:
    if not path.is_file():
        message = "there is no such file"
        raise Problem(
            Finding(code="P001", message=message, file=str(path), help="name a file, a list of them or a plan")
        )
    kind = _kind(path)
    scan = _SCANS.get(kind)
    if scan is None:
        told = f"files ending in “{printable(kind, 20)}” are not read here"
        help_ = f"known: {', '.join(_SCANS)}; of all others give a LazyFrame"
        raise Problem(Finding(code="P010", message=told, file=str(path), help=help_))
    return scan(path, types)


def _csv(path: Path, types: Mapping[str, Any], separator: str = ",") -> pl.LazyFrame:
    found = pl.scan_csv(path, separator=separator, infer_schema_length=0, glob=False).collect_schema().names()
    known = {name: kind for name, kind in types.items() if name in found and not kind.is_nested()}
    return pl.scan_csv(path, separator=separator, schema_overrides=known, infer_schema_length=10_000, glob=False)


def _json_lines(path: Path, types: Mapping[str, Any]) -> pl.LazyFrame:
    found = pl.scan_ndjson(path).collect_schema()
    # numbers would be read as text where text is wanted
    wanted = {name: kind for name, kind in types.items() if name in found and found[name] != kind}
    known = {name: kind for name, kind in wanted.items() if kind != pl.String or found[name] == pl.Null}
    return pl.scan_ndjson(path, schema_overrides=known)


#: how files are read; a stranger's statistics are claims, and no rows are skipped on their word
_SCANS: dict[str, Callable[[Path, Mapping[str, Any]], pl.LazyFrame]] = {
    ".parquet": lambda path, _: pl.scan_parquet(path, glob=False, use_statistics=False),
    ".csv": _csv,
    ".tsv": lambda path, types: _csv(path, types, "\t"),
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".arrow": lambda path, _: pl.scan_ipc(path, glob=False),
    ".feather": lambda path, _: pl.scan_ipc(path, glob=False),
}
