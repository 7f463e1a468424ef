"""A real browser for tests of what people see: Chromium, driven by Playwright, with no network but this machine.

Where no Chromium is found these tests are skipped, which one line at the end says; in CI that is a failure.
`ONRECORD_CHROMIUM` names another one; `--pictures FOLDER` keeps the pictures that tests take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from chromium_found import CHROMIUM, IN_CI

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

_OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-extensions",
    "--metrics-recording-only", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]  # fmt: skip
#: sizes that people have: a phone, a desk
WIDTHS = {"phone": (390, 844), "desk": (1280, 800)}


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """The browser, once for all tests of a process."""
    if CHROMIUM is None:
        message = "no Chromium was found (apt-get install chromium)"
        pytest.fail(message) if IN_CI else pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, headless=True, args=_OPTIONS, downloads_path=tmp_path_factory.mktemp("downloads")
        )
        yield browser
        browser.close()


@pytest.fixture
def context_of(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes contexts (a person's profile each) with the options of Playwright; closed after the test."""
    made: list[BrowserContext] = []

    def new(**options: Any) -> BrowserContext:
        width, height = WIDTHS["desk"]
        options = {"viewport": {"width": width, "height": height}, "reduced_motion": "reduce"} | options
        made.append(chromium.new_context(**options))
        made[-1].set_default_timeout(10_000)
        return made[-1]

    yield new
    for context in made:
        context.close()


@pytest.fixture
def page(context_of: Callable[..., BrowserContext]) -> Iterator[Page]:
    """An empty page of desk size; an error in its scripts, or one that it logs, fails the test."""
    page = context_of().new_page()
    errors = watched(page)
    yield page
    assert not errors, errors


def watched(page: Page) -> list[str]:
    """The errors of a page's scripts and what it logs as error (refused by its security policy, say), as they come."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    return errors


@pytest.fixture
def accessible() -> Callable[[Page], list[str]]:
    """What axe finds wrong with a page that is serious or critical, one line each."""
    from axe_playwright_python.sync_playwright import Axe

    def look(page: Page) -> list[str]:
        found = Axe().run(page).response["violations"]
        return [
            f"{violation['id']}: {violation['help']}: {node['target']}"
            for violation in found
            if violation["impact"] in ("serious", "critical")
            for node in violation["nodes"]
        ]

    return look


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keeps a picture of a page under a name, where `--pictures` asks for it."""
    folder = request.config.getoption("--pictures")

    def take(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png")

    return take
