"""What an event is called: who, the text's own word for it, whom, where. Nothing is put into other words."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.coder.events import Event, Taking

_LONGEST = 90
#: a place that is found less surely is not called by its name
_SURE = 0.7
_TO_COME = ("planned", "hypothetical")


def label_of(event: Event, text: str) -> str:
    """A label of at most 90 characters for an event of a text."""
    roles: dict[str, list[str]] = {}
    for taking in event.takes_part:
        roles.setdefault(taking.role, []).append(_name(taking))
    doers, struck = roles.pop("initiator", []), [*roles.pop("target", []), *roles.pop("affected", [])]
    others = [name for names in roles.values() for name in names]
    trigger, kind = event.triggers[0], event.event_type.replace("_", " ")
    words = " ".join(text[trigger.start : trigger.end].split())
    sure = event.place is not None and event.place.entity.is_named and event.place.confidence >= _SURE
    place = event.place.entity.name if event.place is not None and sure else None
    if event.place is not None and place and text[trigger.end : event.place.span.start].strip() in ("", "the"):
        struck, place = [*struck, place], None
    if event.rule == "verb" and (doers or struck or others):
        told = _sentence(event, words, doers, struck or others, text)
    elif event.event_type in ("accusation", "call") and doers and struck:
        told = _sentence(event, words, doers, struck, text)
    elif event.rule == "speech" and doers:
        told = f"{kind} by {_all(doers)}" + (f": {_all(struck)}" if struck else "")
    elif event.rule == "verb":
        told = f"{kind}: {words}"
    else:
        told = words + (f": {_all([*doers, *struck, *others])}" if event.takes_part else "")
    told += f" ({place})" if place and len(told) + len(place) < _LONGEST - 3 else ""
    return (told[0].upper() + told[1:])[:_LONGEST].rstrip(" ,:(")


def _name(taking: Taking) -> str:
    name = taking.entity.name.strip("[]")
    article = not taking.entity.is_named and name.split(" ")[0].lower() in (
        "the",
        "a",
        "an",
        "its",
        "his",
        "her",
        "their",
    )
    return name[0].lower() + name[1:] if article else name


def _sentence(event: Event, words: str, doers: list[str], struck: list[str], text: str) -> str:
    """Subject, verb, object as in a headline; of a passive, who was struck comes first."""
    first = min((taking.span.start for taking in event.takes_part if taking.role != "initiator"), default=None)
    end = event.triggers[0].end
    by = any(text[end : taking.span.start].split()[-1:] == ["by"] for taking in event.takes_part)
    if by or (struck and first is not None and first < event.triggers[0].start):
        return f"{_all(struck)} {words}".strip() + (f" by {_all(doers)}" if doers else "")
    to = "to " if event.status in _TO_COME and doers and not words.endswith(("ed", "ing", "s")) else ""
    return " ".join(part for part in (_all(doers), to + words, _all(struck)) if part)


def _all(names: Sequence[str]) -> str:
    names = names[:3]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
