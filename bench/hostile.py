"""Damaged and hostile tables of every format through every command that reads them: no traceback, no hang, no flood.

    python bench/hostile.py --seed 1 --count 2000

Each input is a sound file (of `tests/reading/writers.py`) with some of its bytes changed, drawn from the seed. It is
verified, described, loaded, compared and validated. What raises anything but a `Problem`, takes longer than 10 seconds
or makes a process larger than 1 GB is told with the number of the input and kept; `--only NUMBER` tries it again. The
exit code is 1 then.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

#: seconds that an input may take, and bytes that a process may have
SECONDS, MEMORY = 10, 1_000_000_000
#: inputs that a process reads before another one takes over
CHUNK = 100
ROWS = [
    {
        "id": f"a{at}",
        "n": at,
        "x": at + 0.5,
        "day": f"2021-04-{at + 1:02}",
        "good": at % 2 == 0,
        "words": "Äb, “c”; d\te",
    }
    for at in range(12)
]
FIELDS = [
    {"name": "id", "type": "string", "constraints": {"pattern": "a[0-9]+"}},
    {"name": "n", "type": "integer", "constraints": {"minimum": 0}},
    {"name": "x", "type": "number"},
    {"name": "day", "type": "date"},
    {"name": "good", "type": "boolean"},
    {"name": "words", "type": "string"},
]
#: what is put into files
TOKENS = (
    b'"', b"'", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n\n\n", b",,,,", b"NaN", b"1e999", b"-0", b"9" * 40, b"[" * 2000,
    b"{" * 2000, b"\\ud800", b"&lol;", b"<!DOCTYPE", b"PK\x03\x04", b"PAR1", b"\x1f\x8b", b"'; DROP TABLE t; --", b"=1+1",
    "\u202e\u0000\ufeff".encode(), b"\x80" * 50, b" " * 5000, b"a" * 100_000,
)  # fmt: skip


def mutated(raw: bytes, draw: random.Random) -> bytes:
    """The bytes with one to five changes: flipped, cut, repeated, moved, or with something strange among them."""
    for _ in range(draw.randint(1, 5)):
        at, end = sorted(draw.randrange(len(raw) + 1) for _ in range(2))
        kind = draw.randrange(7)
        if kind == 0 and raw:
            at = min(at, len(raw) - 1)
            raw = raw[:at] + bytes([raw[at] ^ (1 << draw.randrange(8))]) + raw[at + 1 :]
        elif kind == 1:
            raw = raw[:at] + raw[end:]
        elif kind == 2:
            raw = raw[:end] + raw[at : min(end, at + 10_000)] * draw.randint(1, 9) + raw[end:]
        elif kind == 3:
            raw = raw[:at] + draw.choice(TOKENS) + raw[at:]
        elif kind == 4:
            raw = raw[:at]
        elif kind == 5:
            raw = raw[:at] + draw.randbytes(draw.randint(1, 40)) + raw[at:]
        else:
            raw = raw[end:] + raw[:at] + raw[at:end]
    return raw


def made(number: int, seed: int, folder: Path) -> Path:
    """The input of this number in a package; its seed is that of the run and the number."""
    from reading.writers import WRITERS

    draw = random.Random(seed * 1_000_003 + number)
    name = draw.choice(list(WRITERS))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    rows = ROWS[: draw.randint(1, len(ROWS))]
    WRITERS[name](folder / name, rows)
    path = folder / name
    path.write_bytes(mutated(path.read_bytes(), draw))
    if draw.random() < 0.15:
        path = folder / f"{name}.{draw.choice(['gz', 'bz2', 'xz', 'zst', 'zip'])}"
        (folder / name).rename(path)
    resource_: dict[str, Any] = {"name": "t", "path": path.name, "schema": {"fields": FIELDS, "primaryKey": "id"}}
    if draw.random() < 0.3:
        resource_["dialect"] = draw.choice(
            [{"delimiter": ";"}, {"header": False}, {"quoteChar": "'"}, {"headerRows": [1, 2]}]
        )
    (folder / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource_]}))
    return path


def tried(path: Path) -> None:
    """All that reads tables reads this one. Raises what is no `Problem`."""
    import pandera.polars as pa

    import onrecord
    from onrecord.description.package_description import describe_files
    from onrecord.reading.bare_files import FileHints
    from onrecord.reading.temporary_files import Scratch

    schema = pa.DataFrameSchema({"n": pa.Column(int), "x": pa.Column(float, pa.Check.ge(0))})
    with Scratch() as scratch:
        for read in (
            lambda: onrecord.verify(path.parent),
            lambda: onrecord.verify(path, schema={"fields": FIELDS}),
            lambda: onrecord.load("t", package=path.parent),
            lambda: onrecord.diff(path.parent, path.parent),
            lambda: onrecord.validate(schema, path),
            lambda: describe_files([path], path.parent, FileHints(), scratch),
        ):
            try:
                read()
            except onrecord.Problem:
                continue


def _too_long(*_: Any) -> None:
    raise TimeoutError(f"it takes longer than {SECONDS} s")


def work(first: int, count: int, seed: int, folder: Path) -> None:
    """Try inputs; tells each that fails as a line of JSON, and at the end the largest size of this process."""
    signal.signal(signal.SIGALRM, _too_long)
    # what is imported once is not what an input takes
    sound = folder / "sound"
    sound.mkdir(parents=True, exist_ok=True)
    (sound / "t.csv").write_text("id,n,x,day,good,words\na1,1,0.5,2021-04-13,true,x\n")
    (sound / "datapackage.json").write_text('{"resources": [{"name": "t", "path": "t.csv"}]}')
    tried(sound / "t.csv")
    for number in range(first, first + count):
        path = made(number, seed, folder / "p")
        signal.alarm(SECONDS)
        try:
            tried(path)
        except BaseException as error:
            lines = [line for line in traceback.format_exc().splitlines() if "onrecord/" in line]
            told = {"number": number, "file": path.name, "error": f"{type(error).__name__}: {error}"[:300]}
            print(json.dumps(told | {"where": (lines or [""])[-1].strip()}), flush=True)
        finally:
            signal.alarm(0)
    print(json.dumps({"bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}), flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--only", type=int, metavar="NUMBER", help="this input alone")
    parser.add_argument("--work", nargs=2, type=int, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.work:
        work(*chosen.work, chosen.seed, chosen.folder)
        return 0
    first, count = (0, chosen.count) if chosen.only is None else (chosen.only, 1)
    failed: list[dict[str, Any]] = []
    largest, began = 0, time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for at in range(first, first + count, CHUNK):
            size = min(CHUNK, first + count - at)
            command = [
                sys.executable,
                __file__,
                "--seed",
                str(chosen.seed),
                "--folder",
                folder,
                "--work",
                str(at),
                str(size),
            ]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
            failed += [line for line in lines if "number" in line]
            largest = max([largest, *(line["bytes"] for line in lines if "bytes" in line)])
            if done.returncode:
                failed.append(
                    {"number": at, "file": "", "error": f"the process ended with {done.returncode}", "where": ""}
                )
    for each in failed:
        print(f"{each['number']} {each['file']}: {each['error']}\n    {each['where']}")
    kinds = Counter(each["error"].partition(":")[0] for each in failed)
    print(f"seed {chosen.seed}: {count:,} inputs, {len(failed)} failed {dict(kinds) or ''}, largest process {largest / 1e9:.2f} GB, "
          f"{time.monotonic() - began:.0f} s")  # fmt: skip
    return 1 if failed or largest > MEMORY else 0


if __name__ == "__main__":
    sys.exit(main())
