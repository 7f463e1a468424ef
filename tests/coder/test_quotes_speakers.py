"""Which actor a speaker phrase means."""

from __future__ import annotations

from onrecord.coder.quotes import ActorName, find_quotes


def names(text: str, *actors: ActorName) -> list[str | None]:
    return [quote.speaker_name for quote in find_quotes(text, actors)]


def test_a_short_name_gets_the_full_name_the_text_gives() -> None:
    assert names("Ana Ruiz said the dam held. Later Ruiz said the road held.") == ["Ana Ruiz", "Ana Ruiz"]
    assert names("Ruiz said the dam held. The crowd met Ana Ruiz at noon.") == ["Ana Ruiz"]


def test_titles_are_no_part_of_a_name() -> None:
    assert names("Defence Minister Ana Ruiz said the dam held. Mrs. Ruiz said the road held.") == [
        "Ana Ruiz",
        "Ana Ruiz",
    ]


def test_a_pronoun_means_the_last_person_it_may_mean() -> None:
    text = "Mr. Jonas Weber arrived. Mrs. Ana Ruiz followed. “It will hold,” he said. “It will not,” she said."
    assert names(text) == ["Jonas Weber", "Ana Ruiz"]


def test_who_means_the_name_before_it() -> None:
    assert names("They met Ana Ruiz, who said that the dam would hold.") == ["Ana Ruiz"]


def test_someones_spokesman_is_not_that_person() -> None:
    assert names("Ana Ruiz's office said the dam held. A spokesman for Ana Ruiz said the road held.") == [None, None]


def test_an_apposition_may_hold_the_name() -> None:
    assert names("The minister, Ana Ruiz, said the dam held.") == ["Ana Ruiz"]


def test_known_actors_are_named_by_their_full_names() -> None:
    kremlin = ActorName("Government of Russia", ("Kremlin", "Moscow"))
    assert (
        names("The Kremlin said the talks failed. Moscow said it would wait.", kremlin) == ["Government of Russia"] * 2
    )


def test_an_unnamed_source_has_no_name() -> None:
    assert names("Two officials said the dam held.") == [None]


def test_he_is_the_person_whose_office_is_told_and_no_company() -> None:
    text = (
        "The owner, Norline Shipping, denied that it sank. “It was safe,” Norline's chief executive, Tomas Ek, said in a "
        "statement. He called the claims “premature”."
    )
    assert [quote.speaker_name for quote in find_quotes(text)] == ["Norline Shipping", "Tomas Ek", "Tomas Ek"]


def test_words_between_a_subject_and_its_verb_do_not_speak() -> None:
    for text, speaker in (
        ("Ana Ruiz, the chair, this past week announced the end of the strike.", "Ana Ruiz"),
        ("The Post and the Times each said the dam held.", "The Post and the Times"),
        ("The senators all said the dam held.", "The senators"),
    ):
        (quote,) = find_quotes(text)
        assert quote.speaker is not None
        assert text[slice(*quote.speaker)] == speaker
