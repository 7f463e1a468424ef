"""Releases for machines that look for data: Croissant and schema.org tell what the contract tells."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from onrecord.history.release_files import no_changes, stamp_release


@pytest.fixture
def released(built: Path, tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    folder = Path(shutil.copytree(built, tmp_path / "1.0.0"))
    return folder, stamp_release(folder, "1.0.0", no_changes(), date(2026, 2, 2))


def test_croissant_has_every_file_table_column_and_code(released: tuple[Path, dict[str, Any]]) -> None:
    folder, described = released
    told = json.loads((folder / "croissant.json").read_text(encoding="utf-8"))
    sets = {found["@id"]: found for found in told["recordSet"]}
    files = {found["contentUrl"]: found["sha256"] for found in told["distribution"]}
    for resource in described["resources"]:
        assert f"sha256:{files[resource['path']]}" == resource["hash"]
        columns = [field["source"]["extract"]["column"] for field in sets[resource["name"]]["field"]]
        assert columns == [field["name"] for field in resource["schema"]["fields"]]
    for name, vocabulary in described["codebook"].items():
        codes = [row[f"codebook/{name}/code"] for row in sets[f"codebook/{name}"]["data"]]
        assert codes == list(vocabulary["codes"])


def test_schema_org_describes_every_column(released: tuple[Path, dict[str, Any]]) -> None:
    folder, described = released
    told = json.loads((folder / "schema-org.json").read_text(encoding="utf-8"))
    assert (told["@type"], told["version"], told["datePublished"]) == ("Dataset", "1.0.0", "2026-02-02")
    names = {variable["name"] for variable in told["variableMeasured"]}
    assert {"events.event_type", "mentions.char_start", "changes.reason"} <= names
    assert len(told["distribution"]) == len(described["resources"])


def test_mlcroissant_reads_it(released: tuple[Path, dict[str, Any]]) -> None:
    mlcroissant = pytest.importorskip("mlcroissant")
    dataset = mlcroissant.Dataset(jsonld=str(released[0] / "croissant.json"))
    assert not dataset.metadata.issues.errors
    assert next(iter(dataset.records("codebook/event_type")))


def test_stamping_again_changes_nothing(released: tuple[Path, dict[str, Any]]) -> None:
    folder, _ = released
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    stamp_release(folder, "1.0.0", no_changes(), date(2026, 2, 2))
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}
