"""The browser that the other tests use: it shows a page, and it reaches no network."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error, Page


def test_a_page_is_shown_and_no_other_machine_is_reached(page: Page) -> None:
    page.set_content("<!doctype html><title>t</title><p>words")
    assert page.inner_text("p") == "words"
    with pytest.raises(Error, match="ERR_"):
        page.context.new_page().goto("http://example.org/")
