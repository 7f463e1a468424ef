"""Fetching files that must be exactly what a catalogue says: resumed, checked, and there whole or not at all.

Python's own `urllib` is enough here and adds nothing to install: it honours proxies (`https_proxy`, `no_proxy`),
has timeouts and follows redirects. What it lacks (resuming, checking, mirrors) is what this module is for. pooch
checks hashes, but has no lock between processes and no resuming. Other protocols go through fsspec.
"""

from __future__ import annotations

import hashlib
import http.client
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from onrecord.findings import Finding, Note, Problem, printable

Progress = Callable[[int, int], None]

#: seconds without a byte before a server counts as stalled
TIMEOUT = 20.0
#: times that one address is tried before the next one is
TRIES = 3
_CHUNK = 1 << 18


class Wanted(NamedTuple):
    """A file as the catalogue tells it, and where it can be fetched, best first."""

    name: str
    size: int
    sha256: str
    urls: tuple[str, ...]


class _BadAnswerError(Exception):
    """What came is not what was asked for."""


class _SameSchemes(urllib.request.HTTPRedirectHandler):
    """Redirects may lead to other web addresses, and to nothing else."""

    def redirect_request(self, *arguments: Any, **named: Any) -> urllib.request.Request | None:
        request = super().redirect_request(*arguments, **named)
        if request is not None and urllib.parse.urlsplit(request.full_url).scheme not in ("http", "https"):
            raise _BadAnswerError(f"it redirects to {printable(request.full_url, 80)}")
        return request


def fetch(wanted: Wanted, target: Path, progress: Progress | None = None, timeout: float = TIMEOUT) -> None:
    """Put the file at `target`, checked by size and SHA-256. Many processes may ask at once: one fetches.

    What was fetched of a broken download is used. Raises `Problem` (D010) when no address gave the file.
    """
    from filelock import FileLock

    target.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(target.with_name(f"{target.name}.lock")):
        if is_whole(target, wanted):
            return
        part = target.with_name(f"{target.name}.part")
        failures: list[Note] = []
        for url in wanted.urls:
            for attempt in range(TRIES):
                try:
                    _append(url, part, wanted, progress, timeout)
                    part.replace(target)
                    return
                except (OSError, ValueError, http.client.HTTPException, _BadAnswerError) as error:
                    failures.append(Note(f"{printable(url, 200)}: {_reason(error)}"))
                    if _is_final(error):
                        break
                    time.sleep(0.1 * 2**attempt if attempt + 1 < TRIES else 0)
    raise Problem(
        Finding(
            code="D010",
            message=f"{printable(wanted.name)} could not be fetched",
            notes=tuple(failures[-6:]),
            help="look at the connection, or name another catalogue: ONRECORD_CATALOG=…",
        )
    )


def read_small(url: str, limit: int, timeout: float) -> bytes:
    """The bytes at an address, `limit` at most. Raises `OSError` or `ValueError`."""
    try:
        with _opened(url, 0, timeout) as (stream, _):
            raw: bytes = stream.read(limit + 1)
    except (http.client.HTTPException, _BadAnswerError) as error:
        raise OSError(_reason(error)) from error
    if len(raw) > limit:
        raise ValueError(f"there are more than {limit:,} bytes")
    return raw


def is_whole(path: Path, wanted: Wanted) -> bool:
    """Whether the file is there with the right size and SHA-256."""
    if not path.is_file() or path.stat().st_size != wanted.size:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == wanted.sha256


def _append(url: str, part: Path, wanted: Wanted, progress: Progress | None, timeout: float) -> None:
    have = part.stat().st_size if part.is_file() else 0
    if have > wanted.size:
        part.unlink()
        have = 0
    if have < wanted.size or not have:
        with _opened(url, have, timeout) as (stream, resumed), part.open("ab" if resumed else "wb") as sink:
            _copy(stream, sink, have if resumed else 0, wanted, progress)
    if not is_whole(part, wanted):
        part.unlink(missing_ok=True)
        raise _BadAnswerError("other bytes than the catalogue says")


def _copy(stream: IO[bytes], sink: IO[bytes], have: int, wanted: Wanted, progress: Progress | None) -> None:
    while chunk := stream.read(_CHUNK):
        have += len(chunk)
        if have > wanted.size:
            sink.truncate(0)
            raise _BadAnswerError(f"more than the {wanted.size:,} bytes that the catalogue says")
        sink.write(chunk)
        if progress:
            progress(have, wanted.size)
    sink.flush()
    if have < wanted.size:
        raise OSError(f"it broke off after {have:,} of {wanted.size:,} bytes")


@contextmanager
def _opened(url: str, have: int, timeout: float) -> Iterator[tuple[Any, bool]]:
    """The stream of an address, and whether it begins behind the bytes that are there already."""
    scheme = urllib.parse.urlsplit(url).scheme
    if scheme in ("", "file"):
        path = Path(urllib.request.url2pathname(urllib.parse.urlsplit(url).path)) if scheme else Path(url)
        with path.open("rb") as file:
            file.seek(have)
            yield file, True
        return
    if scheme not in ("http", "https"):
        import fsspec

        with fsspec.open(url, "rb") as file:
            file.seek(have)
            yield file, True
        return
    headers = {"User-Agent": "onrecord", "Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    opener = urllib.request.build_opener(_SameSchemes())
    with opener.open(urllib.request.Request(url, headers=headers), timeout=timeout) as answer:  # noqa: S310
        resumed = answer.status == 206 and str(answer.headers.get("Content-Range", "")).startswith(f"bytes {have}-")
        yield answer, bool(have) and resumed


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"the server answers {error.code} {printable(str(error.reason), 60)}"
    if isinstance(error, urllib.error.URLError):
        return printable(str(error.reason), 120)
    if isinstance(error, TimeoutError):
        return "no byte came in time"
    return printable(str(error) or type(error).__name__, 160)


def _is_final(error: Exception) -> bool:
    """Whether trying the same address again can't help."""
    return isinstance(error, urllib.error.HTTPError) and 400 <= error.code < 500 and error.code not in (408, 416, 429)


def join(base: str, urls: Sequence[str]) -> tuple[str, ...]:
    """Addresses made absolute against that of the catalogue's index."""
    if "://" not in base:
        return tuple(url if "://" in url else str(Path(base).parent / url) for url in urls)
    if urllib.parse.urlsplit(base).scheme in ("http", "https", "file"):
        return tuple(urllib.parse.urljoin(base, url) for url in urls)
    return tuple(url if "://" in url else f"{base.rpartition('/')[0]}/{url}" for url in urls)
