"""Columns of a row that follow from its other columns and from its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from onrecord.records.format.layout import Section
from onrecord.records.format.typed_values import suggest
from onrecord.records.format.yaml_nodes import File, Scalar
from onrecord.records.format.yaml_nodes import Mapping as Map
from onrecord.records.values.borne_out import read_number
from onrecord.text.document import Document, Span

Row = dict[str, Any]
#: part of a row -> the spans of its words
Parts = Mapping[str, Sequence[Span]]
#: qualifier of a number -> which bounds its value is
_BOUNDS: Mapping[str, tuple[str, ...]] = {
    "exact": ("value_low", "value_high"),
    "at_least": ("value_low",),
    "more_than": ("value_low",),
    "up_to": ("value_high",),
    "less_than": ("value_high",),
}
#: between parts of a row's words that stand apart
APART = " … "

__all__ = ["APART", "complete_date", "complete_figure", "complete_place", "complete_quote", "complete_voice", "joined"]


def complete_voice(file: File, section: Section, row: Row, node: Map) -> None:
    """In whose voice a row is said, where its key doesn't say; a finding (R024) where the two contradict each other."""
    if "voice" not in section.keys:
        return
    has_claimant = "claimant" in node.values
    voice = row.setdefault("voice", "claimant" if has_claimant else "source")
    if voice is not None and (voice == "claimant") != has_claimant:
        help_ = "remove one of the two" if has_claimant else "name the claimant, or remove voice"
        message = f"the voice is “{voice}”, and there is {'a' if has_claimant else 'no'} claimant"
        file.report("R024", message, node.values["voice"], help=help_)


def complete_date(file: File, row: Row, node: Map, bases: Sequence[str]) -> None:
    """Precision and basis of a date that isn't there; findings where one of the keys of a date lacks another."""
    if "when" in node.values:
        if "basis" not in node.values:
            file.report("R011", "the key basis is missing: a date needs one", node.keys["when"],
                        help=suggest("", bases))  # fmt: skip
        return
    for name in ("basis", "precision", "rule"):
        if name in node.values:
            file.report("R021", f"{name} stands without a date (when)", node.keys[name], help="add when, or remove it")
    row["date_precision"], row["date_basis"] = "unknown", "none"


def complete_place(file: File, row: Row, node: Map, key: Scalar) -> None:
    """A finding (R025) where an event has places and no precision of them, or the other way round."""
    precision, has_place = row.get("place_precision"), "where" in node.values
    if precision is None:
        return
    at = node.values.get("place_precision", key)
    if has_place and precision == "not_applicable":
        file.report("R025", "an event that is tied to no place has places", at,
                    help="remove where, or say how near the places are")  # fmt: skip
    elif not has_place and precision not in ("unspecified", "not_applicable"):
        file.report("R025", f"the place is told as “{precision}”, and no place is", at,
                    help="add where, or write  place_precision: unspecified")  # fmt: skip


def complete_figure(row: Row, numbers: Sequence[Span], document: Document) -> None:
    """The bounds and the words of a number: by its qualifier, or of a vague one by the rule of the number grammar."""
    if not numbers:
        return
    row["words"] = joined(document, numbers[:1])
    for column in _BOUNDS.get(row.get("qualifier") or "", ()):
        row.setdefault(column, row.get("value"))
    if row.get("qualifier") == "vague":
        number, _ = read_number(document.text, numbers[0], document.sentence_at(numbers[0].start))
        if number is not None and number.qualifier == "vague":
            row.setdefault("value_low", number.low)
            row.setdefault("value_high", number.high)
            row.setdefault("quantity_rule", number.rule)


def complete_quote(row: Row, parts: Parts, document: Document | None, *, is_open: bool) -> None:
    """Polarity, and the words that may be published: all of an open text, of others those in quotation marks."""
    row.setdefault("polarity", "said")
    spans = parts.get("content" if is_open else "quoted", ())
    row["words"] = joined(document, spans) if document is not None and spans else None


def joined(document: Document, spans: Sequence[Span]) -> str:
    """The words of spans in the order of the text, white space made single, those that stand apart joined."""
    return APART.join(" ".join(document.text[start:end].split()) for start, end in sorted(spans))
