"""Answers of language models as records: what the text bears out stands, what it doesn't is refused, told and counted."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
import yaml
from conftest import DOCUMENT, ROOT
from jsonschema import Draft202012Validator

from onrecord.checkout import Checkout
from onrecord.cli import main
from onrecord.findings import Problem
from onrecord.records.coders.coder_records import Desk
from onrecord.records.coders.imported_proposals import Imported, import_proposals, summary
from onrecord.records.coders.prompt import answer_schema, prompt_of

DESK = Desk.open(Checkout(ROOT))
BESIDE = {"by_rule", "confidence"}


def answer() -> dict[str, Any]:
    """What an honest model might answer: some rows of the machine coder's record of the document."""
    record = yaml.safe_load((ROOT / "seeds" / DOCUMENT / "coders" / "machine.yaml").read_text(encoding="utf-8"))
    rows = {name: record[name] for name in ("new_actors", "quotes", "figures") if name in record}
    return json.loads(json.dumps({
        name: [{"id": slug, **{key: value for key, value in row.items() if key not in BESIDE and key not in ("event", "within")}} for slug, row in found.items()]
        for name, found in rows.items()
    }, default=str))  # fmt: skip


def imported(told: object) -> Imported:
    raw = told if isinstance(told, str) else json.dumps(told)
    return import_proposals(DESK, DOCUMENT, "some-model", "answer.json", raw.encode())


def codes(made: Imported) -> list[str]:
    return [finding.code for finding in made.refused]


def test_an_honest_answer_stands_whole() -> None:
    made = imported(answer())
    assert codes(made) == []
    assert made.stood == {name: len(rows) for name, rows in answer().items() if rows}
    assert summary(made)[1:] == (
        "0 have words that are not in the text",
        "0 have values that their words don't bear out",
        "0 are refused for other reasons",
    )


def test_prose_and_fences_around_an_answer_are_let_be() -> None:
    prose = (
        f"Sure! Here are the rows {{as asked}}:\n\n```json\n{json.dumps(answer(), indent=1)}\n```\n\nHope that helps."
    )
    assert imported(prose).stood == imported(answer()).stood


def test_of_an_answer_that_was_cut_the_whole_rows_are_read() -> None:
    text = json.dumps({name: answer()[name] for name in ("new_actors", "figures")})
    made = imported(text[: len(text) - 12])
    assert [finding.code for finding in made.notes] == ["R071"]
    assert made.stood["figures"] == len(answer()["figures"]) - 1


@pytest.mark.parametrize("text", ["I can't help with that.", "", "{}", "[1, 2]", "{broken"])
def test_an_answer_without_rows_is_told(text: str) -> None:
    with pytest.raises(Problem) as problem:
        imported(text)
    (finding,) = problem.value.findings
    assert (finding.code, finding.message) == ("R070", "there is no JSON in this answer that could be read")


def changed(section: str, **keys: Any) -> dict[str, Any]:
    told = copy.deepcopy(answer())
    told[section] = [told[section][0] | keys]
    return told


def test_invented_words_are_refused_with_what_comes_closest() -> None:
    made = imported(changed("quotes", at={"content": "We shall never surrender an inch of the border"}))
    assert codes(made) == ["A010"]
    assert made.invented == 1
    assert "quotes" not in made.stood


def test_a_translation_is_invented_words() -> None:
    assert imported(changed("figures", at={"number": "ochenta mil"})).invented == 1


def test_a_paraphrase_as_a_direct_quotation_disagrees_with_the_text() -> None:
    indirect = next(row for row in answer()["quotes"] if row["type"] == "indirect")
    made = imported(answer() | {"quotes": [indirect | {"type": "direct"}]})
    assert codes(made) == ["V010"]
    assert made.disagreed == 1


def test_a_shifted_number_disagrees_with_its_words() -> None:
    figure = next(row for row in answer()["figures"] if "value" in row)
    made = imported(answer() | {"figures": [figure | {"value": float(figure["value"]) * 10}]})
    assert made.disagreed == 1
    assert "figures" not in made.stood


def test_a_speaker_whom_nobody_knows_is_refused() -> None:
    made = imported(changed("quotes", speaker="winston-churchill"))
    assert len(made.refused) == 1
    assert "winston-churchill" in made.refused[0].message


def test_codes_that_are_none_are_refused() -> None:
    assert len(imported(changed("quotes", act="mumble")).refused) == 1


def test_what_is_no_row_is_told() -> None:
    made = imported(answer() | {"quotes": ["just words", answer()["quotes"][0] | {"id": "x"}, answer()["quotes"][0] | {"id": "x"}], "opinions": []})  # fmt: skip
    assert codes(made) == ["R072", "R072", "R072"]
    assert [finding.message for finding in made.refused] == [
        "quotes: a row is an object with keys, and this is text",
        "quotes: the id “x” stands twice",
        "opinions: there is no such section",
    ]


def test_the_prompt_holds_all_that_a_model_needs() -> None:
    prompt = prompt_of(DESK, DOCUMENT)
    for words in ("`government-of-russia`: Government of Russia", "`insist`", "\n1. ", '"quotes"'):
        assert words in prompt
    Draft202012Validator.check_schema(answer_schema(DESK.contract, DESK.layout))
    Draft202012Validator(answer_schema(DESK.contract, DESK.layout)).validate(answer())


def test_the_commands(checkout: Checkout, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(checkout.root)
    assert main(["prompt", DOCUMENT]) == 0
    assert capsys.readouterr().out == prompt_of(Desk.open(checkout), DOCUMENT) + "\n"
    (checkout.root / "answer.json").write_text(json.dumps(answer()), encoding="utf-8")
    call = ["import", "proposals", "answer.json", "--document", DOCUMENT, "--coder"]
    assert main([*call, "some-model"]) == 0
    assert capsys.readouterr().out.startswith(f"written: seeds/{DOCUMENT}/coders/some-model.yaml\n")
    assert Desk.open(checkout).findings(DOCUMENT, "some-model") == []
    assert main(["agree", DOCUMENT, "--coders", "some-model", "machine", "--kind", "figures", "--summary"]) == 0
    (checkout.root / "answer.json").write_text(
        json.dumps(changed("figures", at={"number": "a zillion"})), encoding="utf-8"
    )
    assert main([*call, "other-model"]) == 1
    assert "1 have words that are not in the text" in capsys.readouterr().out
    assert main([*call, "machine"]) == 2
