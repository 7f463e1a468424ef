"""The annotator in a browser, and a person at it: words selected, keys pressed, fields filled."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import DOCUMENT
from playwright.sync_api import Page

from onrecord.annotate.desk import AnnotationDesk
from onrecord.annotate.launch import annotator
from onrecord.checkout import Checkout
from onrecord.records.format.new_document import start_record
from onrecord.text.document import sha256

Opened = Callable[..., Page]


@pytest.fixture
def opened(page: Page) -> Iterator[Opened]:
    """Opens the annotator on a document of a checkout: `opened(checkout)`; further arguments are those of the desk."""
    running = []

    def start(checkout: Checkout, document: str = DOCUMENT, view: Page | None = None, **more: Any) -> Page:
        desk = AnnotationDesk(checkout, document, **more)
        made = annotator(desk)
        thread = threading.Thread(target=made.run, daemon=True)
        thread.start()
        running.append((desk, made, thread))
        return load(view or page, made.address)

    yield start
    for desk, made, thread in running:
        desk.close()
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


def rows(path: Path) -> dict[str, Any]:
    return dict(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


def settled(page: Page) -> None:
    """Waits until every change is on the disk."""
    page.wait_for_selector("html:not([data-waiting]), html[data-waiting='0']", state="attached")


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


def select_span(page: Page, text: str, start: int, end: int) -> None:
    """Selects the words between two offsets of the text."""
    words = text[start:end]
    earlier = text[:start].rsplit("\n", maxsplit=1)[-1]
    before = "\n".join(text.split("\n")[: text[:start].count("\n")])
    select(page, words, sum(line.count(words) for line in before.split("\n") if line.strip()) + earlier.count(words))


def fill(page: Page, focus: str, words: str) -> None:
    """Goes to a field and types; Enter takes what is offered, or what was typed."""
    page.focus(f'[data-focus="{focus}"]')
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    settled(page)


def clear(page: Page, focus: str) -> None:
    """Empties a field."""
    page.focus(f'[data-focus="{focus}"]')
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Delete")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    settled(page)


def set_keys(
    page: Page, section: str, slug: str, wanted: dict[str, Any], there: dict[str, Any], forms: dict[str, Any]
) -> None:
    """Makes the keys of the open row what they shall be, by typing into its form."""
    for key, value in wanted.items():
        if key == "at" or there.get(key) == value:
            continue
        field, spec = f"{section}/{slug}/{key}", next(one for one in forms["keys"] if one["name"] == key)
        if (
            page.locator(f'[data-focus="{field}"]').count() == 0
            and page.locator(f'[data-focus="{section}/{slug}/add-{key}"]').count()
        ):
            page.focus(f'[data-focus="{section}/{slug}/add-{key}"]')
            page.keyboard.press("Enter")
        if spec["kind"] != "links":
            fill(page, field, str(value))
            continue
        by_role = value if isinstance(value, dict) else {spec["role"] or "": value}
        for role, held in by_role.items():
            for other in [held] if isinstance(held, str) else held:
                if role and page.locator(f'[data-focus="{field}/{role}"]').count() == 0:
                    fill(page, field, role)
                fill(page, f"{field}/{role}" if role else field, other)
    for key in there.keys() - wanted.keys() - {"at"}:
        clear(page, f"{section}/{slug}/{key}")
