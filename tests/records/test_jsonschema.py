"""Editors complete and check records by JSON Schemas that say what the contract says."""

from __future__ import annotations

import json

import jsonschema
import pytest
import yaml
from conftest import DOCUMENT, ROOT

from onrecord.contract import Contract
from onrecord.records.document_folder import layout_of
from onrecord.records.format.json_schema import json_schemas
from onrecord.records.format.reference_page import records_page

FILES = {
    "record": ROOT / "seeds" / DOCUMENT / "record.yaml",
    "actors": ROOT / "seeds" / "actors.yaml",
    "places": ROOT / "seeds" / "places.yaml",
}


def test_the_schemas_in_the_checkout_are_those_of_the_contract(contract: Contract) -> None:
    for name, schema in json_schemas(contract, layout_of(ROOT / "schemas", contract)).items():
        assert json.loads((ROOT / "schemas" / "json" / name).read_text(encoding="utf-8")) == schema
        jsonschema.Draft202012Validator.check_schema(schema)


def test_the_page_on_records_is_that_of_the_contract(contract: Contract) -> None:
    page = (ROOT / "docs" / "records.md").read_text(encoding="utf-8")
    assert page == records_page(contract, layout_of(ROOT / "schemas", contract))


@pytest.mark.parametrize("name", FILES)
def test_the_seeds_are_what_editors_expect(contract: Contract, name: str) -> None:
    schema = json_schemas(contract, layout_of(ROOT / "schemas", contract))[f"{name}.schema.json"]
    jsonschema.validate(yaml.safe_load(FILES[name].read_text(encoding="utf-8")), schema)


def test_an_editor_notices_a_wrong_code(contract: Contract) -> None:
    schema = json_schemas(contract, layout_of(ROOT / "schemas", contract))["record.schema.json"]
    told = yaml.safe_load(FILES["record"].read_text(encoding="utf-8"))
    next(iter(told["events"].values()))["type"] = "anexation"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(told, schema)
