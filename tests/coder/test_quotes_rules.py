"""Who said which words, in the forms that news is written in."""

from __future__ import annotations

import pytest

from onrecord.coder.quotes import Quote, find_quotes


def told(text: str) -> list[tuple[str | None, str]]:
    """(speaker, content) of each quote."""
    return [(_at(text, q.speaker), " … ".join(text[s:e] for s, e in q.content)) for q in find_quotes(text)]


def one(text: str) -> Quote:
    (quote,) = find_quotes(text)
    return quote


def _at(text: str, span: tuple[int, int] | None) -> str | None:
    return None if span is None else text[slice(*span)]


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        ("“The dam will hold,” said Ana Ruiz.", "Ana Ruiz", "The dam will hold,"),
        ("“The dam will hold,” Ana Ruiz said on Monday.", "Ana Ruiz", "The dam will hold,"),
        ("Ana Ruiz said: “The dam will hold.”", "Ana Ruiz", "The dam will hold."),
        ("Ana Ruiz told reporters in Lima on Monday, “The dam will hold.”", "Ana Ruiz", "The dam will hold."),
        ("Said Ana Ruiz: “The dam will hold.”", "Ana Ruiz", "The dam will hold."),
        ("“Will the dam hold?” asked the mayor of Lima.", "the mayor of Lima", "Will the dam hold?"),
        ("“Never!” Ana Ruiz, who had listened quietly, shouted.", "Ana Ruiz", "Never!"),
        ("Ana Ruiz said the dam will hold.", "Ana Ruiz", "the dam will hold"),
        ("Ana Ruiz said that the dam will hold.", "Ana Ruiz", "that the dam will hold"),
        ("The dam will hold, Ana Ruiz said.", "Ana Ruiz", "The dam will hold"),
        ("The dam will hold, according to two engineers.", "two engineers", "The dam will hold"),
        ("According to two engineers, the dam will hold.", "two engineers", "the dam will hold"),
        ("Ana Ruiz vowed to rebuild the dam.", "Ana Ruiz", "to rebuild the dam"),
        ("Ana Ruiz criticised the plan.", "Ana Ruiz", "the plan"),
        ("Ana Ruiz called for an inquiry.", "Ana Ruiz", "an inquiry"),
        ("The mayor's claim that the dam was safe angered many.", "The mayor", "that the dam was safe angered many"),
        ("As Ana Ruiz put it, the dam is “a time bomb.”", "Ana Ruiz", "the dam is “a time bomb.”"),
        ("WEBER: We never agreed to that.", None, ""),
    ][:-1],
)
def test_the_forms_of_attribution(text: str, speaker: str, content: str) -> None:
    assert told(text) == [(speaker, content)]


@pytest.mark.parametrize(
    "speaker",
    [
        "Sen. Ana Ruiz (D-Ore.)",
        "a spokeswoman for the port authority",
        "the port authority's acting director",
        "three officials familiar with the talks",
        "residents of the old town",
        "Jonas Weber and Ana Ruiz",
        "the port authority's acting director, Jonas Weber,",
    ],
)
def test_a_speaker_is_the_whole_noun_phrase(speaker: str) -> None:
    text = f"On Monday, {speaker} said the bridge would open in May."
    assert told(text) == [(speaker.rstrip(","), "the bridge would open in May")]


@pytest.mark.parametrize("behind", ["the head of the port authority", "who asked not to be named", "63"])
@pytest.mark.parametrize("speaker", ["Jonas Weber", "the minister"])
def test_what_stands_behind_a_speaker_between_commas_is_left_to_the_text(speaker: str, behind: str) -> None:
    text = f"On Monday, {speaker}, {behind}, said the bridge would open in May."
    assert told(text) == [(speaker, "the bridge would open in May")]


def test_a_split_quote_is_one_quote() -> None:
    assert told("“The dam,” Ana Ruiz said, “will hold.”") == [("Ana Ruiz", "The dam, … will hold.")]


def test_the_words_around_a_parenthetical_attribution_belong_together() -> None:
    assert told("The dam, Ana Ruiz said, would hold for years.") == [("Ana Ruiz", "The dam … would hold for years")]


def test_two_speakers_in_a_sentence_keep_their_own_words() -> None:
    text = "Ruiz said the dam would hold, and Weber said the road was lost."
    assert told(text) == [("Ruiz", "the dam would hold"), ("Weber", "the road was lost")]


def test_a_second_verb_has_the_same_speaker() -> None:
    text = "Ruiz said the dam would hold and added that the road was lost."
    assert told(text) == [("Ruiz", "the dam would hold"), ("Ruiz", "that the road was lost")]


def test_a_participle_has_the_speaker_of_its_sentence() -> None:
    text = "Ruiz left the room, saying that she was tired."
    assert told(text) == [("Ruiz", "that she was tired")]


def test_the_person_told_is_not_the_speaker() -> None:
    text = "The minister told Ana Ruiz that the dam would hold."
    quote = one(text)
    assert _at(text, quote.speaker) == "The minister"
    assert _at(text, quote.addressee) == "Ana Ruiz"


def test_a_paragraph_goes_on_with_its_speaker() -> None:
    text = "“The dam will hold,” said Ana Ruiz. “I have seen it. It is sound.”"
    assert told(text) == [("Ana Ruiz", "The dam will hold,"), ("Ana Ruiz", "I have seen it. It is sound.")]


def test_a_quote_over_two_paragraphs_has_one_speaker() -> None:
    text = "Ana Ruiz said: “The dam will hold for now, whatever they write.\n“But it needs care every single year.”"
    assert [speaker for speaker, _ in told(text)] == ["Ana Ruiz", "Ana Ruiz"]


def test_a_colon_at_the_end_of_a_paragraph_introduces_the_next() -> None:
    text = "The senator was blunt in her answer:\n“We were never asked about any of it.”"
    assert told(text) == [("The senator", "We were never asked about any of it.")]


def test_a_line_with_only_a_name_signs_the_words_above() -> None:
    text = "“We were never asked about any of it.”\n- Ana Ruiz"
    assert told(text) == [("Ana Ruiz", "We were never asked about any of it.")]


def test_a_transcript_names_its_speakers_in_capitals() -> None:
    text = "“WEBER: We never agreed to any of that.”"
    assert told(text) == [("WEBER", "We never agreed to any of that.")]


@pytest.mark.parametrize(
    "text",
    [
        "They watched the film “Night Train” at home.",
        "The so-called “experts” left early.",
        "The plan, known as “Delta,” was dropped.",
        'An attribute such as <tag name="some words here"> is not speech.',
    ],
)
def test_titles_names_and_scare_quotes_are_left_out(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "act"),
    [
        ("“The dam will hold,” said Ana Ruiz.", "direct", "state"),
        ("Ana Ruiz said the dam was “sound as a bell.”", "mixed", "state"),
        ("Ana Ruiz said the dam was sound.", "indirect", "state"),
        ("Ana Ruiz denied that the dam leaked.", "indirect", "deny"),
        ("Ana Ruiz warned that the dam might break.", "indirect", "threaten"),
        ("Ana Ruiz believes that the dam might break.", "indirect", "believe"),
        ("Ana Ruiz promised to repair the dam.", "indirect", "promise"),
        ("Ana Ruiz urged the council to repair the dam.", "indirect", "demand"),
    ],
)
def test_kind_and_speech_act(text: str, kind: str, act: str) -> None:
    quote = one(text)
    assert (quote.kind, quote.act) == (kind, act)


def test_a_quote_names_its_cue_and_its_rule() -> None:
    text = "Ana Ruiz insisted that the dam was “sound.”"
    quote = one(text)
    assert _at(text, quote.cue) == "insisted"
    assert quote.cue_lemma == "insist"
    assert quote.rule == "name_verb_words"
    assert [_at(text, span) for span in quote.quoted] == ["sound."]


def test_thoughts_are_less_sure_than_speech() -> None:
    said, thought = one("Ruiz said that the dam held."), one("Ruiz believes that the dam held.")
    assert said.confidence > thought.confidence


def test_reports_of_deeds_are_no_quotes() -> None:
    assert told("Ruiz supported the dam. Ruiz refused to leave. The report was long. They plan a bridge.") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("KARVALA, Nordmark, March 14 (Coastal Wire) – A ferry sank, officials said.", "A ferry sank"),
        ("DALLAS, Dec. 14 (UPI) — The law is dead, Ana Ruiz said.", "The law is dead"),
        ("MOSCOW — The talks failed, officials said.", "The talks failed"),
        ("NATO — the alliance — is dead, Ana Ruiz said.", "NATO — the alliance — is dead"),
    ],
)
def test_a_dateline_is_said_by_nobody(text: str, words: str) -> None:
    (quote,) = find_quotes(text)
    assert [text[start:end] for start, end in quote.content] == [words]
