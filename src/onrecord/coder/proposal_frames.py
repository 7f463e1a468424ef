"""Proposals as DataFrames: the columns of each kind, and how they are filled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from onrecord.coder.actors import Mention
from onrecord.coder.dates import DateExpression
from onrecord.coder.events import Event
from onrecord.coder.figures import Figure
from onrecord.coder.quotes import Quote

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]


def frames(text: str, proposals: Mapping[str, Sequence[Any]]) -> dict[str, pd.DataFrame]:
    """A DataFrame for each kind of proposal, with all columns even when nothing was found.

    `proposals` are those of a text by kind (a key of `COLUMNS`), in the order of the text.
    """
    import pandas as pd

    rows = proposal_rows(text, proposals)
    return {kind: pd.DataFrame(rows[kind], columns=list(COLUMNS[kind])) for kind in rows}


def proposal_rows(text: str, proposals: Mapping[str, Sequence[Any]]) -> dict[str, list[Row]]:
    """The same as rows: column to value."""
    return {
        kind: [{name: fill(text, one) for name, fill in COLUMNS[kind].items()} for one in ones]
        for kind, ones in proposals.items()
    }


def _words(text: str, span: tuple[int, int] | None) -> str | None:
    return text[span[0] : span[1]] if span is not None else None


def _joined(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    return " … ".join(text[start:end] for start, end in spans)


def _taking(event: Event, *roles: str) -> str | None:
    names = [taking.entity.name for taking in event.takes_part if taking.role in roles]
    return "; ".join(names) or None


Fill = Callable[[str, Any], Any]
_QUOTE: dict[str, Callable[[str, Quote], Any]] = {
    "words": lambda text, one: _joined(text, one.content),
    "speaker": lambda text, one: _words(text, one.speaker),
    "speaker_name": lambda _, one: one.speaker_name,
    "cue": lambda text, one: _words(text, one.cue),
    "cue_lemma": lambda _, one: one.cue_lemma,
    "addressee": lambda text, one: _words(text, one.addressee),
    "quote_type": lambda _, one: one.kind,
    "speech_act": lambda _, one: one.act,
    "polarity": lambda _, one: one.polarity,
    "start": lambda _, one: one.content[0][0],
    "end": lambda _, one: one.content[-1][1],
    "rule": lambda _, one: one.rule,
    "confidence": lambda _, one: one.confidence,
}
_FIGURE: dict[str, Callable[[str, Figure], Any]] = {
    "words": lambda text, one: _words(text, one.span),
    "number": lambda text, one: _words(text, one.number),
    "value": lambda _, one: one.value,
    "value_low": lambda _, one: one.low,
    "value_high": lambda _, one: one.high,
    "qualifier": lambda _, one: one.qualifier,
    "measure": lambda _, one: one.measure,
    "counted": lambda text, one: _words(text, one.counted),
    "unit": lambda _, one: one.unit,
    "period": lambda text, one: _words(text, one.period),
    "claimant": lambda text, one: _words(text, one.claimant),
    "start": lambda _, one: one.span[0],
    "end": lambda _, one: one.span[1],
    "rule": lambda _, one: one.rule,
    "confidence": lambda _, one: one.confidence,
}
_DATE: dict[str, Callable[[str, DateExpression], Any]] = {
    "words": lambda text, one: _words(text, (one.start, one.end)),
    "date_edtf": lambda _, one: one.edtf,
    "date_start": lambda _, one: one.earliest,
    "date_end": lambda _, one: one.latest,
    "date_precision": lambda _, one: one.precision,
    "date_basis": lambda _, one: one.basis,
    "kind": lambda _, one: one.kind,
    "start": lambda _, one: one.start,
    "end": lambda _, one: one.end,
    "rule": lambda _, one: one.rule,
    "confidence": lambda _, one: one.confidence,
}
_ACTOR: dict[str, Callable[[str, Mention], Any]] = {
    "words": lambda text, one: _words(text, one.span),
    "name": lambda _, one: one.entity.name,
    "actor_type": lambda _, one: one.entity.kind,
    "is_named": lambda _, one: one.entity.is_named,
    "country_code": lambda _, one: one.entity.country,
    "start": lambda _, one: one.span.start,
    "end": lambda _, one: one.span.end,
    "rule": lambda _, one: one.rule,
    "confidence": lambda _, one: one.confidence,
}
_PLACE = {("place_type" if name == "actor_type" else name): fill for name, fill in _ACTOR.items()}
_EVENT: dict[str, Callable[[str, Event], Any]] = {
    "words": lambda text, one: _joined(text, one.triggers),
    "event_type": lambda _, one: one.event_type,
    "event_status": lambda _, one: one.status,
    "factuality": lambda _, one: one.factuality,
    "initiator": lambda _, one: _taking(one, "initiator"),
    "target": lambda _, one: _taking(one, "target", "affected"),
    "participant": lambda _, one: _taking(one, "participant"),
    "date_edtf": lambda _, one: one.date.edtf if one.date else None,
    "place": lambda _, one: one.place.entity.name if one.place else None,
    "place_precision": lambda _, one: one.place_precision,
    "start": lambda _, one: one.triggers[0].start,
    "end": lambda _, one: one.triggers[0].end,
    "rule": lambda _, one: one.rule,
    "confidence": lambda _, one: one.confidence,
}
#: kind -> column -> what fills it
COLUMNS: dict[str, Mapping[str, Fill]] = {
    "quotes": _QUOTE,
    "figures": _FIGURE,
    "dates": _DATE,
    "actors": _ACTOR,
    "places": _PLACE,
    "events": _EVENT,
}
