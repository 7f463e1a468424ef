"""Agreement as people read it: a table, and what differs side by side; as Markdown and for programs."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from onrecord.records.coders.agreement import Agreement, Told

_INTRODUCTION = """\
`{first}` against `{second}`: rows that are about the same words, and what chance does not explain of the agreement on
every word (Krippendorff's α)."""
_TITLES = ("kind", "first", "second", "both", "precision", "recall", "F1", "alpha")


def table(made: Mapping[str, Agreement]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and a row for each kind."""
    return _TITLES, [
        (
            name,
            str(len(told.both) + len(told.alone[0])),
            str(len(told.both) + len(told.alone[1])),
            str(len(told.both)),
            *(number(value) for value in (told.precision, told.recall, told.f1, told.alpha)),
        )
        for name, told in made.items()
    ]


def columns_table(made: Mapping[str, Agreement]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and a row for each column of the rows that both have."""
    return ("kind", "column", "rows", "equal", "alpha"), [
        (name, column, str(count), number(equal), number(coefficient))
        for name, told in made.items()
        for column, (count, equal, coefficient) in told.columns.items()
    ]


def differences(told: Agreement) -> Iterator[tuple[Told, str, str]]:
    """What differs of one kind: where, what the first coder says, what the second says."""
    for same in told.both:
        for column, (ours, theirs) in same.differs.items():
            yield same.told, f"{column}: {_shown(ours)}", f"{column}: {_shown(theirs)}"
    for one in told.alone[0]:
        yield one, _named(one), "–"
    for one in told.alone[1]:
        yield one, "–", _named(one)


def as_json(made: Mapping[str, Agreement], coders: tuple[str, str]) -> dict[str, Any]:
    """Everything, for programs."""
    return {
        "coders": list(coders),
        "kinds": {
            name: {
                "first": len(told.both) + len(told.alone[0]),
                "second": len(told.both) + len(told.alone[1]),
                "both": len(told.both),
                **{key: _bare(getattr(told, key)) for key in ("precision", "recall", "f1", "alpha")},
                "columns": {
                    column: {"rows": count, "equal": equal, "alpha": _bare(coefficient)}
                    for column, (count, equal, coefficient) in told.columns.items()
                },
                "differences": [
                    {"words": one.words, "at": list(one.place), "first": ours, "second": theirs}
                    for one, ours, theirs in differences(told)
                ],
            }
            for name, told in made.items()
        },
    }


def as_markdown(made: Mapping[str, Agreement], coders: tuple[str, str], published: Collection[str] = ()) -> str:
    """The tables and, kind by kind, what differs.

    Words of a text are shown of the kinds in `published` only; of all others the place (document:line:column).
    """
    first, second = coders
    lines = [
        _INTRODUCTION.format(first=first, second=second),
        "",
        *_markdown(*table(made)),
        "",
        "Columns of the rows that both have:",
        "",
        *_markdown(*columns_table(made)),
    ]
    for name, told in made.items():
        shown = name in published
        rows = [(_cut(one.words) if shown else _place(one), ours, theirs) for one, ours, theirs in differences(told)]
        if rows:
            lines += [
                "",
                f"### {name.capitalize()}",
                "",
                *_markdown(("words" if shown else "where", first, second), rows),
            ]
    return "\n".join(lines) + "\n"


def number(value: float) -> str:
    """Two digits behind the point, or a dash for what there is not."""
    return "–" if math.isnan(value) else f"{value:.2f}"


def _place(told: Told) -> str:
    return ":".join(map(str, told.place))


def _named(told: Told) -> str:
    """A row that only one has, by its code; of actors and places there is none, so by its id."""
    return told.code or told.id


def _bare(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 4)


def _shown(value: Any) -> str:
    return "nothing" if value in (None, "") else f"{value:g}" if isinstance(value, float) else str(value)


def _cut(text: str, most: int = 110) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"


def _markdown(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield "|" + "---|" * len(header)
    for row in rows:
        yield f"| {' | '.join(_escaped(cell) for cell in row)} |"


def _escaped(text: str) -> str:
    for sign in ("\\", "|", "`", "*", "_", "[", "]", "<"):
        text = text.replace(sign, "&lt;" if sign == "<" else f"\\{sign}")
    return text
