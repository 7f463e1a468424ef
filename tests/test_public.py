"""What is public is explained and stays; what is internal says so; and a room knows only the rooms below it."""

from __future__ import annotations

import ast
import inspect
import re
import runpy
import subprocess
import sys
import tomllib
from operator import attrgetter
from pathlib import Path

import pytest
from conftest import ROOT

import onrecord
from onrecord.cli import main

SOURCE = ROOT / "src" / "onrecord"
ROOMS = sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CLASSES = {"Finding", "Problem"}
#: rooms that people import by name
PUBLIC = {"plot", "scale"}


def test_program_and_data_have_versions_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"onrecord {onrecord.__version__} · data {onrecord.releases()[0]['version']}\n"
    assert re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+(\.dev[0-9]+)?", onrecord.__version__)
    changes = (ROOT / "docs" / "changes.md").read_text(encoding="utf-8")
    assert f"## {onrecord.__version__.partition('.dev')[0]}" in changes


@pytest.mark.parametrize("name", [*onrecord.__all__, *(f"plot.{name}" for name in onrecord.plot.__all__)])
def test_a_public_name_is_explained_with_an_example(name: str) -> None:
    thing = attrgetter(name)(onrecord)
    text = inspect.getdoc(thing) or ""
    sections = dict(zip(*[iter(re.split(r"\n([A-Z][a-z]+)\n-+\n", text)[1:])] * 2, strict=True))
    assert sections.keys() >= {"Parameters", "Examples"}
    assert name in CLASSES or sections.keys() >= {"Returns", "Raises"}
    listed = re.findall(r"^(\S.*)$", sections["Parameters"], re.MULTILINE)
    assert [each for line in listed for each in line.split(", ")] == list(inspect.signature(thing).parameters)
    assert ">>> import onrecord" in sections["Examples"]


def test_the_reference_is_that_of_the_code() -> None:
    """Its examples are run with the other pages. `python scripts/pages.py` writes it."""
    for name, text in runpy.run_path(str(ROOT / "scripts" / "pages.py"))["pages"]().items():
        assert (ROOT / "docs" / name).read_text(encoding="utf-8") == text, name


def test_what_is_internal_says_so() -> None:
    modules = [SOURCE / room / "__init__.py" for room in ROOMS if room not in PUBLIC] + sorted(SOURCE.glob("[a-z]*.py"))
    for path in modules:
        assert "\n\nInternal: " in (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""), path.name


def test_a_room_knows_only_the_rooms_below_it() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--no-logo"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout


def test_every_room_has_its_place_in_the_order_and_on_the_page() -> None:
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    (layers,) = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    placed = {name.strip().removeprefix("onrecord.") for layer in layers for name in layer.split("|")}
    assert set(ROOMS) - placed == set()
    page = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    assert [room for room in ROOMS if f"`{room}/`" not in page] == []
    glossary = page.partition("## Twenty words")[2].partition("\n## ")[0]
    assert len([line for line in glossary.splitlines() if line.startswith("| ")]) - 1 <= 20
