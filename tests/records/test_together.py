"""What only all documents together can show, and registries that people share."""

from __future__ import annotations

import pickle

import pytest
from bad import KNOWN, RIGHT, record
from conftest import ROOT

from onrecord.contract import Contract
from onrecord.findings import Finding
from onrecord.records.document_folder import DocumentRows, check_together, layout_of, read_document
from onrecord.records.registry import Registries, read_registries
from onrecord.text.document import Raw


def read(contract: Contract, document: str, files: dict[str, Raw]) -> DocumentRows:
    own = {
        name: raw.replace(b"document: troops", f"document: {document}".encode()) if isinstance(raw, bytes) else raw
        for name, raw in files.items()
    }
    return read_document(document, own, contract, layout_of(ROOT / "schemas", contract), KNOWN)


def registries(contract: Contract, **files: str) -> Registries:
    told = {"actors": "{}", "places": "{}", "retired": "[]"} | files
    return read_registries(
        {f"{name}.yaml": text.encode() for name, text in told.items()}, contract, layout_of(ROOT / "schemas", contract)
    )


def codes(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.message) for finding in findings]


def test_a_reference_to_another_document_is_looked_up_there(contract: Contract) -> None:
    linked = record(("    speaker: kremlin\n", "    speaker: kremlin\n    event: harbour/annexation\n"))
    linked["text.txt"] = RIGHT["text.txt"]
    first, second = read(contract, "troops", linked), read(contract, "harbour", RIGHT)
    assert first.rows["quotes"]["event_id"] == ["event:harbour:annexation"]
    assert codes(check_together([first], [], {})) == [("R014", "there is no event “harbour/annexation”")]
    assert codes(check_together([first, second], [], {})) == [("S011", "the same text is another document already")]


def test_a_retired_id_never_comes_back(contract: Contract) -> None:
    told = check_together([read(contract, "troops", RIGHT)], ["event:troops:annexation"], {})
    assert codes(told) == [("R016", "the id event:troops:annexation is retired and cannot come back")]


def test_what_is_read_of_a_document_can_go_to_another_process(contract: Contract) -> None:
    rows = read(contract, "troops", RIGHT)
    assert pickle.loads(pickle.dumps(rows)) == rows  # noqa: S301 - our own bytes


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, []),
        (
            {"actors": "a: {name: A, actor_type: state, is_named: yes}"},
            [("R012", "is_named is true or false, and “yes” is none")],
        ),
        (
            {"actors": "a: {name: A, actor_type: state, is_named: true, part_of: b}"},
            [("R014", "there is no actor “b”")],
        ),
        ({"places": "[]"}, [("R012", "places.yaml is a map of slugs, and this is a list")]),
        ({"actors": "a: {name: A}\na: {name: B}"}, [("R004", "the key “a” stands twice in the same map")]),
        (
            {"retired": "- {id: 'event:x:y', retired_in: 1.1.0, reason: duplicat}"},
            [("R013", "“duplicat” is no code of retired_reason")],
        ),
    ],
)
def test_registries_are_checked_like_records(
    contract: Contract, files: dict[str, str], told: list[tuple[str, str]]
) -> None:
    found = codes(registries(contract, **files).findings)
    assert [pair for pair in found if pair[0] != "R011"] == told


def test_a_name_that_yaml_would_take_for_a_truth_value_stays_text(contract: Contract) -> None:
    found = registries(contract, actors="no: {name: no, actor_type: state, is_named: true, country_code: NO}")
    assert found.findings == []
    assert (found.rows["actors"]["name"], found.rows["actors"]["country_code"]) == (["no"], ["NO"])
