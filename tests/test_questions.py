"""The twelve questions of analysts: at most three lines each, in plain pandas and with `load`, and both say the same."""

from __future__ import annotations

import contextlib
import doctest
import io
import re
from pathlib import Path

import pytest
from conftest import ROOT

PAGE = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
PREAMBLE = BLOCK.findall(PAGE.split("\n## ")[0])[0]
QUESTIONS = {
    title: BLOCK.findall(body)[0].split("\n\n")
    for title, _, body in (part.partition("\n") for part in PAGE.split("\n## ")[1:])
}
#: what the answers must hold, and what they must not
ANSWERS: dict[str, tuple[list[str], list[str]]] = {
    "1": (["denied claimant [spokesperson", "improbable   source"], ["Peskov", "[Russian sources]"]),
    "2": (["dozens      24.0        99.0", "80000.0    units     [Russian troops]"], []),
    "3": (["Dmitry Peskov"], ["Vladimir Putin", "opinion or worry"]),
    "4": (["[..2014]      within", "2021-01-01/2021-04-30  throughout"], ["2013"]),
    "5": (["nobody is planning to move toward war Possible Russian invasion"], []),
    "6": (["Russia annexes Crimea", "part_location"], []),
    "7": (["24.0        99.0 [Ukrainian soldiers]"], []),
    "8": (["Dmitry Peskov", "Kremlin", "[Russian sources]", "United States sends warships"], []),
    "9": (["Coming elections in Russia", "Planned meeting"], []),
    "10": (["responds_to", "begins_with", "[most analysts"], []),
    "11": (["Vladimir Putin", "Russia-1"], []),
    "12": (["Russia annexes Crimea"], ["invasion", "statement"]),
}


def run(code: str, names: dict[str, object]) -> str:
    """What the examples print."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for example in doctest.DocTestParser().get_examples(code):
            exec(compile(example.source, "questions.md", "single"), names)  # noqa: S102 - our own page
    return printed.getvalue()


@pytest.fixture(scope="module")
def names(built: Path) -> dict[str, object]:
    known: dict[str, object] = {}
    run(PREAMBLE.replace('"dataset/2.0.0"', repr(str(built))), known)
    return known


def test_there_are_twelve() -> None:
    assert [title.partition(".")[0] for title in QUESTIONS] == [str(number) for number in range(1, 13)] == list(ANSWERS)


@pytest.mark.parametrize("title", QUESTIONS)
def test_each_is_answered_in_at_most_three_lines_either_way(title: str, names: dict[str, object]) -> None:
    there, absent = ANSWERS[title.partition(".")[0]]
    plain, loaded = QUESTIONS[title]
    for code in (plain, loaded):
        examples = doctest.DocTestParser().get_examples(code)
        assert sum(example.source.count("\n") for example in examples) <= 3
        assert run(code, names)
    printed = " ".join(run(plain, dict(names)).split())
    assert [words for words in there if " ".join(words.split()) not in printed] == []
    assert [words for words in absent if words in printed] == []
