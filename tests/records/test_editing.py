"""Changes to records as the annotator makes them: one at a time, each in the file, the rest of it byte for byte as it was."""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import DOCUMENT, ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.annotate.desk import AnnotationDesk
from onrecord.checkout import Checkout
from onrecord.contribution.document_findings import package_findings
from onrecord.findings import Problem
from onrecord.records.coders.coder_records import Desk
from onrecord.records.editing.adjudication import shown_agreement
from onrecord.records.editing.edits import Changed
from onrecord.records.editing.operations import perform
from onrecord.records.editing.registry_changes import mentions
from onrecord.records.editing.session import Session
from onrecord.records.editing.shown_state import shown_state
from onrecord.records.format import splices
from onrecord.records.format.broken_parts import read_usable
from onrecord.records.format.formatter import format_record
from onrecord.records.format.layout import Layout
from onrecord.records.format.new_document import start_record
from onrecord.records.format.references import names_in_record, names_in_registry
from onrecord.text.document import sha256

RECORD = (ROOT / "seeds" / DOCUMENT / "record.yaml").read_text(encoding="utf-8")
LAYOUT: Layout = Desk.contract_of(Checkout(ROOT))[1]


def load(text: str) -> dict[str, Any]:
    return dict(yaml.load(text, Loader=yaml.CSafeLoader))


ROWS = [(name, slug) for name in LAYOUT.sections for slug in load(RECORD).get(name) or ()]


@pytest.fixture
def session(checkout: Checkout) -> Session:
    return Session(checkout, DOCUMENT)


def do(session: Session, verb: str, **told: Any) -> str:
    return perform(session, {"do": verb, "seen": session.state().version, **told})


def words(session: Session, text: str, of: int = 0) -> dict[str, int]:
    """Where words stand in the article: as a selection gives it."""
    whole, start = session.state().document.text, -1
    for _ in range(of + 1):
        start = whole.index(text, start + 1)
    return {"start": start, "end": start + len(text)}


def told(checkout: Checkout, name: str = "record.yaml") -> dict[str, Any]:
    return dict(load((checkout.seeds / DOCUMENT / name).read_text(encoding="utf-8")))


# -- the text -------------------------------------------------------------------------------------

_VALUES = st.text("abcdé“’#:[]{}|'\"\\ \t", min_size=1, max_size=30).filter(lambda text: text.strip())


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(ROWS), _VALUES)
def test_a_key_is_set_and_nothing_else_changes(row: tuple[str, str], value: str) -> None:
    where, slug = row
    section = LAYOUT.sections[where]
    key = "note" if "note" in section.keys else next(iter(section.keys))
    if key == "at":
        return
    changed = splices.set_key(RECORD, where, slug, key, value, section)
    read = load(changed)
    expected = load(RECORD)
    expected[where][slug][key] = " ".join(value.split())
    assert read == expected
    assert format_record(changed, LAYOUT) == changed
    start, end = splices.row_text(RECORD, where, slug)
    assert changed.startswith(RECORD[:start])
    assert changed.endswith(RECORD[end:])
    before = expected[where][slug] and load(RECORD)[where][slug].get(key)
    if before is None:
        assert splices.set_key(changed, where, slug, key, None, section) == RECORD


@pytest.mark.parametrize("where", list(LAYOUT.sections))
def test_a_row_is_removed_and_nothing_else_changes(where: str) -> None:
    for slug in list(load(RECORD).get(where) or ())[::9]:
        changed = splices.remove_row(RECORD, where, slug)
        expected = load(RECORD)
        del expected[where][slug]
        assert load(changed) == expected
        comments = [line for line in RECORD.splitlines() if line.lstrip().startswith("#")]
        assert [line for line in changed.splitlines() if line.lstrip().startswith("#")] == comments


def test_what_is_written_in_braces_is_written_as_lines_when_it_is_changed() -> None:
    text = "document: x\r\nevents: {}  # none yet\r\nquotes:\r\n  said: {type: direct, at: words}  # mine\r\n"
    text = splices.add_row(text, "events", "fire", {"type": "other", "at": "burnt [[down]]"})
    text = splices.set_key(text, "quotes", "said", "act", "state", LAYOUT.sections["quotes"])
    assert text == (
        "document: x\r\nevents:  # none yet\r\n  fire:\r\n    type: other\r\n    at: |\r\n      burnt [[down]]\r\n"
        "quotes:\r\n  said:  # mine\r\n    type: direct\r\n    act: state\r\n    at: |\r\n      words\r\n"
    )


def test_of_a_record_that_is_no_yaml_somewhere_the_rest_can_be_used(session: Session) -> None:
    path = session.record_file
    path.write_text(
        RECORD.replace("  warships-sent:\n    value: 2", "  warships-sent:\n    value: [2"), encoding="utf-8"
    )
    state = session.state()
    (part,) = shown_state(session, state)["broken"]
    assert part["text"].startswith("  warships-sent:\n    value: [2\n")
    assert {finding.code for finding in state.findings} >= {part["message"] and "R007"}
    do(session, "set", section="figures", slug="units-stationed", key="note", value="Still to be read.")
    assert "    value: [2\n" in path.read_text(encoding="utf-8")
    do(
        session,
        "write",
        start=part["start"],
        end=part["end"],
        before=part["text"],
        after=part["text"].replace("[2", "2"),
    )
    assert session.state().findings == []
    assert told(session.checkout)["figures"]["units-stationed"]["note"] == "Still to be read."


def test_a_stretch_that_is_no_yaml_is_set_aside_and_places_stay() -> None:
    broken = RECORD.replace("claims:\n", "claims: [\n")
    file, parts = read_usable("r", broken)
    assert parts
    assert len(file.text) == len(broken)
    assert getattr(file.root, "values", {})["figures"].values.keys() == load(RECORD)["figures"].keys()


def test_a_row_that_lacks_any_of_its_keys_is_told_and_nothing_else_happens() -> None:
    desk = Desk.open(Checkout(ROOT))
    for where, section in LAYOUT.sections.items():
        for key in section.keys:
            slug = next(
                (slug for slug, row in (load(RECORD).get(where) or {}).items() if key in row and len(row) > 1), None
            )
            if slug is not None and key != "at":
                with contextlib.suppress(Problem):
                    desk.read(DOCUMENT, "record", splices.set_key(RECORD, where, slug, key, None, section))


# -- a session ------------------------------------------------------------------------------------


def test_undo_and_redo_go_over_the_whole_session(session: Session) -> None:
    states = [session.record_file.read_bytes()]
    for slug in ("russia-ukraine-conflict", "peace-talks"):
        do(session, "set", section="events", slug=slug, key="note", value="So.")
        states.append(session.record_file.read_bytes())
    do(session, "begin", section="quotes", **words(session, "does not pose a threat to anyone"))
    states.append(session.record_file.read_bytes())
    do(session, "remove", section="events", slug="invasion-of-ukraine")
    assert not [claim for claim in told(session.checkout)["claims"].values() if claim["event"] == "invasion-of-ukraine"]
    states.append(session.record_file.read_bytes())
    for state in reversed(states[:-1]):
        do(session, "undo")
        assert session.record_file.read_bytes() == state
    for state in states[1:]:
        do(session, "redo")
        assert session.record_file.read_bytes() == state


def test_a_file_that_was_changed_meanwhile_is_left_alone_and_both_are_told(session: Session) -> None:
    seen = session.state().version
    path = session.record_file
    path.write_text(RECORD.replace("# Coded after", "# CODED after"), encoding="utf-8")
    with pytest.raises(Changed) as refused:
        perform(
            session,
            {"do": "set", "seen": seen, "section": "events", "slug": "peace-talks", "key": "note", "value": "x"},
        )
    assert "# CODED after" in (refused.value.theirs or "")
    assert "    note: x\n" in (refused.value.ours or "")
    assert says(refused) == (
        "W001", "the file was changed meanwhile, by an editor or another program", "look at both, then make the change anew or leave it",
    )  # fmt: skip
    assert path.read_text(encoding="utf-8") == RECORD.replace("# Coded after", "# CODED after")


def says(raised: pytest.ExceptionInfo[Problem]) -> tuple[str, str, str]:
    (finding,) = raised.value.findings
    return finding.code, finding.message, finding.help or ""


@pytest.mark.parametrize(
    ("verb", "arguments", "said"),
    [
        ("undo", {}, ("W003", "there is nothing to undo", "steps are kept until the annotator is closed")),
        ("sett", {}, ("W002", "“sett” is nothing that can be asked", "did you mean “set”?")),
        ("begin", {"section": "events"}, ("W002", "“begin” lacks start, or it is of another kind", "reload the page")),
        ("begin", {"section": "events", "start": 9, "end": 9}, ("A001", "there are no words there to anchor a row to", "select words of the article")),
        ("set", {"section": "events", "slug": "no", "key": "note", "value": "x"}, ("R014", "there is no row “no” in events (any more)", "look at the record as it is now")),
        ("rename", {"section": "events", "slug": "peace-talks", "new": "talks"}, ("W004", "“peace-talks” stands in a release, so it can't change", "retire it and begin a new row, if it denotes another thing")),
        ("reject", {"section": "events", "slug": "no"}, ("W002", "“no” is not proposed (any more)", "look at the proposals as they are now")),
    ],
)  # fmt: skip
def test_what_can_not_be_done_is_said(
    session: Session, verb: str, arguments: dict[str, Any], said: tuple[str, str, str]
) -> None:
    before = session.record_file.read_bytes()
    with pytest.raises(Problem) as refused:
        do(session, verb, **arguments)
    assert says(refused) == said
    assert session.record_file.read_bytes() == before


def test_a_row_that_no_release_has_is_renamed_wherever_it_is_named(session: Session) -> None:
    slug = do(session, "begin", section="events", **words(session, "reaffirmed"), slug="backing")
    do(session, "set", section="quotes", slug="no-plan-for-war", key="event", value=slug)
    assert do(session, "rename", section="events", slug=slug, new="words-of-support") == "words-of-support"
    record = told(session.checkout)
    assert record["quotes"]["no-plan-for-war"]["event"] == "words-of-support"
    assert "words-of-support" in {claim["event"] for claim in record["claims"].values()}
    assert "backing" not in {claim["event"] for claim in record["claims"].values()}


def test_words_for_a_date_give_its_edtf_and_secondary_anchors_stay_short(session: Session) -> None:
    slug = do(session, "begin", section="events", **words(session, "said in a statement"), slug="said-so")
    do(session, "anchor", section="events", slug=slug, part="date", **words(session, "last week"))
    event = told(session.checkout)["events"][slug]
    assert event["when"]
    assert event["basis"] == "relative"
    assert event["at"]["date"].strip() == "last week"


def test_any_change_of_any_row_can_be_undone_to_the_byte(session: Session) -> None:
    random_ = random.Random(13)
    before = session.record_file.read_bytes()
    for _ in range(8):
        section, slug = random_.choice(ROWS)
        row = told(session.checkout)[section].get(slug)
        if row is None:
            continue
        if LAYOUT.sections[section].registry or random_.random() < 0.3:
            do(session, "remove", section=section, slug=slug)
        else:
            do(
                session,
                "set",
                section=section,
                slug=slug,
                key="note",
                value=random_.choice(["“So”, he said", "x # y", ""]),
            )
    for _ in list(session.edits.done):
        do(session, "undo")
    assert session.record_file.read_bytes() == before


def test_findings_lead_to_the_row_and_what_they_advise_can_be_taken(session: Session) -> None:
    do(session, "set", section="figures", slug="units-stationed", key="value", value="8000")
    shown = shown_state(session, session.state())["findings"]
    wrong = next(one for one in shown if one["code"] == "V001")
    assert (wrong["place"]["section"], wrong["place"]["slug"], wrong["place"]["key"]) == (
        "figures",
        "units-stationed",
        "value",
    )
    (fix,) = wrong["fixes"]
    do(session, fix["do"], **{key: value for key, value in fix.items() if key not in ("do", "label")})
    assert session.state().findings == []
    assert package_findings(session.checkout, DOCUMENT) == []


def test_an_event_comes_with_what_the_text_says_of_it_and_never_twice(session: Session) -> None:
    proposal = next(one for one in session.state().proposals.open if one.section == "events")
    assert do(session, "accept", section="events", slug=proposal.slug) == proposal.slug
    record = told(session.checkout)
    assert proposal.slug in {claim["event"] for claim in record["claims"].values()}
    assert proposal.slug not in [one.slug for one in session.state().proposals.open]
    do(session, "undo")
    assert session.record_file.read_text(encoding="utf-8") == RECORD


def test_a_proposal_that_is_rejected_does_not_come_back(session: Session) -> None:
    proposal = session.state().proposals.open[0]
    do(session, "reject", section=proposal.section, slug=proposal.slug)
    again = Session(session.checkout, DOCUMENT)
    assert proposal.slug not in [one.slug for one in again.state().proposals.open]


def test_a_proposal_whose_slug_a_row_without_words_has_is_refused(session: Session) -> None:
    proposal = next(one for one in session.state().proposals.open if one.section == "events")
    text = splices.add_lines(RECORD, "events", [f"  {proposal.slug}:", "    type: other"])
    session.record_file.write_text(text, encoding="utf-8")
    with pytest.raises(Problem) as refused:
        do(session, "accept", section="events", slug=proposal.slug)
    assert says(refused) == (
        "W005", f"{proposal.slug} can't be taken: the record has a row with this slug already", "record the row by hand",
    )  # fmt: skip


# -- death ----------------------------------------------------------------------------------------

_WRITER = """\
import pathlib, sys
from onrecord.checkout import Checkout
from onrecord.records.editing.operations import perform
from onrecord.records.editing.session import Session
session = Session(Checkout(pathlib.Path(sys.argv[1])), sys.argv[2])
print("ready", flush=True)
for number in range(10_000):
    asked = {"section": "events", "slug": "peace-talks", "key": "note", "value": f"{number} " + "x" * 200}
    perform(session, {"do": "set", "seen": session.state().version, **asked})
"""


def test_a_session_that_is_killed_leaves_the_record_before_or_after_an_answer(checkout: Checkout) -> None:
    path = checkout.seeds / DOCUMENT / "record.yaml"
    first = RECORD
    random_ = random.Random(7)
    for _ in range(2):
        with subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(checkout.root), DOCUMENT], stdout=subprocess.PIPE
        ) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            killing = threading.Timer(random_.uniform(0.5, 3), writer.kill)
            killing.start()
            while writer.poll() is None:
                text = path.read_text(encoding="utf-8")
                note = load(text)["events"]["peace-talks"]["note"]
                whole = splices.set_key(first, "events", "peace-talks", "note", note, LAYOUT.sections["events"])
                assert text in (first, whole)
    assert Session(checkout, DOCUMENT).state().findings == []


def begun(checkout: Checkout, slug: str, text: str) -> None:
    folder = checkout.seeds / slug
    folder.mkdir()
    (folder / "text.txt").write_text(text, encoding="utf-8")
    (folder / "record.yaml").write_text(start_record(slug, sha256(text.encode())), encoding="utf-8")
    source = f"title: x\nlanguage: en\ngenre: news\nrights_status: open_licence\nlicence: CC-BY-4.0\nsha256: {sha256(text.encode())}\n"
    (folder / "source.yaml").write_text(source, encoding="utf-8")


# -- two coders -----------------------------------------------------------------------------------


def test_what_two_coders_tell_otherwise_is_settled_one_by_one(checkout: Checkout) -> None:
    folder = checkout.seeds / DOCUMENT
    ab = RECORD.replace("coder: adjudicated", "coder: ab")
    cd = splices.set_key(RECORD.replace("coder: adjudicated", "coder: cd"), "figures", "units-stationed", "qualifier", "exact", LAYOUT.sections["figures"])  # fmt: skip
    cd = splices.remove_row(cd, "quotes", "no-plan-for-war")
    (folder / "coders" / "ab.yaml").write_text(ab, encoding="utf-8")
    (folder / "coders" / "cd.yaml").write_text(cd, encoding="utf-8")
    (folder / "record.yaml").write_text(
        start_record(DOCUMENT, sha256((folder / "text.txt").read_bytes())), encoding="utf-8"
    )
    session = Session(checkout, DOCUMENT)
    told_ = shown_agreement(session, "ab", "cd")
    items = {(item["section"], (item["first"] or item["second"])["slug"]): item for item in told_["items"]}
    assert {("figures", "units-stationed"), ("quotes", "no-plan-for-war")} <= items.keys()
    assert items["figures", "units-stationed"]["differing"] == ["qualifier"]
    assert items["quotes", "no-plan-for-war"]["second"] is None
    settle = {"coder": "ab", "other": "cd"}
    do(
        session,
        "adjudicate",
        **settle,
        section="figures",
        first="units-stationed",
        second="units-stationed",
        take="second",
    )
    do(session, "adjudicate", **settle, section="quotes", first="no-plan-for-war", second="", take="first")
    record = told(checkout)
    assert record["figures"]["units-stationed"]["qualifier"] == "exact"
    assert record["quotes"]["no-plan-for-war"]["speaker"] == "russian-government-spokesperson"
    left = [item for item in shown_agreement(session, "ab", "cd")["items"] if (item["section"], (item["first"] or item["second"])["slug"]) in items]  # fmt: skip
    assert not {(item["section"], item["first"]["slug"]) for item in left if item["first"]} & {("figures", "units-stationed"), ("quotes", "no-plan-for-war")}  # fmt: skip
    for item in left:
        first, second = ((item[side] or {}).get("slug", "") for side in ("first", "second"))
        do(session, "adjudicate", **settle, section=item["section"], first=first, second=second, take="neither")
    assert shown_agreement(session, "ab", "cd")["items"] == []


# -- registries -----------------------------------------------------------------------------------


def test_an_actor_is_merged_into_another_in_every_file(session: Session) -> None:
    seeds = session.checkout.seeds
    assert mentions(session, "actors", "kremlin")
    do(session, "merge_registered", registry="actors", slug="kremlin", into="government-of-russia")
    for path in (seeds / "actors.yaml", session.record_file):
        assert "kremlin" not in {str(slug) for _, _, slug in named_in(path)}
    actors = load((seeds / "actors.yaml").read_text(encoding="utf-8"))
    assert "Kremlin" in actors["government-of-russia"]["aliases"]
    retired = yaml.safe_load((seeds / "retired.yaml").read_text(encoding="utf-8"))
    assert retired[-1]["id"] == "actor:kremlin"
    assert retired[-1]["replaced_by"] == "actor:government-of-russia"
    assert {finding.code for finding in session.state().findings if finding.severity == "error"} <= {"A004", "R016"}
    do(session, "undo")
    assert session.record_file.read_text(encoding="utf-8") == RECORD
    assert (seeds / "actors.yaml").read_bytes() == (ROOT / "seeds" / "actors.yaml").read_bytes()


def named_in(path: Path) -> list[tuple[str, str, str]]:
    root = read_usable("", path.read_text(encoding="utf-8"))[0].root
    names = names_in_record(root, LAYOUT) if path.name == "record.yaml" else names_in_registry(root, path.stem, LAYOUT)
    return [(named.by_section, named.by_slug, named.slug) for named in names if named.section == "actors"]


def test_a_new_actor_is_renamed_everywhere_and_a_released_one_is_not(session: Session) -> None:
    slug = do(
        session, "register", registry="actors", values={"name": "Ana Ruiz", "actor_type": "person", "is_named": "true"}
    )
    assert slug == "ana-ruiz"
    do(session, "anchor", section="actors", slug=slug, part="name", **words(session, "network that"))
    do(session, "set", section="quotes", slug="no-plan-for-war", key="speaker", value=[slug])
    do(session, "rename_registered", registry="actors", slug=slug, new="ruiz")
    record = told(session.checkout)
    assert (record["quotes"]["no-plan-for-war"]["speaker"], "ruiz" in record["actors"]) == ("ruiz", True)
    with pytest.raises(Problem) as refused:
        do(session, "rename_registered", registry="actors", slug="kremlin", new="the-kremlin")
    assert says(refused)[0] == "W004"


def test_that_the_tables_could_not_be_looked_at_is_said(checkout: Checkout) -> None:
    desk = AnnotationDesk(checkout, DOCUMENT)
    desk.close()
    desk._verifier = ProcessPoolExecutor(1)
    desk.close()
    (finding,) = desk.asked("package", {})["findings"]
    assert (finding["code"], finding["help"]) == ("W012", "run  onrecord verify")
    assert finding["message"].startswith("the tables that the record makes could not be looked at: ")
