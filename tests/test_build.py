"""The same seeds give the same bytes; a wrong record gives findings and no package."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest
import yaml
from conftest import DOCUMENT, ROOT

from onrecord.build import build
from onrecord.checkout import Checkout
from onrecord.contract import Contract, arrow_schema, from_schemas
from onrecord.package.write import writing


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def record(checkout: Checkout) -> Path:
    return checkout.seeds / DOCUMENT / "record.yaml"


def test_two_builds_give_the_same_bytes(checkout: Checkout) -> None:
    build(checkout, checkout.root / "a", "1.0.0")
    shutil.rmtree(checkout.cache)
    build(checkout, checkout.root / "b", "1.0.0")
    assert contents(checkout.root / "a") == contents(checkout.root / "b")


def test_the_order_of_rows_in_a_record_makes_no_difference(checkout: Checkout, built: Path) -> None:
    told = yaml.safe_load(record(checkout).read_text(encoding="utf-8"))
    shuffled = random.Random(1)
    for name, section in told.items():
        if isinstance(section, dict):
            rows = list(section.items())
            shuffled.shuffle(rows)
            told[name] = dict(rows)
    record(checkout).write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), encoding="utf-8")
    result = build(checkout, checkout.package, "1.0.0")
    assert result.findings == []
    assert contents(checkout.package) == contents(built)


def test_more_documents_leave_the_rows_of_others_alone(checkout: Checkout, built: Path) -> None:
    """Documents that sort before, between and after: the order of the folders is not the order of reading."""
    import sys

    sys.path.insert(0, str(ROOT / "bench"))
    import synthetic

    for number in (3, 1, 2):
        folder = checkout.seeds / f"synthetic-{number:05d}"
        folder.mkdir()
        for name, content in synthetic.document(number).items():
            (folder / name).write_bytes(content)
    result = build(checkout, checkout.package, "1.0.0")
    assert result.findings == []
    assert result.documents == 4
    import pyarrow.parquet as pq

    ids = pq.read_table(checkout.package / "events.parquet")["event_id"].to_pylist()
    assert ids == sorted(ids)
    assert set(pq.read_table(built / "events.parquet")["event_id"].to_pylist()) <= set(ids)


def test_what_has_not_changed_is_not_read_again(checkout: Checkout) -> None:
    assert build(checkout, checkout.package, "1.0.0").unchanged == 0
    assert build(checkout, checkout.package, "1.0.0").unchanged == 1
    path = record(checkout)
    path.write_text(
        path.read_text(encoding="utf-8").replace("factuality: probable", "factuality: possible", 1), "utf-8"
    )
    assert build(checkout, checkout.package, "1.0.0").unchanged == 0


def test_a_wrong_record_leaves_the_last_package_as_it_was(checkout: Checkout) -> None:
    build(checkout, checkout.package, "1.0.0")
    before = contents(checkout.package)
    path = record(checkout)
    path.write_text(path.read_text(encoding="utf-8").replace("type: annexation", "type: anexation"), encoding="utf-8")
    result = build(checkout, checkout.package, "1.0.0")
    assert result.folder is None
    assert [finding.code for finding in result.findings] == ["R013"]
    assert contents(checkout.package) == before


def test_a_text_that_two_documents_hold_is_told_and_not_built(checkout: Checkout) -> None:
    shutil.copytree(checkout.seeds / DOCUMENT, checkout.seeds / "zzz-again")
    for path in (checkout.seeds / "zzz-again").rglob("*.yaml"):
        path.write_text(path.read_text("utf-8").replace(f"document: {DOCUMENT}", "document: zzz-again"), "utf-8")
    result = build(checkout, checkout.package, "1.0.0")
    assert result.folder is None
    assert [(finding.code, finding.file) for finding in result.findings] == [("S011", "seeds/zzz-again/text.txt")]
    assert not checkout.package.exists()


def test_a_package_that_breaks_while_it_is_written_leaves_nothing(contract: Contract, tmp_path: Path) -> None:
    empty = {name: arrow_schema(table).empty_table() for name, table in contract.tables.items()}
    with pytest.raises(RuntimeError), writing(contract, tmp_path / "package", "1.0.0") as writer:
        writer.add(empty)
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_the_newest_release_is_what_the_seeds_give(checkout: Checkout) -> None:
    newest = json.loads((ROOT / "dataset" / "index.json").read_text(encoding="utf-8"))["releases"][0]
    properties = json.loads((ROOT / "dataset" / newest["version"] / "datapackage.json").read_text(encoding="utf-8"))
    if from_schemas(ROOT / "schemas").properties["contractVersion"] != properties["contractVersion"]:
        pytest.skip("the contract has changed since the newest release; the next one is made under it")
    build(checkout, checkout.package, newest["version"])
    released = contents(ROOT / "dataset" / newest["version"])
    made = contents(checkout.package)
    stamped = {"datapackage.json", "SHA256SUMS"}
    assert [name for name in made if name not in stamped and made[name] != released.get(name)] == []
    described, told = json.loads(made["datapackage.json"]), json.loads(released["datapackage.json"])
    told["resources"] = [resource for resource in told["resources"] if resource["name"] != "changes"]
    assert described == told
