"""The machine coder over a corpus: a package under the contract, resumable, with what was left out told."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from conftest import ROOT

import onrecord
from onrecord.cli import main
from onrecord.corpus.coded_package import run_corpus
from onrecord.findings import Problem
from reading.writers import WRITERS

OURS = {"registry": ROOT / "seeds", "schemas": ROOT / "schemas"}
BODY = "Mayor Ana Ruiz of {town} said {count} people were killed in clashes in Syria last week. “We mourn,” Ruiz told reporters."
#: codes a corpus, and kills itself and all processes that help it when the third part of it is there
KILLED = """
import os, signal, sys
from pathlib import Path
from onrecord.corpus.coded_package import run_corpus

def progress(done, total, told=[]):
    told.append(done)
    if len(told) == 3:
        os.killpg(os.getpgrp(), signal.SIGKILL)

if __name__ == "__main__":
    file, out, registry, schemas = map(Path, sys.argv[1:])
    run_corpus([file], out, registry=registry, schemas=schemas, progress=progress)
"""


def articles(many: int) -> list[dict[str, str]]:
    return [
        {
            "id": f"a{i:04d}",
            "text": f"Report {i}\n\n" + BODY.format(town=f"Town{i}", count=i + 2),
            "published": "2022-03-04",
        }
        for i in range(many)
    ]


def written(path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_corpus_becomes_a_package_that_verifies(tmp_path: Path) -> None:
    done = run_corpus([written(tmp_path / "c.jsonl", articles(5))], tmp_path / "coded", **OURS)
    assert (done.texts, done.resumed, done.findings) == (5, 0, [])
    report = onrecord.verify(tmp_path / "coded")
    assert report.ok, report.findings
    told = json.loads((tmp_path / "coded" / "datapackage.json").read_text(encoding="utf-8"))
    assert told["codedBy"] == "machine"
    figures = pq.read_table(tmp_path / "coded" / "figures.parquet").to_pylist()
    assert sorted(row["value"] for row in figures) == [2, 3, 4, 5, 6]
    rows = {row["row_id"] for row in pq.read_table(tmp_path / "coded" / "proposals.parquet").to_pylist()}
    assert {row["figure_id"] for row in figures} <= rows


def test_parquet_gives_the_same_as_json_lines(tmp_path: Path) -> None:
    rows = articles(3)
    pd.DataFrame(rows).to_parquet(tmp_path / "c.parquet")
    run_corpus([tmp_path / "c.parquet"], tmp_path / "one", **OURS)
    run_corpus([written(tmp_path / "c.jsonl", rows)], tmp_path / "two", **OURS)
    for table in ("quotes", "mentions", "sources", "proposals"):
        assert pq.read_table(tmp_path / "one" / f"{table}.parquet").equals(
            pq.read_table(tmp_path / "two" / f"{table}.parquet")
        )


def test_what_cannot_be_coded_is_told_and_the_rest_is_coded(tmp_path: Path) -> None:
    file = tmp_path / "c.jsonl"
    good = json.dumps(articles(1)[0])
    file.write_text(
        f'{good}\nnot json\n[1]\n{{"id": "b"}}\n{good}\n{{"id": "c", "text": "\\ud800"}}\n', encoding="utf-8"
    )
    done = run_corpus([file], tmp_path / "coded", **OURS)
    assert [finding.line for finding in done.findings] == [2, 3, 4, 5, 6]
    assert {finding.code for finding in done.findings} == {"S012"}
    assert done.texts == 1


def test_what_is_told_of_an_article_has_to_be_sound(tmp_path: Path) -> None:
    good, odd, late = articles(3)
    rows = [good, odd | {"genre": "gossip"}, late | {"published": "last Monday"}]
    done = run_corpus([written(tmp_path / "c.jsonl", rows)], tmp_path / "coded", **OURS)
    assert [finding.message.partition(":")[0] for finding in done.findings] == ["a0001", "a0002"]
    assert done.texts == 1
    assert onrecord.verify(tmp_path / "coded").ok


def test_a_corpus_that_is_no_parquet_is_told(tmp_path: Path) -> None:
    (tmp_path / "c.parquet").write_bytes(b"PAR1")
    with pytest.raises(Problem) as told:
        run_corpus([tmp_path / "c.parquet"], tmp_path / "coded", **OURS)
    assert [finding.code for finding in told.value.findings] == ["S001"]


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work")
    with pytest.raises(Problem) as told:
        run_corpus([written(tmp_path / "c.jsonl", articles(1))], out, **OURS)
    assert [finding.code for finding in told.value.findings] == ["S013"]
    assert (out / "thesis.txt").read_text() == "years of work"


def test_a_run_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    file, out = written(tmp_path / "c.jsonl", articles(280)), tmp_path / "coded"
    places = map(str, (file, out, *OURS.values()))
    killed = subprocess.run([sys.executable, "-c", KILLED, *places], start_new_session=True)
    assert killed.returncode == -signal.SIGKILL
    assert not out.exists()
    done = run_corpus([file], out, **OURS)
    assert done.texts == 280
    assert done.resumed >= 40
    assert not (tmp_path / ".coded.parts").exists()
    assert pq.read_metadata(out / "sources.parquet").num_rows == 280


def test_a_folder_of_texts_is_a_corpus(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    (folder / "old").mkdir(parents=True)
    text = BODY.format(town="Lviv", count=7)
    (folder / "2022-03-04-clashes.txt").write_text(text, encoding="utf-8-sig")
    (folder / "old" / "Ein Stück.txt").write_bytes(text.replace(". ", ".\r\n").encode())
    (folder / "latin.txt").write_bytes("Grüße".encode("latin-1"))
    (folder / "paper.pdf").write_bytes(b"%PDF")
    (folder / ".hidden.txt").write_text(text)
    done = run_corpus([folder], tmp_path / "coded", published="2020-01-31")
    assert [(finding.code, finding.severity) for finding in done.findings] == [("S015", "warning"), ("S012", "error")]
    assert "paper.pdf" in done.findings[0].message
    sources = pq.read_table(tmp_path / "coded" / "sources.parquet").to_pylist()
    assert [row["source_id"][:20] for row in sources] == ["source:2022-03-04-cl", "source:old-ein-stuck"]
    assert [str(row["date_published"]) for row in sources] == ["2022-03-04", "2020-01-31"]
    assert onrecord.verify(tmp_path / "coded").ok


@pytest.mark.parametrize("file", [file for file in WRITERS if file != "t.fwf"])
def test_a_table_of_any_format_is_a_corpus(tmp_path: Path, file: str) -> None:
    text = BODY.format(town="Lviv", count=7)
    WRITERS[file](
        tmp_path / file, [{"id": "one", "text": f"Head. {text}".replace("\n", " "), "published": "2021-04-13"}]
    )
    before = csv.field_size_limit()
    done = run_corpus([tmp_path / file], tmp_path / "coded")
    assert (done.texts, done.findings) == (1, [])
    assert [row["value"] for row in pq.read_table(tmp_path / "coded" / "figures.parquet").to_pylist()] == [7]
    assert [
        str(day) for day in pq.read_table(tmp_path / "coded" / "sources.parquet")["date_published"].to_pylist()
    ] == ["2021-04-13"]
    assert csv.field_size_limit() >= before


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_table_from_a_spreadsheet_is_a_corpus(tmp_path: Path, sign: str) -> None:
    text = BODY.format(town="Lviv", count=7)
    pd.DataFrame([{"id": "one", "text": f"Head\n\n{text}", "n": 1}, {"id": "two", "text": ""}]).to_csv(
        tmp_path / "a.csv", sep=sign, index=False, encoding="utf-8-sig"
    )
    done = run_corpus([tmp_path / "a.csv"], tmp_path / "coded")
    assert done.texts == 1
    assert [(finding.code, finding.line) for finding in done.findings] == [("S012", 5)]
    assert [row["value"] for row in pq.read_table(tmp_path / "coded" / "figures.parquet").to_pylist()] == [7]


def test_all_that_keeps_it_from_running_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.csv").write_text("id,body\n1,x\n")
    (tmp_path / "b.docx").write_bytes(b"PK")
    (tmp_path / "actors.yaml").write_text("ana-ruiz: {nam: Ana}")
    sources = [tmp_path / name for name in ("empty", "a.csv", "b.docx", "none.txt")]
    with pytest.raises(Problem) as told:
        run_corpus(sources, tmp_path / "empty", registry=tmp_path)
    assert [finding.code for finding in told.value.findings] == [
        "S013",
        "S014",
        "S014",
        "S014",
        "S001",
        "R010",
        *["R011"] * 3,
    ]
    assert not list(tmp_path.glob(".*.parts"))


def test_the_own_registry_names_who_speaks(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "actors.yaml").write_text(
        "the-mayor: {name: Ana Ruiz, actor_type: person, is_named: true, aliases: [Ruiz]}"
    )
    file = written(tmp_path / "c.jsonl", articles(1))
    run_corpus([file], tmp_path / "coded", registry=mine)
    speakers = pq.read_table(tmp_path / "coded" / "quote_speakers.parquet").to_pylist()
    assert {row["actor_id"] for row in speakers} == {"actor:the-mayor"}
    assert onrecord.verify(tmp_path / "coded").ok


def test_sheets_hold_the_words_and_whatever_leads_to_them(tmp_path: Path) -> None:
    text = "=SUM(A1)\n\nMayor Ana Ruiz said that 1,500 people had left. “We mourn,” Ruiz told reporters."
    file = written(tmp_path / "c.jsonl", [{"id": "=one", "text": text}])
    run_corpus([file], tmp_path / "coded", sheets=True)
    quotes, figures = (pd.read_csv(tmp_path / "coded" / f"{name}.csv") for name in ("quotes", "figures"))
    assert list(quotes["speaker"]) == ["Ana Ruiz", "Ana Ruiz"]
    for sheet in (quotes, figures):
        assert [text[row.start : row.end] for row in sheet.itertuples()] == list(sheet["words"])
        assert all(row.words in row.sentence for row in sheet.itertuples())
        assert set(sheet["article"]) == {"'=one"}
    assert list(figures["value"]) == [1500]
    assert set(quotes["quote_id"]) == set(pq.read_table(tmp_path / "coded" / "quotes.parquet")["quote_id"].to_pylist())
    assert onrecord.verify(tmp_path / "coded").ok


def test_the_package_does_not_speak_for_the_releases(tmp_path: Path) -> None:
    run_corpus([written(tmp_path / "c.jsonl", articles(1))], tmp_path / "coded")
    told = json.loads((tmp_path / "coded" / "datapackage.json").read_text(encoding="utf-8"))
    assert not {"licenses", "contributors", "keywords"} & set(told)
    assert {row["actor_id"] for row in pq.read_table(tmp_path / "coded" / "actors.parquet").to_pylist()}.isdisjoint(
        {"actor:kremlin"}
    )


def test_the_command_codes_many_and_says_what_it_needs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path / "c.jsonl", [*articles(2), {"id": "b"}])  # type: ignore[list-item]
    assert main(["extract", str(file)]) == 2
    assert "help: add  --out DIR" in capsys.readouterr().err
    assert main(["extract", str(file), "--out", str(tmp_path / "coded"), "--csv"]) == 1
    told = capsys.readouterr()
    assert "coded: 2 texts · " in told.out
    assert "error[S012] the article has no text" in told.err
    assert told.err.endswith("1 articles were left out\n")
    assert main(["extract", str(file), "--out", str(tmp_path / "coded"), "--json"]) == 2
    assert main(["extract", str(file), "--out", str(tmp_path / "coded"), "--published", "soon"]) == 2
    assert main(["verify", str(tmp_path / "coded")]) == 0


def test_an_article_that_is_not_english_is_told_and_has_no_rows(tmp_path: Path) -> None:
    german = "Rund 3 000 Menschen sind auf der Flucht, sagte der Minister am Montag. Die Kosten sind hoch."
    rows = [*articles(1), {"id": "de", "text": german}]
    done = run_corpus([written(tmp_path / "c.jsonl", rows)], tmp_path / "coded", **OURS)
    assert [(finding.code, finding.message) for finding in done.findings] == [
        ("S033", "de is not English: nothing is proposed of it")
    ]
    sources = pq.read_table(tmp_path / "coded" / "sources.parquet").to_pylist()
    assert {row["language"] for row in sources} == {"en", "de"}
    assert {row["source_id"] for row in pq.read_table(tmp_path / "coded" / "proposals.parquet").to_pylist()} == {
        "source:a0000"
    }
    done = run_corpus([written(tmp_path / "c.jsonl", rows)], tmp_path / "coded", any_language=True, **OURS)
    assert done.findings == []
