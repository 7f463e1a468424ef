"""The annotator as a person uses it: words selected in a real browser, keys pressed, and what then stands in the files."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from annotating import Opened, empty, fill, load, opened, rows, select, select_span, set_keys, settled
from conftest import DOCUMENT
from playwright.sync_api import BrowserContext, Page, expect

from onrecord.checkout import Checkout
from onrecord.records.coders.coder_records import Desk
from onrecord.records.document_folder import load_files, read_document
from onrecord.records.format.formatter import format_record
from onrecord.records.format.forms import forms

__all__ = ["opened"]


def panel_row(page: Page) -> str:
    """The slug of the row that is open."""
    return page.locator("#panel input.slug").input_value()


def test_words_and_a_key_make_a_row_with_its_anchor_and_the_file_is_as_formatted(
    checkout: Checkout, opened: Opened
) -> None:
    path = empty(checkout)
    page = opened(checkout)
    select(page, "dozens")
    page.keyboard.press("f")
    expect(page.locator("#status")).to_contain_text("figure begun")
    (figure,) = rows(path)["figures"].values()
    assert figure["qualifier"] == "vague"
    assert "dozens" in str(figure["at"])
    page.keyboard.press("Escape")
    select(page, "called the Russian president")
    page.keyboard.press("e")
    expect(page.locator("#status")).to_contain_text("event begun")
    told = rows(path)
    (event,) = told["events"]
    assert [claim["event"] for claim in told["claims"].values()] == [event]
    text = path.read_text(encoding="utf-8")
    assert format_record(text, Desk.contract_of(checkout)[1]) == text


def test_the_first_three_paragraphs_recorded_anew_give_the_rows_of_the_record(
    checkout: Checkout, opened: Opened
) -> None:
    desk = Desk.open(checkout)
    coded = desk.read(DOCUMENT, "record")
    document, before = coded.document, rows(desk.file(DOCUMENT, "record"))
    end = document.line_starts[5]
    spans = {row_id: parts for row_id, parts in coded.record.parts.items() if all(span.end <= end for _, span in parts)}
    told = forms(desk.contract, desk.layout)
    path = empty(checkout)
    page = opened(checkout)
    page.set_default_timeout(60_000)
    wanted: dict[str, dict[str, Any]] = {}
    for name, section in desk.layout.sections.items():
        for slug, row in (before.get(name) or {}).items():
            if section.id_field.make_id(document=DOCUMENT, slug=slug) in spans:
                wanted.setdefault(name, {})[slug] = row
    for name, section in desk.layout.sections.items():
        for slug, row in list(wanted.get(name, {}).items()):
            known = {key: value for key, value in row.items() if (desk.layout.target_of(section.keys[key]) in (None, *desk.layout.registries)) or value in wanted.get(str(desk.layout.target_of(section.keys[key])), {})}  # fmt: skip
            wanted[name][slug] = known
            parts = spans[section.id_field.make_id(document=DOCUMENT, slug=slug)]
            record_row(page, name, slug, known, parts, document.text, told["sections"][name], path)
    made = read_document(
        DOCUMENT, load_files(checkout.seeds / DOCUMENT), desk.contract, desk.layout, desk.registries.known
    ).rows
    for name in ("events", "event_claims", "quotes", "figures"):
        ids = made[name][next(iter(made[name]))]
        expected = table(coded.record.rows[name], ids, without=[key.column for section in desk.layout.sections.values() for key in section.keys.values() if key.name == "part_of"])  # fmt: skip
        got = table(read_rows(made[name]), ids, without=["part_of_id"])
        for row_id in ids:
            differing = {
                k: (v, expected[row_id].get(k)) for k, v in got[row_id].items() if v != expected[row_id].get(k)
            }
            assert set(differing) <= {"event_id"}, (row_id, differing)
    assert len(made["events"]["event_id"]) == len(wanted["events"])


def read_rows(columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def table(found: list[dict[str, Any]], ids: list[str], without: list[str | None]) -> dict[str, dict[str, Any]]:
    return {next(iter(row.values())): {k: v for k, v in row.items() if k not in without and v is not None} for row in found if next(iter(row.values())) in ids}  # fmt: skip


def record_row(
    page: Page, name: str, slug: str, row: dict[str, Any], parts: Any, text: str, form: dict[str, Any], path: Any
) -> None:
    """Records a row as a person does: its words, its letter, its fields, its further words by their numbers."""
    names = [part["name"] for part in form["parts"]]
    main = [span for part, span in parts if part == form["main"]]
    held = rows(path).get(name) or {}
    if slug in held:  # an event's own-voice claim has come by itself: only its words may be others
        page.keyboard.press("Escape")
        page.evaluate("document.querySelector('#tab-rows').click()")
        page.locator(f'#panel .rows button:has-text("{slug}")').first.focus()
        page.keyboard.press("Enter")
        anchors = page.locator("#panel .anchors li").count()
        select_span(page, text, *main[0])
        page.keyboard.press("1")
        settled(page)
        if page.locator("#panel .anchors li").count() > anchors:
            page.locator("#panel .anchors li button.clear").first.focus()
            page.keyboard.press("Enter")
            settled(page)
        set_keys(page, name, slug, row, rows(path)[name][slug], form)
        return
    page.keyboard.press("Escape")
    select_span(page, text, *main[0])
    page.keyboard.press(name[0])
    if form["registry"]:
        page.keyboard.type(slug)
        page.keyboard.press("Enter")
        settled(page)
        return
    page.wait_for_selector("#panel input.slug")
    settled(page)
    made = panel_row(page)
    if made != slug:
        fill(page, f"slug/{name}/{made}", slug)
    for part, span in rows_of_parts(page, names):
        if part != form["main"] and [text[slice(*one)] for p, one in parts if p == part] != [span]:
            button = page.locator(f'#panel .part:has(.part-name:text-is("{part}")) button.clear').first
            button.focus()
            page.keyboard.press("Enter")
            settled(page)
    shown = rows_of_parts(page, names)
    for part, span in parts:
        if (part, text[slice(*span)]) not in shown:
            page.keyboard.press("Escape")
            select_span(page, text, *span)
            page.keyboard.press(str(names.index(part) + 1))
            settled(page)
    set_keys(page, name, slug, row, rows(path)[name][slug], form)


def rows_of_parts(page: Page, names: list[str]) -> list[tuple[str, str]]:
    """The parts of the open row with their words, as the page shows them."""
    return [
        (part, words)
        for part in names
        for words in page.locator(f'#panel .part:has(.part-name:text-is("{part}")) li button.go').all_inner_texts()
    ]


def test_proposals_are_answered_with_one_key_each_and_every_answer_is_kept(checkout: Checkout, opened: Opened) -> None:
    path = empty(checkout)
    page = opened(checkout)
    count = int(page.locator("#tab-proposals .count").inner_text())
    first = page.locator(".proposal blockquote").inner_text()
    page.keyboard.press("y")
    page.keyboard.press("n")
    expect(page.locator(".proposal blockquote")).not_to_have_text(first)
    settled(page)
    left = int(page.locator("#tab-proposals .count").inner_text())
    assert left <= count - 2
    record = path.read_text(encoding="utf-8")
    machine = rows(checkout.seeds / DOCUMENT / "coders" / "machine.yaml")
    assert len(machine["rejected"]) == 1
    page.keyboard.press("u")
    page.keyboard.press("u")
    settled(page)
    assert "rejected" not in rows(checkout.seeds / DOCUMENT / "coders" / "machine.yaml")
    assert path.read_text(encoding="utf-8") != record
    page.keyboard.press("U")
    settled(page)
    assert path.read_text(encoding="utf-8") == record


def test_a_value_is_broken_and_mended_with_the_finding_beside_it(checkout: Checkout, opened: Opened) -> None:
    page = opened(checkout)
    page.keyboard.press("/")
    page.keyboard.type("units-stationed")
    page.locator("#panel .rows button").first.focus()
    page.keyboard.press("Enter")
    fill(page, "figures/units-stationed/value", "8000")
    expect(page.locator("#panel .findings")).to_contain_text("V001")
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.locator("#panel .fixes button", has_text="value: 80000").focus()
    page.keyboard.press("Enter")
    settled(page)
    expect(page.locator("#panel .findings")).to_have_count(0)
    assert rows(checkout.seeds / DOCUMENT / "record.yaml")["figures"]["units-stationed"]["value"] == 80000


def test_by_the_keyboard_alone_words_are_selected_and_recorded(checkout: Checkout, opened: Opened) -> None:
    path = empty(checkout)
    page = opened(checkout)
    page.keyboard.press("t")
    page.keyboard.press("ArrowDown")
    for _ in range(2):
        page.keyboard.press("Control+Shift+ArrowRight")
    page.keyboard.press("l")
    page.keyboard.press("1")
    settled(page)
    (passage,) = rows(path)["left_out"]
    assert len(passage["at"].split()) >= 1
    page.keyboard.press("s")
    assert page.evaluate("document.getSelection().toString().length") > 20
    page.keyboard.press("?")
    expect(page.locator("#dialog")).to_contain_text("the next sentence that no row touches")
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).to_be_hidden()


def test_an_actor_is_found_by_its_words_or_made_in_place(checkout: Checkout, opened: Opened) -> None:
    path = empty(checkout)
    page = opened(checkout)
    select(page, "Joe Biden")
    page.keyboard.press("a")
    expect(page.locator("#dialog [role=option]").first).to_contain_text("Joe Biden")
    page.keyboard.press("1")
    settled(page)
    assert list(rows(path)["actors"]) == ["joe-biden"]
    select(page, "STR")
    page.keyboard.press("a")
    page.keyboard.type("STR agency")
    page.keyboard.press("Enter")
    page.wait_for_selector("#dialog .fields")
    fill(page, "new/actors/actor_type", "organisation")
    page.locator("#dialog button.primary").focus()
    page.keyboard.press("Enter")
    settled(page)
    expect(page.locator("#dialog")).to_be_hidden()
    assert list(rows(path)["actors"]) == ["joe-biden", "str-agency"]
    assert (
        yaml.safe_load((checkout.seeds / "actors.yaml").read_text(encoding="utf-8"))["str-agency"]["name"]
        == "STR agency"
    )


def test_two_tabs_see_each_other_and_an_editor_is_never_overwritten(
    checkout: Checkout, opened: Opened, context_of: Callable[..., BrowserContext]
) -> None:
    page = opened(checkout, view=context_of().new_page())
    other = load(context_of().new_page(), page.url)
    path = checkout.seeds / DOCUMENT / "record.yaml"
    select(page, "dozens")
    page.keyboard.press("l")
    page.keyboard.press("1")
    settled(page)
    expect(other.locator("#legend")).to_contain_text("left out6")
    page.locator("#tab-rows").click()
    page.locator("#panel .rows button", has_text="Russia annexes Crimea").click()
    page.route("**/change", lambda route: (path.write_text(path.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8"), route.continue_()))  # fmt: skip
    fill_now(page, "events/crimea-annexation-2014/status", "planned")
    expect(page.locator("#dialog")).to_contain_text("The file was changed meanwhile")
    assert "planned" not in rows(path)["events"]["crimea-annexation-2014"]["status"]
    page.unroute("**/change")
    page.locator("#dialog button.primary").click()
    settled(page)
    after = path.read_text(encoding="utf-8")
    assert after.endswith("# mine\n")
    assert rows(path)["events"]["crimea-annexation-2014"]["status"] == "planned"


def fill_now(page: Page, focus: str, words: str) -> None:
    page.focus(f'[data-focus="{focus}"]')
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(words)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_is_wrong_for_people_who_do_not_see_it(
    scheme: str, checkout: Checkout, opened: Opened, context_of: Callable[..., BrowserContext],
    accessible: Callable[[Page], list[str]], picture: Callable[[Page, str], None],
) -> None:  # fmt: skip
    view = context_of(color_scheme=scheme).new_page()
    page = opened(checkout, view=view)
    picture(page, f"annotate-{scheme}-desk")
    for tab in ("rows", "proposals", "findings", "coders", "source"):
        page.locator(f"#tab-{tab}").click()
        assert accessible(page) == [], tab
        picture(page, f"annotate-{scheme}-{tab}")
    page.keyboard.press("?")
    assert accessible(page) == []
    page.keyboard.press("Escape")
    page.locator("#tab-rows").click()
    page.locator("#panel .rows button", has_text="Russia annexes Crimea").click()
    assert accessible(page) == []
    picture(page, f"annotate-{scheme}-row")
    for name, (width, height) in {"phone": (390, 844), "narrow": (360, 640)}.items():
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        picture(page, f"annotate-{scheme}-{name}")


def test_a_text_becomes_a_document_after_what_is_known_of_it(checkout: Checkout, opened: Opened) -> None:
    article = checkout.root / "article.txt"
    article.write_text(
        "Storm closes harbour\n\nمدينة 𝒳𝒴 – “We will reopen on Monday,” Ana Ruiz told reporters.\n", encoding="utf-8"
    )
    page = opened(checkout, "article.txt", article=article)
    fill(page, "slug", "harbour-2022")
    fill(page, "source/genre", "news")
    fill(page, "source/published", "4 March 2022")
    expect(page.locator("#panel .bounds")).to_contain_text("2022-03-04")
    fill(page, "source/published_basis", "stated")
    page.focus('[data-focus="save"]')
    page.keyboard.press("Enter")
    page.wait_for_selector("#text[role=textbox]")
    source = rows(checkout.seeds / "harbour-2022" / "source.yaml")
    assert (source["title"], source["published"], source["rights_status"]) == (
        "Storm closes harbour",
        "2022-03-04",
        "in_copyright",
    )
    select(page, "We will reopen on Monday,")
    page.keyboard.press("q")
    settled(page)
    (quote,) = rows(checkout.seeds / "harbour-2022" / "record.yaml")["quotes"].values()
    assert "We will reopen on Monday," in str(quote["at"])


def test_only_its_own_page_may_speak_to_it(checkout: Checkout, opened: Opened) -> None:
    page = opened(checkout)
    address, base = page.url, page.url.split("/", 3)
    host = "/".join(base[:3])
    assert refused(f"{host}/")
    assert refused(f"{host}/{'x' * 32}/ask/state")
    assert refused(address, {"Host": "rebound.example.org"})
    assert refused(f"{address}ask/state", {"Origin": "https://example.org"})
    assert refused(f"{address}ask/state", {"Sec-Fetch-Site": "cross-site"})
    assert refused(f"{address}change", method="POST")
    assert refused(f"{address}page/..%2f..%2fdesk.py")
    with urllib.request.urlopen(address) as told:  # noqa: S310
        policy = told.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    (checkout.seeds / DOCUMENT / "record.yaml").write_text(
        "document: <img src=x onerror=alert(1)>\nevents: {a: <b>}\n", encoding="utf-8"
    )
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.locator("#panel img").count() == 0


def refused(address: str, headers: dict[str, str] | None = None, method: str = "GET") -> bool:
    asked = urllib.request.Request(address, headers=headers or {}, method=method)  # noqa: S310 - our own
    try:
        urllib.request.urlopen(asked, data=b"{}" if method == "POST" else None)  # noqa: S310
    except urllib.error.HTTPError as error:
        return error.code in (403, 404)
    return False


def test_a_server_that_is_killed_loses_no_answer(checkout: Checkout, context_of: Callable[..., BrowserContext]) -> None:
    path, page = empty(checkout), context_of().new_page()
    chance = random.Random(3)
    for turn in range(2):
        command = [sys.executable, "-m", "onrecord", "annotate", DOCUMENT, "--no-browser"]
        server = subprocess.Popen(
            command, cwd=checkout.root, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
        )
        assert server.stdout is not None
        address = next(line for line in server.stdout if "http://" in line).split()[-1]
        load(page, address)
        page.locator("#tab-proposals").click()
        for _ in range(6):
            page.keyboard.press("y")
        time.sleep(chance.uniform(0.2, 1.5))
        server.send_signal(signal.SIGKILL)
        server.wait()
        page.goto("about:blank")
        desk = Desk.open(checkout)
        assert [finding for finding in desk.findings(DOCUMENT, "record") if finding.severity == "error"] == [], turn
    assert rows(path)
