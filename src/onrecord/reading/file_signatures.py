"""Files that are something else than their name says, by how they begin: then nothing in them is worth reading."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from onrecord.contract import Table
from onrecord.findings import Finding, printable

#: how a file begins (in lower case), what it is then, and what to do
_SIGNS = (
    (
        b"version https://git-lfs.github.com/spec/",
        "a pointer of Git LFS, without the data",
        "git lfs pull fetches them",
    ),
    (b"<!doctype html", "a web page", "get the file itself: this is perhaps what a server says of an error"),
    (b"<html", "a web page", "get the file itself: this is perhaps what a server says of an error"),
    (b"par1", "a Parquet file", 'say "format": "parquet" in the descriptor'),
    (b"pk\x03\x04", "a zip archive or a workbook", "write it as text, or say “compression”: “zip” in the descriptor"),
    (b"\x1f\x8b\x08", "compressed by gzip", 'say "compression": "gz" in the descriptor'),
    (b"\x28\xb5\x2f\xfd", "compressed by zstd", 'say "compression": "zst" in the descriptor'),
    (b"\xfd7zxz\x00", "compressed by xz", 'say "compression": "xz" in the descriptor'),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old workbook", "write it as text"),
)

_ZIP, _OLE = b"pk\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: format -> how files of it may begin
_OWN_SIGNS = {"parquet": (b"par1",), "xlsx": (_ZIP, _OLE), "ods": (_ZIP,), "arrow": (b"arrow1",)}


def disguised(table: Table, paths: Sequence[Path], kind: str) -> list[Finding]:
    """A finding (T027) on each file that begins like something that a table of this format can't be."""
    findings = []
    for path in paths:
        with path.open("rb") as file:
            begin = file.read(64).lower()
        for sign, what, help_ in _SIGNS:
            if begin.startswith(sign) and sign not in _OWN_SIGNS.get(kind, ()):
                message = f"{printable(path.name)} can't be read: it is {what}"
                findings.append(Finding(code="T027", message=message, table=table.name, help=help_))
                break
    return findings
