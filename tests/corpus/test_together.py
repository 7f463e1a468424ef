"""Articles of one corpus beside each other: none is lost, and the same country is the same actor in all of them."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import ROOT

from onrecord.corpus.coded_package import run_corpus

TEXT = "Report {at}\n\nMayor Ana Ruiz of Town{at} said {count} people were killed in clashes. Iraq denied it."


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three articles without ids, coded."""
    folder = tmp_path_factory.mktemp("together")
    articles = [{"text": TEXT.format(at=at, count=at + 2), "published": "2022-03-04"} for at in range(3)]
    (folder / "c.jsonl").write_text("".join(json.dumps(row) + "\n" for row in articles), encoding="utf-8")
    done = run_corpus([folder / "c.jsonl"], folder / "coded", registry=ROOT / "seeds", schemas=ROOT / "schemas")
    assert (done.texts, done.findings) == (3, [])
    return folder / "coded"


def column(package: Path, table: str, name: str) -> list[object]:
    return list(pq.read_table(package / f"{table}.parquet")[name].to_pylist())


def test_articles_without_an_id_all_stand_in_the_package(coded: Path) -> None:
    assert len(set(column(coded, "sources", "source_id"))) == 3
    assert sorted(column(coded, "figures", "value")) == [2, 3, 4]
    assert len(set(column(coded, "figures", "source_id"))) == 3


def test_a_country_is_one_actor_in_all_articles(coded: Path) -> None:
    assert [actor for actor in column(coded, "actors", "actor_id") if "iraq" in str(actor)] == ["actor:iraq"]
    named = zip(column(coded, "mentions", "subject_id"), column(coded, "mentions", "source_id"), strict=True)
    assert len({source for subject, source in named if subject == "actor:iraq"}) == 3
