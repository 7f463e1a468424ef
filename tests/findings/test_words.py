"""What people are told, word for word: each section of the pages in `words/` is a folder of files, a command, its output.

A section begins with `## `. Blocks that say `file=PATH` are written (`parquet` ones hold CSV that is written as
Parquet), `python` blocks are run, and a `console` block holds `$ onrecord …` with all that it prints. To write the
pages anew after a message has changed, and read the difference: `python tests/findings/test_words.py`.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PAGES = sorted((HERE / "words").glob("*.md"))
BLOCK = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


class Section(NamedTuple):
    """One case: its title, and its blocks as (what the fence says, what stands in it)."""

    title: str
    blocks: list[tuple[str, str]]


def sections(page: str) -> Iterator[Section]:
    for part in page.split("\n## ")[1:]:
        yield Section(part.partition("\n")[0], [(found["info"], found["body"]) for found in BLOCK.finditer(part)])


def run(section: Section, folder: Path) -> Iterator[str]:
    """What each `console` block of the section should hold, run in the folder."""
    with pytest.MonkeyPatch.context() as patch:
        for info, body in section.blocks:
            language, _, path = info.partition(" file=")
            if path:
                target = folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                _write(language, body, target)
            elif language == "python":
                names = {"folder": folder, "ROOT": ROOT, "patch": patch}
                exec(compile(body, section.title, "exec"), names)  # noqa: S102 - our own
            elif language == "console":
                commands = [line[2:] for line in body.splitlines() if line.startswith("$ ")]
                yield "".join(_transcript(command, folder) for command in commands)


def _write(language: str, body: str, target: Path) -> None:
    if language != "parquet":
        target.write_text(body, encoding="utf-8")
        return
    import pyarrow.csv
    import pyarrow.parquet

    pyarrow.parquet.write_table(pyarrow.csv.read_csv(io.BytesIO(body.encode())), target)


def _transcript(command: str, folder: Path) -> str:
    from onrecord.cli import main

    command = command.partition("  # exit ")[0]
    words = shlex.split(command)
    assert words[0] == "onrecord", command
    out = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            status = main(words[1:])
        except SystemExit as ended:
            status = ended.code
    said = out.getvalue().replace(str(folder), "…").replace(str(ROOT), "…")
    said = "\n".join(line.rstrip() for line in said.splitlines())
    return f"$ {command}  # exit {status}\n{said}\n"


CASES = [(page, section) for page in PAGES for section in sections(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(("page", "section"), CASES, ids=[f"{page.stem}: {section.title}" for page, section in CASES])
def test_these_are_the_words(page: Path, section: Section, tmp_path: Path) -> None:
    wanted = [body for info, body in section.blocks if info == "console"]
    assert list(run(section, tmp_path)) == wanted


def test_every_section_says_the_code_that_it_is_about() -> None:
    for page, section in CASES:
        shown = "".join(body for info, body in section.blocks if info == "console")
        assert f"[{section.title.partition(' ')[0]}]" in shown, f"{page.name}: {section.title}"


def _rewrite(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for part in text.split("\n## ")[1:]:
        folder = Path(tempfile.mkdtemp())
        new = part
        for made in run(next(sections(f"\n## {part}")), folder):
            start = new.index("```console\n")  # a section has one
            new = new[:start] + f"```console\n{made}" + new[new.index("```", start + 3) :]
        text = text.replace(part, new)
        shutil.rmtree(folder)
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "records")]
    os.environ |= {"COLUMNS": "120", "ONRECORD_CACHE": tempfile.mkdtemp(), "HOME": tempfile.mkdtemp()}
    for each in PAGES:
        _rewrite(each)
