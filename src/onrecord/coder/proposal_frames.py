"""Proposals as DataFrames: the columns of each kind, and how they are filled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from onrecord.coder.actors import Mention
from onrecord.coder.dates import DateExpression
from onrecord.coder.events import Event
from onrecord.coder.figures import Figure
from onrecord.coder.quotes import Quote

if TYPE_CHECKING:
    import pandas as pd

    from onrecord.coder.extraction import Extraction

Row = dict[str, Any]


def frames(found: Extraction) -> dict[str, pd.DataFrame]:
    """A DataFrame for each kind of proposal, with all columns even when nothing was found."""
    import pandas as pd

    return {kind: pd.DataFrame(rows, columns=list(COLUMNS[kind])) for kind, rows in rows_of(found).items()}


def rows_of(found: Extraction) -> dict[str, list[Row]]:
    """The rows of each kind in the order of the text."""
    kinds: Mapping[str, tuple[Any, ...]] = {
        "quotes": found.quotes,
        "figures": found.figures,
        "dates": found.dates,
        "actors": found.actors,
        "places": found.places,
        "events": found.events,
    }
    return {
        kind: [{name: fill(found, one) for name, fill in COLUMNS[kind].items()} for one in ones]
        for kind, ones in kinds.items()
    }


def _joined(found: Extraction, spans: tuple[tuple[int, int], ...]) -> str:
    return " … ".join(found.text[start:end] for start, end in spans)


def _taking(event: Event, *roles: str) -> str | None:
    names = [taking.entity.name for taking in event.takes_part if taking.role in roles]
    return "; ".join(names) or None


Fill = Callable[["Extraction", Any], Any]
_QUOTE: dict[str, Callable[[Extraction, Quote], Any]] = {
    "words": lambda found, one: _joined(found, one.content),
    "speaker": lambda found, one: found.words(one.speaker),
    "speaker_name": lambda _, one: one.speaker_name,
    "cue": lambda found, one: found.words(one.cue),
    "cue_lemma": lambda _, one: one.cue_lemma,
    "addressee": lambda found, one: found.words(one.addressee),
    "quote_type": lambda _, one: one.kind,
    "speech_act": lambda _, one: one.act,
    "start": lambda _, one: one.content[0][0],
    "end": lambda _, one: one.content[-1][1],
    "rule": lambda _, one: one.rule,
    "confidence": lambda _, one: one.confidence,
}
_FIGURE: dict[str, Callable[[Extraction, Figure], Any]] = {
    "words": lambda found, one: found.words(one.span),
    "number": lambda found, one: found.words(one.number),
    "value": lambda _, one: one.value,
    "value_low": lambda _, one: one.low,
    "value_high": lambda _, one: one.high,
    "qualifier": lambda _, one: one.qualifier,
    "measure": lambda _, one: one.measure,
    "counted": lambda found, one: found.words(one.counted),
    "unit": lambda _, one: one.unit,
    "period": lambda found, one: found.words(one.period),
    "claimant": lambda found, one: found.words(one.claimant),
    "start": lambda _, one: one.span[0],
    "end": lambda _, one: one.span[1],
    "rule": lambda _, one: one.rule,
    "confidence": lambda _, one: one.confidence,
}
_DATE: dict[str, Callable[[Extraction, DateExpression], Any]] = {
    "words": lambda found, one: found.words((one.start, one.end)),
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
_ACTOR: dict[str, Callable[[Extraction, Mention], Any]] = {
    "words": lambda found, one: found.words(one.span),
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
_EVENT: dict[str, Callable[[Extraction, Event], Any]] = {
    "words": lambda found, one: _joined(found, one.triggers),
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
