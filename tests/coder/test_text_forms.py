"""Forms of text: recognised, told, and read or refused; offsets stay those of the text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.cli import main
from onrecord.coder.extraction import Extraction, extract
from onrecord.coder.text_forms import readable


def codes(text: str) -> list[str]:
    return [note.code for note in extract(text).notes]


def proposals(found: Extraction) -> int:
    return sum(
        len(rows) for rows in (found.quotes, found.figures, found.dates, found.actors, found.places, found.events)
    )


OTHERS = {
    "de": "Rund 1,5 Millionen Menschen sind auf der Flucht. Die Kosten betragen 3,4 Mrd. Euro, sagte der Minister.",
    "fr": "Le ministre a déclaré que 3 000 personnes ont été évacuées de la ville et que les routes sont fermées.",
    "es": "El alcalde dijo que 40 personas fueron evacuadas de la zona y que el puente no se abrirá en mayo.",
    "ru": "Министр заявил, что из города эвакуированы 3000 человек, а мост в мае не откроют.",
    "zh": "市长表示，该市已疏散 3000 人，大桥将于 5 月开放，费用为 4000 万元，他说 这 是 必要 的 措施 之一。",
}  # fmt: skip


@pytest.mark.parametrize("language", OTHERS)
def test_of_another_language_nothing_is_proposed_unless_asked(language: str) -> None:
    found = extract(OTHERS[language])
    assert [note.code for note in found.notes] == ["not_english"]
    assert proposals(found) == 0
    assert proposals(extract(OTHERS[language], any_language=True)) > 0


@pytest.mark.parametrize(
    "text", ["", "12 dead", "Moscow", "Die Welt said Merkel won.", "An oil spill off La Paz killed 40 birds."]
)
def test_short_and_mixed_english_is_read(text: str) -> None:
    assert codes(text) == []


HTML = (
    "<html><head><title>x</title><script>var total = 98765;</script></head><body><p>&ldquo;The dam will hold,&rdquo; said "
    '<a href="https://example.org/?id=4500" class="p">Ana Ruiz</a>.</p><p>About&nbsp;1,200 people left.</p></body></html>'
)


def test_of_html_the_markup_is_skipped_and_told() -> None:
    found = extract(HTML)
    assert [note.code for note in found.notes] == ["html"]
    assert [(found.words(q.speaker), HTML[slice(*q.content[0])]) for q in found.quotes] == [
        ("Ana Ruiz", "The dam will hold,")
    ]
    assert [figure.value for figure in found.figures] == [1200]


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "&ldquo;", "&amp;", "<br/>", "Ana said 3 men left. ", "\\t|1|2|3\\n", "<script>", "é"]
        )
    )
)
def test_what_is_read_is_as_long_as_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    assert len(readable(text, any_language=True)[0]) == len(text)


def test_rows_of_a_table_are_skipped_and_told() -> None:
    text = "The results of the town were as follows.\nYear | Votes | Share\n2019 | 4,500 | 12%\n2021 | 5,100 | 14%\nTurnout was 41 per cent."
    found = extract(text)
    assert [(note.code, note.message) for note in found.notes] == [
        ("table", "2 lines are rows of a table: they are skipped")
    ]
    assert [figure.value for figure in found.figures] == [41]


def test_a_live_blog_a_transcript_and_noise_are_told() -> None:
    assert codes("10:42 The dam is open.\n10:58 The dam is shut.\n11.05am It has been opened again.") == ["live_blog"]
    assert codes("ANA RUIZ: It holds.\nTOM LEE: It leaks.\nRUIZ: It holds!") == ["transcript"]
    noise = "Tbe m1nister sa1d tbat tbe d4m w0uld bold | ~ and tbe r0ad ^ w4s cl0sed by tbe p0lice on Monday m0rning."
    assert codes(noise) == ["scanned"]


def test_the_command_tells_the_form(
    tmp_path: object, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(str(tmp_path))
    Path("de.txt").write_text(OTHERS["de"], encoding="utf-8")
    assert main(["extract", "de.txt", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["notes"] == [
        {"code": "not_english", "message": "the text is not English (looks like 'de'): nothing is proposed"}
    ]
    assert main(["extract", "de.txt", "--any-language", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["figures"] != []
