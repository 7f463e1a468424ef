"""What somebody sees who is sent a link: who says what, on which words it rests, and the data behind it."""

from __future__ import annotations

import csv
import hashlib
import json
import random
import re
import shutil
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from conftest import DOCUMENT, ROOT

import onrecord
from onrecord.checkout import Checkout
from onrecord.cli import main
from onrecord.findings import Problem
from onrecord.site import write_site
from onrecord.site.documentation import DocPage
from onrecord.site.guard import SourceWords, text_of_page
from onrecord.site.links import broken_links
from onrecord.site.serve import site_server
from onrecord.site.texts import TextFiles

Out = pytest.CaptureFixture[str]
INVASION = f"events/{DOCUMENT}/invasion-of-ukraine.html"


@pytest.fixture(scope="module")
def newest(site: Path) -> Path:
    """The folder of the newest release in the site."""
    return site / onrecord.releases(ROOT / "dataset")[0]["version"]


@pytest.fixture
def ports(tmp_path: Path) -> Path:
    """A small package that has nothing to do with news."""
    data = tmp_path / "ports"
    data.mkdir()
    (data / "ports.csv").write_text("id,name,berths\n1,Odesa,50\n2,Reni,\n", encoding="utf-8")
    fields = [
        {"name": "id", "type": "integer"},
        {"name": "name", "type": "string", "description": "As on maps"},
        {"name": "berths", "type": "integer"},
    ]
    resource = {"name": "ports", "path": "ports.csv", "schema": {"fields": fields, "primaryKey": ["id"]}}
    described = {"name": "harbours", "version": "3.0.0", "resources": [resource]}
    (data / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    return data


def text(page: Path) -> str:
    return " ".join(text_of_page(page.read_text(encoding="utf-8")).split())


def test_an_event_shows_each_stance_with_who_takes_it_and_links_to_words_and_row(newest: Path) -> None:
    page = (newest / INVASION).read_text(encoding="utf-8")
    claims = onrecord.load("event_claims", expand=True)
    claims = claims[claims.event_id == f"event:{DOCUMENT}:invasion-of-ukraine"]
    assert len(claims) > 3
    for claim in claims.itertuples():
        card = page.split(f'id="{claim.claim_id}"')[1].split("</article>")[0]
        nobody = "The article itself" if claim.voice == "source" else "Somebody (unstated)"
        who = claim.claimant.strip("[]") if isinstance(claim.claimant, str) else nobody
        assert who[1:] in unescape(card)
        assert f"tables/event_claims.html#{claim.claim_id}" in card
        assert f"articles/{DOCUMENT}.html#c" in card


def test_stances_stand_in_the_order_of_the_codebook(newest: Path) -> None:
    page = (newest / INVASION).read_text(encoding="utf-8")
    labels = onrecord.codebook("factuality")["label"].drop("uncommitted", errors="ignore")
    assert re.findall(r'<h3 title="[^"]*">([A-Z][a-z]+)', page)[: len(labels)] == list(labels)


def test_the_data_behind_an_event_is_one_click_away(newest: Path) -> None:
    page = (newest / INVASION).read_text(encoding="utf-8")
    assert 'href="invasion-of-ukraine.csv" download' in page
    rows = list(csv.DictReader((newest / INVASION).with_suffix(".csv").open(encoding="utf-8")))
    claims = onrecord.load("event_claims")
    mine = claims[claims.event_id == f"event:{DOCUMENT}:invasion-of-ukraine"]
    assert {row["claim_id"]: row["factuality"] for row in rows} == dict(
        zip(mine.claim_id, mine.factuality.astype(str), strict=True)
    )
    data = json.loads((newest / INVASION).with_suffix(".json").read_text(encoding="utf-8"))
    assert len(data["tables"]["event_claims"]) == len(mine)


def test_every_row_of_a_table_has_an_address(newest: Path) -> None:
    for table in onrecord.tables().index:
        page = (newest / "tables" / f"{table}.html").read_text(encoding="utf-8")
        key = onrecord.load(table).columns[0]
        ids = onrecord.load(table)[key]
        if ids.is_unique:
            assert all(f'<tr id="{row_id}">' in page for row_id in ids), table


def test_all_links_lead_somewhere(site: Path) -> None:
    assert [finding.message for finding in broken_links(site)] == []


def test_a_link_that_leads_nowhere_is_found(ports: Path, tmp_path: Path) -> None:
    docs = [DocPage("index.html", "Start", "# Start\n\n[gone](#gone) and [here](#start)")]
    run = write_site(tmp_path / "site", package=ports, docs=docs)
    assert [(f.code, f.message, f.file) for f in run.findings] == [
        ("W032", "a link leads nowhere: #gone", "docs/index.html")
    ]


def test_words_in_copyright_are_shown_no_further_than_published(newest: Path) -> None:
    words = SourceWords((ROOT / "seeds" / DOCUMENT / "text.txt").read_text(encoding="utf-8"))
    mentions = onrecord.load("mentions").dropna(subset=["exact"])
    published = {i for start, exact in zip(mentions.filter(regex="start$").iloc[:, 0], mentions.exact, strict=True) for i in range(start, start + len(exact))}  # fmt: skip
    title = onrecord.load("sources")["title"][0]
    published |= set(range(len(title) + 1))
    for page in newest.rglob("*.html"):
        for start, end in words.repeated_in(text_of_page(page.read_text(encoding="utf-8"))):
            # what stands between two published words that follow each other is white space or a quotation mark
            assert len(set(range(start, end)) - published) < 12, page


def test_a_page_that_shows_more_than_the_rights_budget_fails_and_nothing_is_written(
    checkout: Checkout, tmp_path: Path, package: Path
) -> None:
    source = package / "datapackage.json"
    described = json.loads(source.read_text(encoding="utf-8"))
    described["rightsBudget"] = {"share": 0.05, "longestRun": 40}
    source.write_text(json.dumps(described), encoding="utf-8")
    run = write_site(tmp_path / "site", package=package, texts=TextFiles(checkout))
    assert {finding.code for finding in run.findings} == {"W031"}
    assert not run.ok
    assert not (tmp_path / "site").exists()


def test_of_a_text_that_is_quoted_at_length_no_more_is_shown_than_its_budget(tmp_path: Path) -> None:
    words = "ships roads rivers bread winter harbour bridges letters morning engines soldiers windows".split()
    mixed = random.Random(7)
    text = "Ann Lee counts\n\n" + " ".join(
        f"“We counted {' '.join(mixed.sample(words, 9))},” Ann Lee said." for _ in range(30)
    )
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert main(["extract", str(tmp_path / "a.txt"), "--out", str(tmp_path / "coded")]) == 0
    run = write_site(tmp_path / "site", package=tmp_path / "coded", texts=TextFiles(None, tmp_path))
    assert run.findings == []
    page = next((tmp_path / "site").rglob("articles/**/*.html")).read_text(encoding="utf-8")
    assert "We counted" in page
    assert "characters not published" in page


def test_without_the_text_bars_have_the_length_of_what_is_hidden(package: Path, tmp_path: Path) -> None:
    write_site(tmp_path / "site", package=package)
    page = next((tmp_path / "site").rglob(f"articles/{DOCUMENT}.html")).read_text(encoding="utf-8")
    hidden = [int(n) for n in re.findall(r'aria-label="(\d+) characters not published"', page.split('class="text"')[1].split("<section")[0])]  # fmt: skip
    shown = re.findall(r'class="shown">([^<]*)<', page.split('class="text"')[1].split("<section")[0])
    assert sum(hidden) + sum(len(unescape(words)) for words in shown) == onrecord.load("sources")["text_chars"][0]


def test_the_same_release_gives_the_same_bytes(site: Path, tmp_path: Path) -> None:
    from onrecord.site.documentation import project_docs

    write_site(tmp_path / "again", catalogue=ROOT / "dataset", texts=TextFiles(Checkout(ROOT)), docs=project_docs(ROOT))

    def digests(folder: Path) -> dict[str, str]:
        files = (path for path in folder.rglob("*") if path.is_file())
        return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}

    assert digests(site) == digests(tmp_path / "again")


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the first two releases, for an address on the web."""
    catalogue = tmp_path_factory.mktemp("two")
    index = json.loads((ROOT / "dataset" / "index.json").read_text(encoding="utf-8"))
    index["releases"] = [one for one in index["releases"] if one["version"] in ("1.0.0", "1.0.1")]
    (catalogue / "index.json").write_text(json.dumps(index), encoding="utf-8")
    for version in ("1.0.0", "1.0.1"):
        shutil.copytree(ROOT / "dataset" / version, catalogue / version)
    run = write_site(catalogue / "site", version="all", catalogue=catalogue, url="https://data.example.org")
    assert (run.releases, run.findings) == (["1.0.1", "1.0.0"], [])
    return catalogue / "site"


def test_every_release_has_pages_and_older_ones_lead_to_the_newest(two: Path) -> None:
    older, newer = ((two / version / "index.html").read_text(encoding="utf-8") for version in ("1.0.0", "1.0.1"))
    assert "A newer one is here" in older
    assert "A newer one is here" not in newer
    assert 'href="../1.0.0/index.html"' in newer
    assert broken_links(two) == []


def test_a_row_tells_what_became_of_it(two: Path) -> None:
    page = text(two / "1.0.1" / f"events/{DOCUMENT}/soldiers-killed-this-year.html")
    assert "event_status ongoing → occurred" in page
    assert "that is over, only the count goes on" in page


def test_with_an_address_cards_and_previews_are_absolute(two: Path) -> None:
    page = (two / "1.0.1" / INVASION).read_text(encoding="utf-8")
    assert f'<link rel="canonical" href="https://data.example.org/1.0.1/{INVASION}">' in page
    assert "&lt;iframe src=&#34;https://data.example.org/1.0.1/cards/" in page


def test_downloads_are_the_files_with_their_hashes(newest: Path) -> None:
    front = (newest / "index.html").read_text(encoding="utf-8")
    for line in (newest / "data" / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split()
        assert hashlib.sha256((newest / "data" / name).read_bytes()).hexdigest() == digest
        assert digest in front


def test_the_feed_lists_every_release(site: Path) -> None:
    feed = Xml.parse(site / "feed.xml")  # noqa: S314 - our own
    titles = [title.text for title in feed.iterfind("{*}entry/{*}title")]
    assert titles == [release["version"] for release in onrecord.releases(ROOT / "dataset")]


def test_linked_data_says_who_claims_what(newest: Path) -> None:
    page = (newest / INVASION).read_text(encoding="utf-8")
    data = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])
    kinds = [one["@type"] for one in data["@graph"]]
    assert kinds[0] == "Event"
    assert set(kinds[1:]) == {"Claim"}
    card = next((newest / "cards" / "quotes").rglob("no-threat-peskov.html")).read_text(encoding="utf-8")
    quote = json.loads(card.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert (quote["@type"], quote["spokenByCharacter"][0]["name"]) == ("Quotation", "Dmitry Peskov")


def test_anybodys_package_gets_pages_of_its_tables(ports: Path, tmp_path: Path, capsys: Out) -> None:
    assert main(["site", "--package", str(ports), "--out", str(tmp_path / "site")]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'site'}: 3.0.0 · 4 pages in 5 files\n"
    page = text(tmp_path / "site" / "3.0.0" / "tables" / "ports.html")
    assert "Odesa" in page
    assert "As on maps" in page
    assert not list((tmp_path / "site").rglob("timeline.html"))
    assert broken_links(tmp_path / "site") == []


def test_a_site_is_written_anew_as_a_whole(ports: Path, tmp_path: Path) -> None:
    write_site(tmp_path / "site", package=ports)
    (tmp_path / "site" / "3.0.0" / "old.html").write_text("of before", encoding="utf-8")
    write_site(tmp_path / "site", package=ports)
    assert not (tmp_path / "site" / "3.0.0" / "old.html").exists()


def test_a_folder_that_holds_something_else_is_left_alone(ports: Path, tmp_path: Path, capsys: Out) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    assert main(["site", "--package", str(ports), "--out", str(tmp_path / "mine")]) == 2
    assert capsys.readouterr().err == (
        f"error[W030] this folder is there and holds something else\n  --> {tmp_path / 'mine'}\n"
        "  = help: name a folder that is new or empty, or one that such a run made: --out DIR\n"
    )
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_serving_what_is_no_site_says_so(tmp_path: Path, capsys: Out) -> None:
    assert main(["serve", str(tmp_path)]) == 2
    assert capsys.readouterr().err == (
        f"error[W034] there is no site here\n  --> {tmp_path}\n  = help: `onrecord site` makes one\n"
    )


def test_a_port_in_use_is_told(site: Path) -> None:
    with site_server(site) as server:
        port = server.server_address[1]
        with pytest.raises(Problem) as raised:
            site_server(site, int(port))
    assert raised.value.findings[0].code == "W035"
    assert raised.value.findings[0].help == "name another: --port 8123, or 0 for any"


def test_what_is_built_from_the_records_has_pages_with_links_that_lead_somewhere(package: Path, tmp_path: Path) -> None:
    run = write_site(tmp_path / "site", package=package, texts=TextFiles(Checkout(ROOT)))
    assert run.findings == []
    assert broken_links(tmp_path / "site") == []
