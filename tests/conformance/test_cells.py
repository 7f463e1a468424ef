"""Every cell of random tables gets the verdict of frictionless, but where the standard decides against it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from conformance.differences import DIFFERENCES, Difference, explained
from conformance.tables import FIELDS, TEXTS, Verdict, ours, tables, theirs, written

ROOT = Path(__file__).resolve().parent.parent.parent
#: more of them: ONRECORD_EXAMPLES=3000 pytest tests/conformance
EXAMPLES = int(os.environ.get("ONRECORD_EXAMPLES", "40"))
ID = {"name": "id", "type": "string"}


def disagreements(folder: Path, schema: dict[str, Any], rows: list[list[str]]) -> set[tuple[str, Verdict, str]]:
    """What one says and the other doesn't, and no difference explains."""
    path = written(folder, schema, rows)
    mine, other = ours(path), theirs(path)
    fields = {field["name"]: field for field in schema["fields"]}
    names = list(fields)
    known = {
        (number, name)
        for number, row in enumerate(rows, 1)
        for name, text in zip(names, row, strict=True)
        if explained(fields[name], text)
    }
    # values that one of them can't read are unlike all others to it
    columns = {name for _, name in known}
    return {
        ("ours" if verdict in mine else "theirs", verdict, rows[verdict[0] - 1][names.index(verdict[1])])
        for verdict in mine ^ other
        if verdict[:2] not in known and not (verdict[2] == "unique" and verdict[1] in columns)
    }


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(table=tables())
def test_random_tables_get_the_same_verdict_cell_by_cell(
    tmp_path_factory: pytest.TempPathFactory, table: tuple[dict[str, Any], list[list[str]]]
) -> None:
    assert disagreements(tmp_path_factory.mktemp("random"), *table) == set()


@pytest.mark.parametrize("kind", sorted(FIELDS))
def test_each_type_takes_the_same_texts(tmp_path: Path, kind: str) -> None:
    for way in FIELDS[kind] if EXAMPLES > 100 else FIELDS[kind][:2]:
        # five rows: so many are told one by one
        for at in range(0, len(TEXTS), 20):
            parts = [TEXTS[at + n : at + n + 5] for n in range(0, 20, 5)]
            rows = [[f"r{n}", *("".join(part[n : n + 1]) for part in parts)] for n in range(5)]
            columns = [{"name": f"f{n}", "type": kind, **way} for n in range(4)]
            assert disagreements(tmp_path, {"fields": [ID, *columns]}, rows) == set()


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda difference: difference.name)
def test_each_difference_is_one_and_is_documented(tmp_path: Path, difference: Difference) -> None:
    path = written(tmp_path, {"fields": [ID, {"name": "f", **difference.field}]}, [["r", difference.text]])
    mine, other = (bool({told for told in found if told[1] == "f"}) for found in (ours(path), theirs(path)))
    assert (mine, other) == (not difference.ours, difference.ours)
    assert explained({"name": "f", **difference.field}, difference.text)
    page = (ROOT / "docs" / "conformance.md").read_text(encoding="utf-8")
    assert difference.name in page
    assert difference.sentence in page.replace("`", "").replace("\n", " ")
