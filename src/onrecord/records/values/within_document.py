"""Rules on all rows of a document together: who is named, who claims what in which words, what stands twice.

Pure functions on rows as tables hold them, for records as they are read and for packages as they are verified.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from onrecord.findings import printable
from onrecord.records.values.borne_out import Clash
from onrecord.records.values.naming_words import words_of
from onrecord.records.values.read_by_coder import Published, cue_clashes, date_word_clashes, unit_clashes
from onrecord.text.document import Document, Span

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]
#: table -> the columns and keys of a record that name somebody who speaks or is spoken to
_SPEAKING: Mapping[str, Mapping[str, str]] = {
    "event_claims": {"claimant_id": "claimant"},
    "figures": {"claimant_id": "claimant"},
    "event_relations": {"claimant_id": "claimant"},
    "quotes": {"addressee_id": "addressee", "medium_id": "medium", "attributed_to_id": "attributed_to"},
}
#: table -> the part of a row that is compared, and the columns in which equal rows may differ
_STATED: Mapping[str, str] = {
    "events": "events.trigger",
    "event_claims": "event_claims.claim",
    "quotes": "quotes.content",
    "figures": "figures.number",
    "event_relations": "event_relations.relation",
}
_OWN = frozenset(["label", "note", "words"])
_PURPOSE = "; or, when it is right, say why under  on_purpose: {{{}: …}}"
#: rules on rows together: a record that breaks them can be read, and rows of it can be added or corrected one by one
BETWEEN_ROWS = frozenset([*(f"V0{number}" for number in range(34, 44)), "A023"])
#: rules that something is missing
MISSING = frozenset(["V034", "V038"])
#: equal words count from this many on
_ENOUGH_WORDS = 4


class RowClash(NamedTuple):
    """A clash, and the row that it is about."""

    row_id: str
    clash: Clash


class Coded(NamedTuple):
    """The rows of a document, its text, when it was published, which actors have a name, and what may name each."""

    rows: Rows
    document: Document
    published: Published
    named: frozenset[str]
    #: id of an actor -> words of which a text that names or describes it has one
    naming: Mapping[str, frozenset[str]]


def document_clashes(coded: Coded) -> list[RowClash]:
    """Every clash between rows of a document, or of a row with its words (V034 to V043), without those on purpose."""
    spans = _spans(coded.rows)
    on_purpose = {(row["row_id"], row["rule"]) for row in coded.rows.get("exceptions", ())}
    found = [
        *_words(coded, spans),
        *_never_named(coded, spans),
        *_names_that_are_none(coded, spans),
        *_own_voice(coded),
        *_two_stances(coded, spans),
        *_variants(coded, spans),
        *_equal_rows(coded, spans),
    ]
    return [one for one in dict.fromkeys(found) if (one.row_id, one.clash.code) not in on_purpose]


Spans = Mapping[tuple[str, str], Sequence[Span]]


def _spans(rows: Rows) -> Spans:
    spans: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for mention in rows.get("mentions", ()):
        spans[mention["subject_id"], mention["field"]].append(Span(mention["char_start"], mention["char_end"]))
    return spans


def _id(table: str, row: Row) -> str:
    """Its own id is the first column of a row."""
    return str(row[_IDS[table]])


_IDS = {"events": "event_id", "event_claims": "claim_id", "quotes": "quote_id", "figures": "figure_id",
        "event_relations": "relation_id"}  # fmt: skip


def _words(coded: Coded, spans: Spans) -> Iterator[RowClash]:
    """Single rows against what the machine coder reads in their words."""
    document = coded.document
    for row in coded.rows.get("events", ()):
        dates = spans.get((row["event_id"], "events.date"), ())
        yield from _of(row["event_id"], date_word_clashes(document, row, dates, coded.published))
    for row in coded.rows.get("figures", ()):
        numbers = spans.get((row["figure_id"], "figures.number"), ())
        yield from _of(row["figure_id"], unit_clashes(document, row, numbers))
    for row in coded.rows.get("quotes", ()):
        cues = spans.get((row["quote_id"], "quotes.cue"), ())
        yield from _of(row["quote_id"], cue_clashes(document, row, cues))


def _of(row_id: str, clashes: Iterable[Clash]) -> Iterator[RowClash]:
    for clash in clashes:
        yield RowClash(row_id, clash)


# -- who is named ---------------------------------------------------------------------------------


def _never_named(coded: Coded, spans: Spans) -> Iterator[RowClash]:
    """Speakers and claimants whom no words of the document name or describe (V034)."""
    anchored = {row_id for row_id, field in spans if field == "actors.name"}
    said = [
        (_id(table, row), key, row[column])
        for table, columns in _SPEAKING.items()
        for row in coded.rows.get(table, ())
        for column, key in columns.items()
        if row.get(column) is not None
    ]
    said += [(row["quote_id"], "speaker", row["actor_id"]) for row in coded.rows.get("quote_speakers", ())]
    words = words_of(coded.document.text)
    for row_id, key, actor in said:
        if actor not in anchored and not words & coded.naming.get(actor, frozenset()):
            slug = actor.partition(":")[2]
            yield RowClash(row_id, Clash("V034", key, f"nothing in the text names or describes the {key.replace('_', ' ')} “{printable(slug, 80)}”",
                                         f"anchor the words for {slug} under actors:, or name who it is" + _PURPOSE.format("V034")))  # fmt: skip


def _names_that_are_none(coded: Coded, spans: Spans) -> Iterator[RowClash]:
    """Actors with a name of whom the text has no word that looks like one (V042)."""
    for (row_id, field), places in spans.items():
        if field != "actors.name" or row_id not in coded.named:
            continue
        words = [coded.document.text[start:end] for start, end in places]
        if not any(_looks_like_a_name(told) for told in words):
            cited = printable(words[0], 60)
            yield RowClash(row_id, Clash("V042", "name", f"the actor is named, and the words for it, “{cited}”, are no name",
                                         "put its name in square brackets and write  is_named: false; or anchor the name" + _PURPOSE.format("V042")))  # fmt: skip


def _looks_like_a_name(words: str) -> bool:
    """Whether a word begins with a capital, or the script has none."""
    first = [word.lstrip("“\"'‘(")[:1] for word in words.split()]
    return any(
        letter and (letter.isupper() or letter.isdigit() or letter.lower() == letter.upper()) for letter in first
    )


# -- claims ---------------------------------------------------------------------------------------


def _own_voice(coded: Coded) -> Iterator[RowClash]:
    """Events without exactly one claim in the document's own voice (V038); a claimant twice on one event (V039)."""
    own: dict[str, int] = defaultdict(int)
    others: dict[tuple[str, str], str] = {}
    for row in _claims(coded):
        if row.get("voice") == "source":
            own[row["event_id"]] += 1
        claimant = row.get("claimant_id")
        if claimant is None:
            continue
        first = others.setdefault((row["event_id"], claimant), row["claim_id"])
        if first != row["claim_id"]:
            yield RowClash(row["claim_id"], Clash("V039", "claimant", f"this claimant has a claim on the event already: {_slug(first)}",
                                                  "anchor all its words in one claim"))  # fmt: skip
    for row in coded.rows.get("events", ()):
        count = own[row["event_id"]]
        if count != 1:
            many = "no claim" if not count else f"{count} claims"
            yield RowClash(row["event_id"], Clash("V038", None, f"the event has {many} in the text's own voice, not one",
                                                  "write one claim without a claimant that says how the text itself stands to it; only told by others, it is  factuality: uncommitted"))  # fmt: skip


def _claims(coded: Coded) -> Iterator[Row]:
    """The claims that say of which event: a row that is not finished may lack any column."""
    return (row for row in coded.rows.get("event_claims", ()) if row.get("event_id") is not None)


def _slug(row_id: str) -> str:
    return row_id.rsplit(":", 1)[-1]


def _two_stances(coded: Coded, spans: Spans) -> Iterator[RowClash]:
    """Equal words that show different stances on one event (V040)."""
    by_event: dict[str, list[tuple[Row, list[str]]]] = defaultdict(list)
    for row in _claims(coded):
        if row.get("voice") != "source":
            by_event[row["event_id"]].append((row, _said(coded, spans, row)))
    for claims in by_event.values():
        for number, (row, words) in enumerate(claims):
            for other, theirs in claims[:number]:
                same = next((told for told in words for also in theirs if _shared(told, also)), None)
                if same and _stance(row) != _stance(other):
                    yield RowClash(row["claim_id"], Clash("V040", "factuality", f"the words “{printable(same, 60)}” show {_stance(row)} here, and {_stance(other)} in {_slug(other['claim_id'])}",
                                                          "give equal words the same stance" + _PURPOSE.format("V040")))  # fmt: skip


def _stance(row: Row) -> str:
    return row.get("factuality") or "uncommitted"


def _said(coded: Coded, spans: Spans, claim: Row) -> list[str]:
    """The words of a claim, and those in quotation marks of the quote that carries it."""
    places = [*spans.get((claim["claim_id"], "event_claims.claim"), ()),
              *spans.get((claim.get("quote_id") or "", "quotes.quoted"), ())]  # fmt: skip
    quoted = [coded.document.text[start:end] for start, end in places]
    return [" ".join(re.findall(r"\w+", words.lower())) for words in quoted]


def _shared(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter.split()) >= _ENOUGH_WORDS and f" {shorter} " in f" {longer} "


# -- rows that stand for the same -----------------------------------------------------------------


def _variants(coded: Coded, spans: Spans) -> Iterator[RowClash]:
    """A variant that is fuller than what it is a variant of (V041)."""
    for row in coded.rows.get("quotes", ()):
        other = row.get("variant_of_id")
        ours, theirs = (
            _length(coded, spans.get((id_, "quotes.content"), ())) for id_ in (row["quote_id"], other or "")
        )
        if other is not None and theirs and ours > theirs:
            yield RowClash(row["quote_id"], Clash("V041", "variant_of", f"this report has {ours} words, and {_slug(other)} only {theirs}: the shorter one is the variant",
                                                  "turn it round" + _PURPOSE.format("V041")))  # fmt: skip


def _length(coded: Coded, places: Sequence[Span]) -> int:
    return sum(len(coded.document.text[start:end].split()) for start, end in places)


def _equal_rows(coded: Coded, spans: Spans) -> Iterator[RowClash]:
    """Rows that say the same of the same words under two ids (V043)."""
    linked = _linked(coded.rows)
    for table, part in _STATED.items():
        seen: dict[Any, str] = {}
        for row in coded.rows.get(table, ()):
            row_id = _id(table, row)
            values = tuple(sorted((key, str(value)) for key, value in row.items()
                                  if value is not None and value != row_id and key not in _OWN))  # fmt: skip
            stated = (values, tuple(sorted(spans.get((row_id, part), ()))), tuple(linked.get(row_id, ())))
            first = seen.setdefault(stated, row_id)
            if stated[1] and first != row_id:
                yield RowClash(row_id, Clash("V043", None, f"this row says the same of the same words as {_slug(first)}",
                                             "keep one of the two" + _PURPOSE.format("V043")))  # fmt: skip


def _linked(rows: Rows) -> Mapping[str, list[str]]:
    links: dict[str, list[str]] = defaultdict(list)
    for table, here in (("event_actors", "event_id"), ("event_places", "event_id"), ("quote_speakers", "quote_id"),
                        ("figure_places", "figure_id")):  # fmt: skip
        for row in rows.get(table, ()):
            links[row[here]].append(" ".join(str(value) for value in row.values()))
    return {row_id: sorted(found) for row_id, found in links.items()}
