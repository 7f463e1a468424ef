"""Compressed files, unpacked to temporary ones; a small file that grows without end is given up.

Whatever a library raises while it reads such a file says that the file is damaged: their kinds of errors are many.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from onrecord.findings import printable
from onrecord.reading.temporary_files import Scratch

#: a file may grow to so many bytes, however small it was; beyond, no more than so many times its size
LARGE, TIMES = 1_000_000_000, 200
_STEP = 1 << 20


class NotUnpackedError(ValueError):
    """A compressed file is damaged, too large, or holds another number of files than one."""


@contextmanager
def reading_archive() -> Iterator[None]:
    """Raises whatever a library raises in the block as `NotUnpackedError`, with its words.

    >>> with reading_archive():
    ...     raise EOFError
    Traceback (most recent call last):
    onrecord.reading.compression.NotUnpackedError: it is damaged: it ends too early
    """
    try:
        yield
    except (NotUnpackedError, MemoryError):
        raise
    except EOFError:
        raise NotUnpackedError("it is damaged: it ends too early") from None
    except Exception as error:
        raise NotUnpackedError(f"it is damaged: {printable(str(error), 200) or type(error).__name__}") from None


def unpacked(path: Path, kind: str, scratch: Scratch, inner: str | None = None) -> Path:
    """The contents of a compressed file, in a temporary file; of a zip archive those of its file `inner`.

    Raises `NotUnpackedError`, and `OSError` when there is no room for a temporary file.
    """
    limit = max(LARGE, TIMES * path.stat().st_size)
    target = scratch.path(Path(inner or path.stem).suffix or ".csv")
    with ExitStack() as files, target.open("wb") as out:
        with reading_archive():
            source = _opened(path, kind, inner, files)
        size = 0
        while piece := _piece(source):
            size += len(piece)
            if size > limit:
                raise NotUnpackedError(f"it has more than {limit:,} bytes when it is unpacked")
            out.write(piece)
            if shutil.disk_usage(target.parent).free < LARGE // 4:
                raise NotUnpackedError("there is too little room to unpack it")
    return target


def first_bytes(path: Path, kind: str | None, count: int) -> bytes:
    """The first bytes of a file, unpacked. Raises `NotUnpackedError`, and `OSError`."""
    with ExitStack() as files:
        if kind is None:
            return files.enter_context(path.open("rb")).read(count)
        with reading_archive():
            return bytes(_opened(path, kind, None, files).read(count))


def _piece(source: Any) -> bytes:
    with reading_archive():
        return bytes(source.read(_STEP))


def _opened(path: Path, kind: str, inner: str | None, files: ExitStack) -> IO[bytes] | Any:
    if kind == "gz":
        return files.enter_context(gzip.open(path))
    if kind == "bz2":
        return files.enter_context(bz2.open(path))
    if kind == "xz":
        return files.enter_context(lzma.open(path))
    if kind == "zip":
        archive = files.enter_context(zipfile.ZipFile(path))
        return files.enter_context(archive.open(_member(archive, inner)))
    import pyarrow as pa

    return files.enter_context(pa.CompressedInputStream(files.enter_context(path.open("rb")), "zstd"))


def _member(archive: zipfile.ZipFile, inner: str | None) -> zipfile.ZipInfo:
    """The file of an archive that is meant: the only one, or the one that is named."""
    members = [info for info in archive.infolist() if not info.is_dir()]
    if inner is not None:
        members = [info for info in members if info.filename == inner]
        if len(members) != 1:
            raise NotUnpackedError(f"the archive holds no file “{printable(inner, 80)}”")
    elif len(members) != 1:
        raise NotUnpackedError(
            f"the archive holds {len(members)} files; one is expected, or one is named as “innerpath” of the resource"
        )
    return members[0]
