"""From a text to the machine's record, into a person's record, and compared: what contributors do."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import DOCUMENT, ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.checkout import Checkout
from onrecord.cli import main
from onrecord.coder.extraction import Coder
from onrecord.contribution.checkout_report import verify_checkout
from onrecord.records.coders.coder_records import Desk
from onrecord.records.coders.machine_record import machine_record
from onrecord.records.record import read_record
from onrecord.text.document import Document, sha256

TEXT = """\
Storm closes harbour of Porto Novo

Police arrested three activists near Porto Novo on 3 March 2022, Mayor Ana Ruiz said. “We will reopen on Monday,” Ruiz told reporters.

At least 1,200 workers protested against the closure, according to the Dockers Union. French officials denied that the port would be sold.
"""
SOURCE = """\
title: Storm closes harbour of Porto Novo
language: en
genre: news
published: "2022-03-04"
published_basis: stated
rights_status: open_licence
licence: CC-BY-4.0
sha256: {sha256}
zones:
  headline: [1]
"""


def script(name: str, checkout: Checkout, *arguments: str, keys: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / f"{name}.py"), "--root", str(checkout.root), *arguments]
    return subprocess.run(command, input=keys, capture_output=True, text=True, encoding="utf-8")


@pytest.fixture
def harbour(checkout: Checkout, tmp_path: Path) -> Checkout:
    """A checkout with a new document of which the machine has made its record and a person nothing yet."""
    (tmp_path / "article.txt").write_text(TEXT, encoding="utf-8")
    assert script("annotate", checkout, "--new", "harbour-2022", str(tmp_path / "article.txt")).returncode == 0
    told = SOURCE.format(sha256=sha256(TEXT.encode()))
    (checkout.seeds / "harbour-2022" / "source.yaml").write_text(told, encoding="utf-8")
    made = script("extract", checkout, "harbour-2022")
    assert made.returncode == 0, made.stderr
    return checkout


def record(checkout: Checkout, coder: str = "record") -> str:
    folder = checkout.seeds / "harbour-2022"
    path = folder / "record.yaml" if coder == "record" else folder / "coders" / f"{coder}.yaml"
    return path.read_text(encoding="utf-8")


def test_the_machine_writes_a_record_that_reads_without_a_finding(harbour: Checkout) -> None:
    assert Desk.open(harbour).findings("harbour-2022", "machine") == []
    rows = yaml.safe_load(record(harbour, "machine"))
    assert rows["coder"] == "machine"
    assert {figure.get("value") for figure in rows["figures"].values()} == {3, 1200}
    assert any(quote["type"] == "direct" for quote in rows["quotes"].values())
    for section in ("events", "claims", "quotes", "figures", "actors"):
        assert all(row["by_rule"] and 0 < row["confidence"] <= 1 for row in rows[section].values())


def test_the_same_text_gives_the_same_record(harbour: Checkout) -> None:
    before = record(harbour, "machine")
    assert script("extract", harbour, "harbour-2022").returncode == 0
    assert record(harbour, "machine") == before


def test_all_that_is_adopted_is_verified(harbour: Checkout) -> None:
    done = script("annotate", harbour, "--adopt", "harbour-2022", "--all")
    assert done.returncode == 0, done.stderr
    rows = yaml.safe_load(record(harbour))
    assert len(rows["quotes"]) >= 3
    assert "by_rule" not in record(harbour)
    report = verify_checkout(harbour)
    assert {finding.code for finding in report.findings} <= {"A020"}, report.findings
    assert "mayor-ana-ruiz" in record(harbour) or "ana-ruiz" in record(harbour)


def test_only_the_kinds_and_the_confidence_asked_for_are_adopted(harbour: Checkout) -> None:
    done = script("annotate", harbour, "--adopt", "harbour-2022", "--all", "--kind", "figures", "--at-least", "0.8")
    assert done.returncode == 0, done.stderr
    rows = yaml.safe_load(record(harbour))
    assert rows["figures"]
    assert not rows["quotes"]
    assert not rows["events"]


def test_nothing_that_a_person_wrote_is_touched(checkout: Checkout) -> None:
    path = checkout.seeds / DOCUMENT / "record.yaml"
    before = path.read_text(encoding="utf-8").splitlines()
    assert script("annotate", checkout, "--adopt", DOCUMENT, "--all").returncode == 0
    after = iter(path.read_text(encoding="utf-8").splitlines())
    assert all(line in after for line in before), "a line is gone, changed, or stands elsewhere"
    for name in ("actors", "places"):
        old = (ROOT / "seeds" / f"{name}.yaml").read_text(encoding="utf-8")
        assert (checkout.seeds / f"{name}.yaml").read_text(encoding="utf-8").startswith(old)


def test_one_key_says_what_becomes_of_a_proposal(harbour: Checkout) -> None:
    first = script("annotate", harbour, "--adopt", "harbour-2022", "--kind", "quotes", keys="y\nn\nq\n")
    assert first.returncode == 0, first.stderr
    assert "quotes: 1 adopted" in first.stdout
    (turned_down,) = yaml.safe_load(record(harbour, "machine"))["rejected"]
    again = script("annotate", harbour, "--adopt", "harbour-2022", "--kind", "quotes", keys="s\n" * 9)
    assert turned_down not in again.stdout
    assert "nothing was adopted" in again.stdout
    assert script("extract", harbour, "harbour-2022").returncode == 0
    assert turned_down in yaml.safe_load(record(harbour, "machine"))["rejected"]


def test_a_broken_record_is_told_and_left_alone(harbour: Checkout) -> None:
    path = harbour.seeds / "harbour-2022" / "record.yaml"
    path.write_text(record(harbour).replace("events: {}", "events: {a: {typo: 1}}"), encoding="utf-8")
    before = record(harbour)
    done = script("annotate", harbour, "--adopt", "harbour-2022", "--all")
    assert done.returncode == 2
    assert "error[R010]" in done.stderr
    assert record(harbour) == before


def test_a_section_in_braces_is_told_and_left_alone(harbour: Checkout) -> None:
    path = harbour.seeds / "harbour-2022" / "record.yaml"
    row = "{type: indirect, act: state, at: At least}"
    path.write_text(record(harbour).replace("quotes: {}", f"quotes: {{mine: {row}}}"), encoding="utf-8")
    before = record(harbour)
    done = script("annotate", harbour, "--adopt", "harbour-2022", "--all")
    line = before.splitlines().index(f"quotes: {{mine: {row}}}") + 1
    assert done.returncode == 2
    assert done.stderr == (
        "error[R022] quotes is written in braces\n"
        f"  --> record.yaml:{line}\n"
        "  = help: python scripts/annotate.py --format  writes it as lines\n"
    )
    assert record(harbour) == before


def test_a_document_that_is_not_there_is_told(checkout: Checkout) -> None:
    done = script("extract", checkout, "harbor")
    assert done.returncode == 2
    assert "error[R008]" in done.stderr


def test_coders_are_compared(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(checkout.root)
    assert main(["agree", DOCUMENT, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["coders"] == ["machine", "record"]
    figures = told["kinds"]["figures"]
    assert (figures["precision"], figures["recall"], figures["alpha"]) == (1.0, 1.0, 1.0)
    assert main(["agree", "--coders", "machine", "ab"]) == 2
    assert "error[A022]" in capsys.readouterr().err


def test_a_coder_agrees_wholly_with_herself(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = checkout.seeds / DOCUMENT
    folder.joinpath("coders").mkdir(exist_ok=True)
    shutil.copyfile(folder / "record.yaml", folder / "coders" / "ab.yaml")
    monkeypatch.chdir(checkout.root)
    assert main(["agree", "--coders", "ab", "record", "--format", "json"]) == 0
    for told in json.loads(capsys.readouterr().out)["kinds"].values():
        assert told["f1"] == told["alpha"] == 1.0
        assert told["differences"] == []


def test_the_page_on_agreement_is_that_of_the_records() -> None:
    from onrecord.records.coders.agreement_page import agreement_page

    assert agreement_page(Desk.open(Checkout(ROOT))) == (ROOT / "docs" / "agreement.md").read_text(encoding="utf-8")


def test_the_record_of_the_machine_is_that_of_the_program(checkout: Checkout) -> None:
    path = checkout.seeds / DOCUMENT / "coders" / "machine.yaml"
    before = path.read_text(encoding="utf-8")
    assert script("extract", checkout, DOCUMENT).returncode == 0
    assert path.read_text(encoding="utf-8") == before


_CODER = Coder()
_DESK = Desk.open(Checkout(ROOT))
_PIECES = "“ ” \" ' ’ said told Ana Ruiz Kiev accused Moscow of killed 1,200 troops in Syria . , \n\n : # | - {{ [[ ]] \\ \x00 \x85 \u2028 \ufeff é 𝒳 last week".split(
    " "
)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=60).map(" ".join) | st.text(min_size=1, max_size=120))
def test_any_text_gives_a_record_whose_words_are_those_of_the_text(text: str) -> None:
    raw = text.encode()
    made = machine_record(
        _CODER, "x", Document(text), sha256(raw), _DESK.contract, _DESK.layout, _DESK.registries.known
    )
    read = read_record("m", made.text.encode(), "x", Document(text), sha256(raw), _DESK.contract, _DESK.layout, _DESK.registries.known)  # fmt: skip
    assert [finding for finding in read.findings if finding.severity == "error"] == []
    for mention in read.rows["mentions"]:
        assert sha256(text[mention["char_start"] : mention["char_end"]].encode()) == mention["exact_sha256"]


def begun(checkout: Checkout, tmp_path: Path, texts: dict[str, str]) -> None:
    """New documents, all read by the machine before anything of them is adopted."""
    for slug, text in texts.items():
        (tmp_path / f"{slug}.txt").write_text(text, encoding="utf-8")
        assert script("annotate", checkout, "--new", slug, str(tmp_path / f"{slug}.txt")).returncode == 0
    assert script("extract", checkout, *texts).returncode == 0


def test_an_actor_that_another_document_has_brought_meanwhile_is_used(checkout: Checkout, tmp_path: Path) -> None:
    texts = {
        "doc-a": "Harbour\n\n“We lost two cranes,” director Olena Bondar told reporters in Odessos.\n",
        "doc-b": "Grain\n\n“The silos are empty,” director Olena Bondar told reporters in Odessos.\n",
        "doc-c": "Rain\n\n“The fields are wet,” director Olena Bondar told reporters in Odessos.\n",
    }
    begun(checkout, tmp_path, texts)
    for slug in ("doc-a", "doc-b"):
        done = script("annotate", checkout, "--adopt", slug, "--all")
        assert done.returncode == 0, done.stderr
    registry = checkout.seeds / "actors.yaml"
    assert registry.read_text(encoding="utf-8").count("\nolena-bondar:") == 1
    # a person gives her another slug and writes the machine's name as an alias: it is still she
    told = registry.read_text(encoding="utf-8").replace("\nolena-bondar:", "\nbondar:")
    told = told.replace("name: Olena Bondar", "name: Olena Petrivna Bondar")
    told = told.replace("aliases: [director", "aliases: [Olena Bondar, director")
    registry.write_text(told, encoding="utf-8")
    for slug in ("doc-a", "doc-b"):
        path = checkout.seeds / slug / "record.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("olena-bondar", "bondar"), encoding="utf-8")
    done = script("annotate", checkout, "--adopt", "doc-c", "--all")
    assert done.returncode == 0, done.stderr
    rows = yaml.safe_load((checkout.seeds / "doc-c" / "record.yaml").read_text(encoding="utf-8"))
    assert {row["speaker"] for row in rows["quotes"].values()} == {"bondar"}
    assert "bondar" in rows["actors"]
    assert {finding.code for finding in verify_checkout(checkout).findings} <= {"A020"}


def test_another_actor_whose_slug_is_taken_gets_a_slug_of_its_own(checkout: Checkout, tmp_path: Path) -> None:
    begun(checkout, tmp_path, {"doc-a": "Harbour\n\n“We lost two cranes,” director Olena Bondar told reporters.\n"})
    registry = checkout.seeds / "actors.yaml"
    other = "olena-bondar:\n  name: Olena Bondár-Kiss\n  actor_type: person\n  is_named: true\n"
    registry.write_text(registry.read_text(encoding="utf-8").rstrip("\n") + "\n" + other, encoding="utf-8")
    done = script("annotate", checkout, "--adopt", "doc-a", "--all")
    assert done.returncode == 0, done.stderr
    rows = yaml.safe_load((checkout.seeds / "doc-a" / "record.yaml").read_text(encoding="utf-8"))
    assert {row["speaker"] for row in rows["quotes"].values()} == {"olena-bondar-2"}
    assert yaml.safe_load(registry.read_text(encoding="utf-8"))["olena-bondar-2"]["name"] == "Olena Bondar"
