"""Damaged tables of any format are told, by every command that reads them: a sample of `bench/hostile.py`."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from conftest import ROOT

spec = importlib.util.spec_from_file_location("hostile", ROOT / "bench" / "hostile.py")
assert spec is not None
assert spec.loader is not None
hostile = importlib.util.module_from_spec(spec)
spec.loader.exec_module(hostile)


@pytest.mark.parametrize("number", range(0, 300, 10))
def test_no_damage_of_a_file_ends_in_a_traceback(number: int, tmp_path: Path) -> None:
    hostile.tried(hostile.made(number, 1, tmp_path / "p"))
