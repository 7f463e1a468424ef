"""Would the tests notice? Small changes are made to the code, one at a time, and the tests of its room are run.

    python bench/mutants.py                        150 of all rooms, as the seed draws them (about an hour)
    python bench/mutants.py --room numbers -n 20   twenty of one room
    python bench/mutants.py --at numbers/scan.py:40    all that the line has

A mutant is *noticed* when a test fails or takes far too long. Those that live are shown as a difference: each is either
of the same meaning as the code was, or a hole. The code is changed in a copy; the checkout is never touched.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "onrecord"

#: tests that a room's mutants meet beside those in the folder with its name
BESIDE = {
    "findings": ["test_codes.py"],
    "contract": ["checking/test_package.py", "history/test_evolution.py", "findings", "test_build.py"],
    "numbers": ["coder/test_numbers.py", "coder/test_figures.py", "coder/test_rare_words.py", "records"],
    "text": ["records", "coder", "contribution"],
    "reading": ["checking", "conformance", "findings/test_words.py"],
    "checking": ["findings/test_words.py", "conformance", "contract"],
    "pandera_files": ["contract"],
    "package": ["test_load.py", "findings/test_words.py", "test_build.py"],
    "history": ["findings/test_words.py"],
    "records": ["findings/test_words.py", "contribution", "test_build.py"],
    "coder": ["corpus/test_together.py", "records/test_machine.py"],
    "build": ["test_build.py", "records"],
    "corpus": ["test_docs.py"],
    "contribution": ["test_cli.py", "test_action.py"],
    "frames": ["test_load.py", "test_cli.py"],
    "cli": ["test_cli.py", "findings/test_words.py", "contribution", "package", "test_docs.py"],
}
EVERYTHING = ["test_load.py", "test_cli.py", "test_build.py", "findings/test_words.py", "contribution"]

_OTHER: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip


class Mutant(NamedTuple):
    """The text of a file between two offsets, and what stands there instead."""

    file: str
    line: int
    start: int
    end: int
    new: str
    what: str

    @property
    def room(self) -> str:
        return self.file.partition("/")[0].removesuffix(".py")


def mutants_of(file: str, text: str) -> Iterator[Mutant]:
    """All changes of one file."""
    # offsets of the parser count bytes of UTF-8
    raw = text.encode()
    starts = [0]
    for line in raw.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def made(node: ast.expr | ast.stmt, new: ast.AST | str, what: str) -> Mutant:
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        source = new if isinstance(new, str) else ast.unparse(new)
        return Mutant(file, node.lineno, start, end, f"({source})" if isinstance(new, ast.expr) else source, what)

    for node in _walked(ast.parse(text)):
        if isinstance(node, ast.expr):
            yield from (made(node, new, what) for new, what in _expressions(node))
        elif isinstance(node, ast.If | ast.While):
            yield made(node.test, ast.UnaryOp(ast.Not(), node.test), "condition")
        elif isinstance(node, ast.stmt):
            yield from (made(node, new, what) for new, what in _statements(node))


def _expressions(node: ast.expr) -> Iterator[tuple[ast.AST, str]]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        yield ast.Compare(node.left, [_OTHER[type(node.ops[0])]()], node.comparators), "comparison"  # type: ignore[list-item]
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(_OTHER[type(node.op)](), node.values), "and, or"  # type: ignore[arg-type]
    elif isinstance(node, ast.BinOp) and type(node.op) in _OTHER and not _is_type(node):
        yield ast.BinOp(node.left, _OTHER[type(node.op)](), node.right), "operator"  # type: ignore[arg-type]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand, "not"
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield ast.Constant(not node.value if isinstance(node.value, bool) else node.value + 1), "constant"


def _statements(node: ast.stmt) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Return) and node.value is not None:
        yield "return None", "return"
    elif isinstance(node, ast.AugAssign) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        yield "pass", "left out"
    elif isinstance(node, ast.Continue | ast.Break):
        yield "break" if isinstance(node, ast.Continue) else "continue", "loop"


def _is_type(node: ast.BinOp) -> bool:
    """`int | None`: the union of types."""
    return isinstance(node.op, ast.BitOr) and any(
        isinstance(side, ast.Name | ast.Constant) for side in (node.left, node.right)
    )


def _walked(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes that run: no annotations, no imports for types, no text."""
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for node in value if isinstance(value, list) else [value]:
            if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
                continue
            if isinstance(node, ast.AST) and not isinstance(node, ast.JoinedStr):
                yield node
                yield from _walked(node)


def drawn(rng: random.Random, count: int, room: str | None, at: str | None) -> list[Mutant]:
    """The mutants to try: of every room as many as its share of the code, but at least one."""
    rooms: dict[str, list[Mutant]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        file = path.relative_to(SOURCE).as_posix()
        for mutant in mutants_of(file, path.read_text(encoding="utf-8")):
            if at in (None, f"{file}:{mutant.line}") and room in (None, mutant.room):
                rooms.setdefault(mutant.room, []).append(mutant)
    total = sum(map(len, rooms.values()))
    if at is not None:
        return [mutant for listed in rooms.values() for mutant in listed]
    chosen = []
    for listed in rooms.values():
        chosen += rng.sample(listed, min(len(listed), max(1, round(count * len(listed) / total))))
    rng.shuffle(chosen)
    return chosen[:count]


def tests_of(room: str) -> list[str]:
    """Where the tests of a room are, the nearest first."""
    own = [room] if (ROOT / "tests" / room).is_dir() else []
    names = own + (BESIDE.get(room) or ([] if own else EVERYTHING))
    return [str(ROOT / "tests" / name) for name in names if (ROOT / "tests" / name).exists()]


def noticed(mutant: Mutant, copy: Path, limit: float) -> str | None:
    """How the tests notice the mutant, or None."""
    path = copy / "onrecord" / mutant.file
    raw = path.read_bytes()
    path.write_bytes(raw[: mutant.start] + mutant.new.encode() + raw[mutant.end :])
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", "--no-header"]
    known = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        # the folder's own tests first: most mutants end there
        for tests in tests_of(mutant.room):
            ran = subprocess.run(
                [*command, tests], cwd=ROOT, env=known, capture_output=True, text=True, timeout=limit, check=False
            )
            if ran.returncode not in (0, 5):
                failed = [line for line in ran.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
                return failed[0].split(" - ")[0] if failed else f"pytest ended with {ran.returncode}"
    except subprocess.TimeoutExpired:
        return f"tests took longer than {limit:.0f} s"
    finally:
        path.write_bytes(raw)
    return None


def shown(mutant: Mutant) -> str:
    raw = (SOURCE / mutant.file).read_bytes()
    old = raw[mutant.start : mutant.end].decode()
    return f"{mutant.file}:{mutant.line} ({mutant.what})\n  - {old}\n  + {mutant.new}"


def main() -> int:
    """Try them, and say which live."""
    command = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    command.add_argument("-n", "--count", type=int, default=150)
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("--room")
    command.add_argument("--at", metavar="FILE:LINE")
    command.add_argument("--limit", type=float, default=300, help="seconds that one run of tests may take")
    told = command.parse_args()
    tried: Counter[str] = Counter()
    lived: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(SOURCE, Path(folder) / "onrecord", ignore=shutil.ignore_patterns("__pycache__"))
        for mutant in drawn(random.Random(told.seed), told.count, told.room, told.at):
            started = time.monotonic()
            how = noticed(mutant, Path(folder), told.limit)
            tried[mutant.room] += 1
            lived[mutant.room] += how is None
            mark = "LIVES" if how is None else f"noticed by {how}"
            print(f"{shown(mutant)}\n  {mark} ({time.monotonic() - started:.0f} s)\n", flush=True)
    for room, count in sorted(tried.items()):
        print(f"{room:14} {count - lived[room]} of {count} noticed")
    print(f"{'all':14} {tried.total() - lived.total()} of {tried.total()} noticed")
    return int(bool(lived.total()))


if __name__ == "__main__":
    sys.exit(main())
