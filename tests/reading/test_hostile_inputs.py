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


#: inputs that once did
FOUND = [(2, 55), (2, 340), (1, 202), (1, 217), (1, 225)]


@pytest.mark.parametrize(("seed", "number"), [*((1, at) for at in range(0, 300, 15)), *FOUND])
def test_no_damage_of_a_file_ends_in_a_traceback(seed: int, number: int, tmp_path: Path) -> None:
    hostile.tried(hostile.made(number, seed, tmp_path / "p"))
