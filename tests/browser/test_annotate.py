"""The annotator as a person uses it: words selected in a real browser, keys pressed, and what then stands in the files."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import DOCUMENT
from playwright.sync_api import Page, expect

from onrecord.annotate.desk import AnnotationDesk
from onrecord.annotate.launch import annotator
from onrecord.checkout import Checkout
from onrecord.records.coders.coder_records import Desk
from onrecord.records.format.formatter import format_record
from onrecord.records.format.new_document import start_record
from onrecord.text.document import sha256

Opened = Callable[..., Page]


@pytest.fixture
def opened(page: Page) -> Iterator[Opened]:
    """Opens the annotator on a document of a checkout: `opened(checkout)`; further arguments are those of the desk."""
    running = []

    def start(checkout: Checkout, document: str = DOCUMENT, view: Page | None = None, **more: Any) -> Page:
        made = annotator(AnnotationDesk(checkout, document, **more))
        thread = threading.Thread(target=made.run, daemon=True)
        thread.start()
        running.append((made, thread))
        return load(view or page, made.address)

    yield start
    for made, thread in running:
        made.server.should_exit = made.server.force_exit = True
        thread.join(5)


def load(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector("html[data-ready]")
    return page


def empty(checkout: Checkout, document: str = DOCUMENT) -> Path:
    """The record of a document as it was before anybody recorded anything."""
    folder = checkout.seeds / document
    path = folder / "record.yaml"
    path.write_text(start_record(document, sha256((folder / "text.txt").read_bytes())), encoding="utf-8")
    return path


def select(page: Page, words: str, of: int = 0) -> None:
    """Selects words as a mouse would: from their first character to behind their last."""
    page.evaluate(
        """([words, of]) => {
            let left = of;
            for (const line of document.querySelectorAll("#text p")) {
                let at = -1;
                while ((at = line.textContent.indexOf(words, at + 1)) >= 0) {
                    if (left--) continue;
                    document.querySelector("#text").focus();
                    const node = line.firstChild;
                    document.getSelection().setBaseAndExtent(node, at, node, at + words.length);
                    return;
                }
            }
            throw new Error(`no such words: ${words}`);
        }""",
        [words, of],
    )


def rows(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


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
    select(page, "called the Russian president")
    page.keyboard.press("e")
    expect(page.locator("#status")).to_contain_text("event begun")
    told = rows(path)
    (event,) = told["events"]
    assert [claim["event"] for claim in told["claims"].values()] == [event]
    text = path.read_text(encoding="utf-8")
    assert format_record(text, Desk.contract_of(checkout)[1]) == text
