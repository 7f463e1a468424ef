"""Every code that the program can give is explained, and none is explained that it can't give."""

from __future__ import annotations

import re
from pathlib import Path

from onrecord.findings.codes import CODES, codes_page

ROOT = Path(__file__).resolve().parent.parent
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py") if path.name != "codes.py")
USED = set(re.findall(r"\"([RASVCTPHDW][0-9]{3})\"", SOURCE))


def test_every_code_in_use_is_explained() -> None:
    assert USED - set(CODES) == set()


def test_no_code_is_explained_that_nothing_uses() -> None:
    assert set(CODES) - USED == set()


def test_every_code_is_produced_by_a_test() -> None:
    tests = [path for path in (ROOT / "tests").rglob("*") if path.suffix in {".py", ".txt", ".md"}]
    named = "\n".join(path.read_text(encoding="utf-8") for path in tests)
    assert [code for code in CODES if code not in named] == []


def test_the_page_of_codes_is_the_list_of_codes() -> None:
    page = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    assert page == codes_page()
