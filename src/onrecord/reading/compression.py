"""Compressed files, unpacked to temporary ones; a small file that grows without end is given up."""

from __future__ import annotations

import bz2
import gzip
import lzma
import shutil
import zipfile
import zlib
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from onrecord.reading.temporary_files import Scratch

#: a file may grow to so many bytes, however small it was; beyond, no more than so many times its size
LARGE, TIMES = 1_000_000_000, 200
_STEP = 1 << 20


class NotUnpackedError(ValueError):
    """A compressed file is damaged, too large, or holds more than one."""


def unpacked(path: Path, kind: str, scratch: Scratch) -> Path:
    """The contents of a compressed file, in a file. Raises `NotUnpackedError`."""
    limit = max(LARGE, TIMES * path.stat().st_size)
    target = scratch.path(Path(path.stem).suffix or ".csv")
    try:
        with ExitStack() as files, target.open("wb") as out:
            source = _opened(path, kind, files)
            size = 0
            while piece := source.read(_STEP):
                size += len(piece)
                if size > limit:
                    raise NotUnpackedError(f"it has more than {limit:,} bytes when it is unpacked")
                out.write(piece)
                if shutil.disk_usage(target.parent).free < LARGE // 4:
                    raise NotUnpackedError("there is too little room to unpack it")
    except NotUnpackedError:
        raise
    except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, RuntimeError) as error:
        raise NotUnpackedError(str(error) or type(error).__name__) from None
    return target


def _opened(path: Path, kind: str, files: ExitStack) -> IO[bytes] | Any:
    if kind == "gz":
        return files.enter_context(gzip.open(path))
    if kind == "bz2":
        return files.enter_context(bz2.open(path))
    if kind == "xz":
        return files.enter_context(lzma.open(path))
    if kind == "zip":
        archive = files.enter_context(zipfile.ZipFile(path))
        names = [info for info in archive.infolist() if not info.is_dir()]
        if len(names) != 1:
            raise NotUnpackedError(f"the archive holds {len(names)} files; one is expected")
        return files.enter_context(archive.open(names[0]))
    import pyarrow as pa

    return files.enter_context(pa.CompressedInputStream(files.enter_context(path.open("rb")), "zstd"))
