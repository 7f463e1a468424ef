"""Every command and snippet of the README and the docs is run, in order, in a scratch copy of the checkout.

A fenced block `console` holds commands (`$ …`) and what they print; `python` holds a session (`>>> …`);
`file=PATH` after any language writes the block to that file first. In expected output a line `…` stands for
any number of lines; a command that is meant to fail ends in `# exit 1`. What can't be run here (installing
from an index, cloning) stands under `<!-- not run: why -->`. The copy is a clone as its readers have one: a git
repository with the branch `main`.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    path for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))] if "```" in path.read_text("utf-8")
]
BLOCK = re.compile(r"(?P<skip><!-- not run: [^\n]+ -->\n)?^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.M | re.S)
COMMAND = re.compile(r"^\$ (?P<line>.+?)(?:\s+# exit (?P<exit>\d))?$")


class Block(NamedTuple):
    language: str
    file: str | None
    body: str
    line: int


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for found in BLOCK.finditer(text):
        if found["skip"]:
            continue
        language, _, rest = found["info"].partition(" ")
        file = rest.removeprefix("file=") if rest.startswith("file=") else None
        yield Block(language, file, found["body"], text.count("\n", 0, found.start()) + 1)


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "onrecord"
    ignored = shutil.ignore_patterns(".git", ".venv", "build", "__pycache__", ".*_cache", ".hypothesis")
    shutil.copytree(ROOT, folder, ignore=ignored)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "A Reader")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "reader@example.org")
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "as it was cloned"]):
        subprocess.run(["git", *command], check=True)
    return folder


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_page_says_what_happens(page: Path, scratch: Path) -> None:
    names: dict[str, object] = {}
    for block in blocks(page):
        where = f"{page.name}:{block.line}"
        if block.file:
            target = scratch / block.file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.body, encoding="utf-8")
        if block.language == "console":
            run_console(block.body, where, scratch)
        elif block.language == "python" and ">>> " in block.body:
            run_session(block.body, where, names)


def run_console(body: str, where: str, folder: Path) -> None:
    for command, code, expected in commands(body):
        ran = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, timeout=600)
        told = ran.stdout + ran.stderr
        assert ran.returncode == code, f"{where}: `{command}` gave {ran.returncode}\n{told}"
        if expected.strip():
            assert matches(expected, told), f"{where}: `{command}` printed\n{told}\nnot\n{expected}"


def commands(body: str) -> Iterator[tuple[str, int, str]]:
    command, code, expected = "", 0, ""
    for line in body.splitlines():
        found = COMMAND.match(line)
        if found and command:
            yield command, code, expected
        if found:
            command, code, expected = found["line"], int(found["exit"] or 0), ""
        else:
            expected += line + "\n"
    if command:
        yield command, code, expected


def matches(expected: str, told: str) -> bool:
    lines = [" ".join(line.split()) for line in expected.strip().splitlines()]
    any_lines, any_words = "(?:.*\n)*?", ".*"
    pattern = "".join(any_lines if line == "…" else re.escape(line).replace("…", any_words) + "\n" for line in lines)
    flat = "".join(" ".join(line.split()) + "\n" for line in told.strip().splitlines())
    return re.fullmatch(pattern, flat) is not None


def run_session(body: str, where: str, names: dict[str, object]) -> None:
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    test = doctest.DocTestParser().get_doctest(body, names, where, where, 0)
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=options)
    runner.run(test, out=said.append, clear_globs=False)
    names.update(test.globs)
    assert not runner.summarize(verbose=False).failed, "".join(said)
