"""The pages of a release in a real browser: read, sorted, filtered, searched; with a keyboard; by anybody; safely."""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import DOCUMENT
from playwright.sync_api import expect

from onrecord.package.write import write_checksums
from onrecord.site import write_site
from onrecord.site.serve import site_server

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

KINDS = {
    "release": "index.html",
    "event": f"events/{DOCUMENT}/invasion-of-ukraine.html",
    "article": f"articles/{DOCUMENT}.html",
    "actor": "actors/dmitry-peskov.html",
    "timeline": "timeline.html",
    "figures": "figures.html",
    "table": "tables/events.html",
    "codebook": "codebook.html",
    "changes": "changes.html",
    "card": f"cards/events/{DOCUMENT}/invasion-of-ukraine.html",
    "docs": "../docs/index.html",
}


@pytest.fixture(scope="module")
def release(site: Path) -> str:
    """The address of the newest release, as files."""
    return next(site.glob("[0-9]*")).as_uri()


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    """The address of the newest release on a server of this machine."""
    with site_server(site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/{next(site.glob('[0-9]*')).name}"
        server.shutdown()


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_for_everyone(
    kind: str, release: str, context_of: Callable[..., BrowserContext], accessible: Callable[[Page], list[str]],
    picture: Callable[[Page, str], None],
) -> None:  # fmt: skip
    for scheme, width in (("light", 1280), ("dark", 360)):
        page = context_of(color_scheme=scheme, viewport={"width": width, "height": 800}).new_page()
        wrong: list[str] = []
        page.on("console", lambda said, wrong=wrong: wrong.append(said.text))
        page.goto(f"{release}/{KINDS[kind]}")
        picture(page, f"site-{kind}-{width}-{scheme}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert wrong == []
        assert accessible(page) == []


@pytest.mark.parametrize("kind", ["event", "table"])
def test_a_page_is_the_same_from_a_server_and_loads_nothing_from_elsewhere(kind: str, served: str, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served}/{KINDS[kind]}")
    assert all(url.startswith("http://127.0.0.1:") for url in asked)
    assert page.inner_text("h1")


def test_without_scripts_everything_is_there(release: str, context_of: Callable[..., BrowserContext]) -> None:
    page = context_of(java_script_enabled=False).new_page()
    page.goto(f"{release}/tables/events.html#event:{DOCUMENT}:invasion-of-ukraine")
    row = page.locator("tr", has_text="invasion-of-ukraine").first
    assert row.is_visible()
    assert not page.locator("#tools").is_visible()
    row.locator("a", has_text="→").click()
    assert page.locator(".stance.d0 .claim").count() >= 1
    page.goto(f"{release}/{KINDS['article']}")
    page.locator("label[for=show-quotes]").click()
    assert not page.locator("#show-quotes").is_checked()


def test_marks_of_a_kind_are_switched_off_with_the_keyboard(release: str, page: Page) -> None:
    page.goto(f"{release}/{KINDS['article']}")
    mark = page.locator(".text a.k-quotes").first
    drawn = "element => getComputedStyle(element).backgroundImage"
    before = mark.evaluate(drawn)
    page.locator("#show-quotes").focus()
    page.keyboard.press("Space")
    assert mark.evaluate(drawn).count("gradient") == before.count("gradient") - 1


def test_a_table_is_sorted_and_filtered_and_what_is_shown_becomes_csv(release: str, page: Page, tmp_path: Path) -> None:
    page.goto(f"{release}/tables/events.html")
    rows = page.locator("#data tbody tr")
    page.locator("th[data-name=label] button").click()
    page.wait_for_selector("th[aria-sort=ascending]")
    labels = page.locator("#data tbody tr td:nth-child(4)").all_inner_texts()
    assert labels == sorted(labels, key=str.casefold)
    page.fill("#filter", "event_status:hypothetical invasion")
    expect(rows).to_have_count(1)
    assert "invasion-of-ukraine" in rows.first.inner_text()
    with page.expect_download() as waiting:
        page.click("#csv")
    with Path(waiting.value.path()).open(encoding="utf-8", newline="") as file:
        shown = list(csv.DictReader(file))
    assert {row["event_status"] for row in shown} == {"hypothetical"}
    page.fill("#filter", "no such words")
    expect(page.locator("#shown")).to_contain_text("0 of")


def test_search_finds_rows_and_documentation(release: str, page: Page) -> None:
    page.goto(f"{release}/index.html")
    page.keyboard.press("/")
    page.keyboard.type("peskov")
    page.wait_for_selector("#found a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/actors/dmitry-peskov.html")
    page.fill("#q", "exit codes")
    page.wait_for_selector("#found a")
    assert "docs" in page.inner_text("#found")


def test_ten_thousand_rows_stay_usable(page: Page, tmp_path: Path) -> None:
    data = tmp_path / "many"
    data.mkdir()
    lines = [f"{at},ship {at % 97},{at * 7 % 1000}" for at in range(10_000)]
    (data / "ships.csv").write_text("\n".join(["id,name,tons", *lines]) + "\n", encoding="utf-8")
    fields = [
        {"name": "id", "type": "integer"},
        {"name": "name", "type": "string"},
        {"name": "tons", "type": "integer"},
    ]
    resource = {"name": "ships", "path": "ships.csv", "schema": {"fields": fields, "primaryKey": ["id"]}}
    (data / "datapackage.json").write_text(json.dumps({"name": "ships", "resources": [resource]}), encoding="utf-8")
    write_site(tmp_path / "site", package=data)
    # the address of a row far behind the first page
    anchor = next((tmp_path / "site" / "data" / "tables").glob("ships.20.html")).read_text(encoding="utf-8")
    last = anchor.rsplit('<tr id="', 1)[1].split('"')[0]
    page.goto(f"{(tmp_path / 'site' / 'data' / 'tables' / 'ships.html').as_uri()}#{last}")
    page.wait_for_selector(f'[id="{last}"]')
    assert "9999" in page.locator(f'[id="{last}"]').inner_text()
    page.locator("th[data-name=tons] button").click()
    page.wait_for_selector("th[aria-sort=ascending]")
    page.fill("#filter", "name:ship name:96")
    expect(page.locator("#shown")).to_have_text("103 of 10,000 rows")


HOSTILE = [
    "<script>window.hit = 1</script>",
    "\"><img src=x onerror='window.hit = 1'>",
    "</script></style></svg><svg onload=window.hit=1>",
    "{{ 7 * 7 }}{% for x in y %}",
    "javascript:window.hit=1//",
    "\u2028</tr></table>\u202e<b>`code <i>`",
    "]]>--><a href=javascript:window.hit=1>click</a>",
]


def spoilt(package: Path) -> Path:
    """A package in which every text that may be anything is hostile, and some ids and addresses, too."""
    described = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    renamed = {"actor:dmitry-peskov": 'actor:"><script>window.hit = 1</script>', f"event:{DOCUMENT}:invasion-of-ukraine": "event:../../../etc/passwd"}  # fmt: skip
    for resource in described["resources"]:
        coded = {f["name"] for f in resource["schema"]["fields"] if f.get("enum") or "enum" in f.get("constraints", {}) or f.get("vocabulary")}  # fmt: skip
        path = package / resource["path"]
        table = pq.read_table(path)
        columns = []
        for name, column in zip(table.column_names, table.columns, strict=True):
            values = column.to_pylist()
            free = column.type == pa.string() and name not in coded and not name.endswith(("_id", "sha256", "field", "subject_table")) and name != "exact"  # fmt: skip
            if free:
                values = [None if v is None else HOSTILE[i % len(HOSTILE)] for i, v in enumerate(values)]
            columns.append(pa.array([renamed.get(v, v) for v in values], column.type))
        pq.write_table(pa.table(columns, names=table.column_names), path)
        resource.pop("hash", None)
        resource["description"] = HOSTILE[0]
        for field in resource["schema"]["fields"]:
            field["description"] = HOSTILE[len(field["name"]) % len(HOSTILE)]
    described |= {"title": HOSTILE[1], "description": HOSTILE[2], "name": HOSTILE[0], "version": "../../up"}
    described["licenses"] = [{"name": "x", "title": HOSTILE[0], "path": "javascript:window.hit=1"}]
    (package / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    write_checksums(package)
    return package


def test_a_hostile_package_shows_its_texts_and_runs_nothing(package: Path, tmp_path: Path, page: Page) -> None:
    write_site(tmp_path / "site", package=spoilt(package), url="https://data.example.org")
    assert [path.name for path in tmp_path.iterdir() if path.name not in ("package", "site")] == []
    reports: list[str] = []
    page.on("dialog", lambda dialog: reports.append(dialog.message))
    page.add_init_script("addEventListener('securitypolicyviolation', event => { window.refused = event.blockedURI })")
    front = next((tmp_path / "site").glob("*/index.html"))
    seen = ""
    paths = [*front.parent.glob("*.html"), *front.parent.glob("tables/*.html"), *front.parent.glob("actors/x-*.html"),
             *front.parent.glob("events/x-*.html"), *front.parent.glob("articles/**/*.html"), *front.parent.glob("cards/*/*.html")]  # fmt: skip
    assert any(path.parent.name == "actors" for path in paths)
    assert any(path.parent.name == "events" for path in paths)
    for path in paths:
        page.goto(path.as_uri())
        state: list[Any] = page.evaluate(
            "[window.hit ?? null, window.refused ?? null, document.querySelectorAll('[href^=\"javascript:\" i],[onerror],[onload]').length]"
        )
        assert state == [None, None, 0], path
        seen += page.inner_text("body")
    assert HOSTILE[0] in seen
    assert "{{ 7 * 7 }}" in seen
    page.goto(next(front.parent.glob("tables/actors.html")).as_uri())
    page.fill("#filter", "script")
    expect(page.locator("#shown")).to_contain_text(" of ")
    assert page.evaluate("[window.hit ?? null, window.refused ?? null]") == [None, None]
    assert reports == []
