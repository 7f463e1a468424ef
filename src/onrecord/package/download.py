"""Fetching files that must be exactly what a catalogue says: resumed, checked, and there whole or not at all.

Python's own `urllib` is enough here and adds nothing to install: it honours proxies (`https_proxy`, `no_proxy`),
has timeouts and follows redirects. What it lacks (resuming, checking, mirrors, an end to servers that trickle) is
what this module is for. pooch checks hashes, but has no lock between processes, no resuming and no limit on what a
server sends, and brings requests along. Other protocols go through fsspec.
"""

from __future__ import annotations

import email.utils
import hashlib
import http.client
import queue
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from onrecord.findings import Finding, Note, Problem, printable
from onrecord.parallel import Progress

#: seconds without a byte before a server counts as stalled
TIMEOUT = 20.0
#: bytes a second that a server must give on the whole
SLOWEST = 1_000
#: times that one address is tried without getting ahead before the next one is
TRIES = 3
#: times that a server which says that it is busy is asked
BUSY_TRIES = 6
#: seconds that one file waits for busy servers in all, whatever they ask for
LONGEST_WAIT = 120.0
#: what a busy server answers (RFC 9110 and 6585: it may say when to come again)
_BUSY = (429, 503)
#: bytes that count as getting ahead
AHEAD = 1 << 20
_CHUNK = 1 << 18


class Wanted(NamedTuple):
    """A file as the catalogue tells it, and where it can be fetched, best first: addresses or paths.

    size and sha256 are None where nobody tells them; without a SHA-256 a file is fetched anew every time.
    """

    name: str
    size: int | None
    sha256: str | None
    urls: tuple[str, ...]


class _BadAnswerError(Exception):
    """What came is not what was asked for."""


class _SafeRedirects(urllib.request.HTTPRedirectHandler):
    """Redirects may lead to other web addresses, never from an encrypted one to a plain one, and to nothing else."""

    def redirect_request(self, req: urllib.request.Request, *rest: Any) -> urllib.request.Request | None:
        request = super().redirect_request(req, *rest)
        allowed = ("https",) if req.type == "https" else ("http", "https")
        if request is not None and request.type not in allowed:
            raise _BadAnswerError(f"it redirects to {without_secrets(request.full_url)}")
        return request


def without_secrets(address: str) -> str:
    """An address as people may see it: no control characters, no passwords, no signatures."""
    if "://" not in address:
        return printable(address)
    scheme, _, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return printable(f"{scheme}://{host.rpartition('@')[2]}{slash}{path.partition('?')[0].partition('#')[0]}")


class Sources:
    """What was learnt of servers while several files were fetched: those that stalled are asked last, and once."""

    def __init__(self) -> None:
        self.stalled: set[str] = set()

    def ordered(self, urls: Sequence[str]) -> list[str]:
        """Addresses in the order in which they are best tried."""
        return sorted(urls, key=lambda url: _host(url) in self.stalled)

    def tries(self, url: str) -> int:
        """How often an address is worth trying."""
        return 1 if "://" not in url or _host(url) in self.stalled else TRIES

    def note(self, url: str, error: Exception) -> None:
        """Remember a server that sent nothing in time."""
        if isinstance(error, TimeoutError) or isinstance(getattr(error, "reason", None), TimeoutError):
            self.stalled.add(_host(url))


def _host(url: str) -> str:
    return urllib.parse.urlsplit(url).netloc if "://" in url else ""


class _Patience:
    """How long to wait before the same address is asked again, and whether to."""

    def __init__(self, tries: int, seconds: float = LONGEST_WAIT) -> None:
        self.tries, self.left, self.busy = tries, seconds, BUSY_TRIES

    def after(self, error: Exception, *, ahead: bool) -> bool:
        """Wait as the error asks; False when asking again is not worth while."""
        pause = _pause_asked(error)
        if is_busy(error) and pause is not None and pause > self.left:
            return False
        if is_busy(error) and self.busy > 1:
            self.busy -= 1
            wait = pause if pause is not None else 0.2 * 2 ** (BUSY_TRIES - self.busy)
        else:
            self.tries = 0 if _is_final(error) or is_busy(error) else TRIES if ahead else self.tries - 1
            wait = 0.1 * 2 ** (TRIES - self.tries)
        if self.tries <= 0 or wait > self.left:
            return False
        self.left -= wait
        time.sleep(wait)
        return True


def is_busy(error: Exception) -> bool:
    """Whether a server says that it has too much to do now."""
    return isinstance(error, urllib.error.HTTPError) and error.code in _BUSY


def _pause_asked(error: Exception) -> float | None:
    """The seconds for which a server asks to be left alone (`Retry-After`: seconds, or a date)."""
    told = str(error.headers.get("Retry-After") or "").strip() if isinstance(error, urllib.error.HTTPError) else ""
    if told.isdigit():
        return float(told[:9])
    try:
        moment = email.utils.parsedate_to_datetime(told)
    except (TypeError, ValueError):
        return None
    return max(0.0, moment.timestamp() - time.time())


def fetch_file(
    wanted: Wanted,
    target: Path,
    part: Path,
    progress: Progress | None = None,
    limit: int = 0,
    timeout: float = 0,
    known: Sources | None = None,
) -> None:
    """Put the file at `target`, checked by size and SHA-256. One process at a time: see `cache`.

    part: where it grows; what an earlier try left there is used. limit: bytes of a file whose size nobody tells.
    known: what is known of the servers. Raises `Problem`: D010 when no address gave the file, D016 when it can't be
    written.
    """
    failures: list[Note] = []
    timeout, known = timeout or TIMEOUT, known or Sources()
    for url in known.ordered(wanted.urls):
        patience = _Patience(known.tries(url))
        again = True
        while again:
            before = _size(part)
            try:
                _append(url, part, wanted, progress, limit, timeout)
                _write(lambda: part.replace(target))
                return
            except (OSError, ValueError, http.client.HTTPException, _BadAnswerError) as error:
                failures.append(Note(f"{without_secrets(url)}: {failure_reason(error)}"))
                known.note(url, error)
                if isinstance(error, urllib.error.HTTPError) and error.code == 416:
                    part.unlink(missing_ok=True)
                again = patience.after(error, ahead=_size(part) - before >= AHEAD)
    raise Problem(
        Finding(
            code="D010",
            message=f"{printable(wanted.name)} could not be fetched",
            notes=tuple(dict.fromkeys(failures[-6:])),
            help="look at the connection, or name another catalogue: ONRECORD_CATALOG=…",
        )
    )


def read_address(url: str, limit: int, timeout: float = 0) -> bytes:
    """The bytes at an address, `limit` at most. Raises `OSError` or `ValueError`."""
    try:
        with _opened(url, 0, timeout or TIMEOUT) as (stream, _):
            raw = bytearray()
            for chunk in _chunks(stream, timeout or TIMEOUT):
                raw += chunk
                if len(raw) > limit:
                    raise ValueError(f"there are more than {limit:,} bytes")
    except (http.client.HTTPException, _BadAnswerError) as error:
        raise OSError(failure_reason(error)) from error
    return bytes(raw)


def read_address_within(url: str, limit: int, seconds: float) -> bytes:
    """As `read_address`, tried again as a file is, but never longer than that: no name server, no trickle of bytes and
    no pause that a server asks for can hold it up."""
    answers: queue.Queue[bytes | Exception] = queue.Queue()

    def ask() -> None:
        try:
            answers.put(_read_patiently(url, limit, seconds))
        except Exception as error:  # it is raised where it can be told
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError(f"no answer within {seconds:g} s") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _read_patiently(url: str, limit: int, seconds: float) -> bytes:
    patience = _Patience(TRIES, seconds)
    while True:
        try:
            return read_address(url, limit, seconds)
        except (OSError, ValueError) as error:
            if not patience.after(error, ahead=False):
                raise


def is_whole(path: Path, wanted: Wanted) -> bool:
    """Whether the file is there with the right size and SHA-256."""
    if wanted.sha256 is None or not path.is_file() or wanted.size not in (None, path.stat().st_size):
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == wanted.sha256


def _append(url: str, part: Path, wanted: Wanted, progress: Progress | None, limit: int, timeout: float) -> None:
    have = _size(part)
    if wanted.size is None or have > wanted.size or "://" not in url:
        have = 0
    if have != wanted.size or not have:
        with _opened(url, have, timeout) as (stream, resumed):
            _copy(stream, part, have if resumed else 0, wanted, progress, limit, timeout)
    if wanted.sha256 is not None and not is_whole(part, wanted):
        _write(lambda: part.unlink(missing_ok=True))
        raise _BadAnswerError("other bytes than the catalogue says")


def _copy(
    stream: Any, part: Path, have: int, wanted: Wanted, progress: Progress | None, limit: int, timeout: float
) -> None:
    most = limit if wanted.size is None else wanted.size
    with _write(lambda: part.open("ab" if have else "wb")) as sink:
        for chunk in _chunks(stream, timeout):
            have += len(chunk)
            if have > most:
                _write(lambda: sink.truncate(0))
                raise _BadAnswerError(f"more than {most:,} bytes")
            _write(lambda chunk=chunk: sink.write(chunk))  # type: ignore[misc]
            if progress:
                progress(have, most)
        _write(sink.flush)
    if wanted.size is not None and have < wanted.size:
        raise OSError(f"it broke off after {have:,} of {wanted.size:,} bytes")


def _write(act: Callable[[], Any]) -> Any:
    """Writing that fails is no fault of the server, and trying its mirrors can't help."""
    try:
        return act()
    except OSError as error:
        raise unwritable_cache(error) from error


def unwritable_cache(error: OSError) -> Problem:
    """What is told when the cache can't be written to."""
    message = f"the cache can't be written: {error.strerror or error}"
    help_ = "make room, or name another folder for it: ONRECORD_CACHE=…"
    return Problem(Finding(code="D016", message=message, file=str(error.filename or ""), help=help_))


def _chunks(stream: Any, timeout: float) -> Iterator[bytes]:
    """What comes, as it comes. Raises `OSError` when it comes too slowly or breaks off before its promised end."""
    read_some = getattr(stream, "read1", stream.read)
    start, size = time.monotonic(), 0
    while True:
        try:
            chunk = read_some(_CHUNK)
        except (OSError, ValueError, http.client.HTTPException):
            raise
        except Exception as error:  # other protocols have errors of their own
            raise OSError(str(error)) from error
        if not chunk:
            break
        yield chunk
        size += len(chunk)
        if time.monotonic() - start > timeout + size / SLOWEST:
            raise TimeoutError("it sends too slowly")
    if getattr(stream, "length", None):
        raise OSError(f"it broke off with {stream.length:,} bytes to come")


@contextmanager
def _opened(url: str, have: int, timeout: float) -> Iterator[tuple[Any, bool]]:
    """The stream of an address or path, and whether it begins behind the bytes that are there already."""
    scheme, separator, _ = url.partition("://")
    if not separator or scheme == "file":
        path = Path(urllib.request.url2pathname(urllib.parse.urlsplit(url).path) if separator else url)
        with path.open("rb") as file:
            file.seek(have)
            yield file, bool(have)
    elif scheme in ("http", "https"):
        headers = {"User-Agent": "onrecord", "Accept-Encoding": "identity"}
        request = urllib.request.Request(url, headers=headers | ({"Range": f"bytes={have}-"} if have else {}))  # noqa: S310
        with urllib.request.build_opener(_SafeRedirects()).open(request, timeout=timeout) as answer:
            range_sent = str(answer.headers.get("Content-Range", ""))
            if answer.status == 206 and not range_sent.startswith(f"bytes {have}-"):
                raise _BadAnswerError("it sends another part of the file than was asked for")
            yield answer, bool(have) and answer.status == 206
    else:
        with _in_bucket(url, scheme, timeout) as file:
            file.seek(have)
            yield file, bool(have)


def _in_bucket(url: str, scheme: str, timeout: float) -> Any:
    waits = {"connect_timeout": timeout, "read_timeout": timeout, "retries": {"max_attempts": 1}}
    try:
        import fsspec

        return fsspec.open(url, "rb", **({"config_kwargs": waits} if scheme == "s3" else {})).open()
    except ImportError as error:
        needed = f"pip install 'onrecord[remote]' {'s3fs' if scheme == 's3' else ''}".rstrip()
        raise _BadAnswerError(f"{scheme}:// needs more than is installed: {needed} ({error})") from error
    except (OSError, ValueError):
        raise
    except Exception as error:  # each protocol has errors of its own
        raise OSError(str(error)) from error


def failure_reason(error: Exception) -> str:
    """Why an address gave nothing, in few words that can be shown."""
    if isinstance(error, urllib.error.HTTPError):
        pause = _pause_asked(error) if is_busy(error) else None
        again = "" if pause is None else f", and asks to wait {pause:,.0f} s"
        return f"the server answers {error.code} {printable(str(error.reason), 60)}{again}"
    if isinstance(error, urllib.error.URLError):
        return printable(str(error.reason), 120)
    if isinstance(error, TimeoutError):
        return "no byte came in time" if "timed out" in str(error) else printable(str(error), 80)
    if isinstance(error, OSError) and error.strerror:
        return printable(error.strerror, 120)
    return printable(str(error) or type(error).__name__, 300)


def _is_final(error: Exception) -> bool:
    """Whether trying the same address again can't help."""
    if isinstance(error, urllib.error.HTTPError):
        return 400 <= error.code < 500 and error.code not in (408, 416, 429)
    return isinstance(error, (FileNotFoundError, ImportError))


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0
