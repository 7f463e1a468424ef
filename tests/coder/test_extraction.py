"""What anyone gets from any text: frames with words and exact offsets."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing import grows_with_length

import onrecord
from onrecord.cli import main

TEXT = """\
The harbour of Odesa reopened on 3 March 2022, its operator said. “We lost two cranes last week,” director Olena Bondar told reporters, adding that more than 300 workers had cleared the piers.
"""


def test_quotes_figures_and_dates_come_as_frames() -> None:
    frames = onrecord.extract(TEXT, published=dt.date(2022, 3, 4)).frames()
    direct = frames["quotes"][frames["quotes"]["quote_type"] == "direct"].iloc[0]
    assert "Bondar" in direct["speaker"]
    assert direct["cue_lemma"] == "tell"
    figures = frames["figures"].set_index("number")
    assert figures.loc["300", "qualifier"] == "more_than"
    assert figures.loc["two", "value"] == 2
    assert list(figures.index) == ["two", "300"]
    assert "2022-03-03" in set(frames["dates"]["date_edtf"])


def test_the_day_of_publication_may_be_told_as_text() -> None:
    of_date, as_text = (
        onrecord.extract(TEXT, published=day).frames()["dates"] for day in (dt.date(2022, 3, 4), "2022-03-04")
    )
    assert as_text.equals(of_date)
    with pytest.raises(ValueError, match="yesterday"):
        onrecord.extract(TEXT, published="yesterday")


def test_actors_that_are_known_are_recognised() -> None:
    found = onrecord.extract("“No,” Bondar said.", actors={"Olena Bondar": ["Bondar"]})
    assert found.quotes[0].speaker_name == "Olena Bondar"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200) | st.lists(st.sampled_from(["“", "”", '"', " said ", "80,000", "last week", "\n\n", "Kiev", "\u202e", "𝟙", "'", "’"]), max_size=40).map("".join))  # fmt: skip
def test_offsets_are_exact_on_any_text(text: str) -> None:
    found = onrecord.extract(text)
    for frame in found.frames().values():
        for row in frame.itertuples():
            assert 0 <= row.start < row.end <= len(text)
    for figure in found.figures:
        assert found.words(figure.number)
    for quote in found.quotes:
        assert all(found.words(span) for span in quote.content)


@pytest.mark.parametrize("piece", ["x", "“", "Ana Ruiz ", "Kiev accused Moscow of ", "troops killed ", "of ", "A", "War ", "called Ruiz ", "\u202e", "1,2 "])  # fmt: skip
def test_time_grows_with_length_alone(piece: str) -> None:
    assert grows_with_length(onrecord.extract, piece, 15_000, 120_000)


def test_the_command_prints_and_gives_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    assert main(["extract", str(tmp_path / "a.txt")]) == 0
    assert "quotes: " in capsys.readouterr().out
    assert main(["extract", str(tmp_path / "a.txt"), "--json", "--only", "figures"]) == 0
    assert json.loads(capsys.readouterr().out)["figures"][0]["rule"]
    (tmp_path / "b.txt").write_bytes(b"J\xf6rg")
    assert main(["extract", str(tmp_path / "b.txt")]) == 2
    assert "error[S001]" in capsys.readouterr().err
