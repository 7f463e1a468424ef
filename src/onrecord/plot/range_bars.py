"""Numbers as they were told: ranges as bars, bounds with an open end, exact numbers as dots, on one scale."""

from __future__ import annotations

import math
from collections.abc import Hashable
from os import PathLike
from typing import TYPE_CHECKING, Any

import pandas as pd

from onrecord.plot import palette
from onrecord.plot.drawing import altair, styled

if TYPE_CHECKING:
    import altair as alt

    from onrecord.package.read import Package

#: figures that are drawn; of more, the first in the order of the table
LARGEST = 60
_WIDTH, _ROW = 700, 44
#: qualifiers of numbers that are bounds on one side
UPPER, LOWER = ("up_to", "less_than"), ("at_least", "more_than")


def figures(
    rows: pd.DataFrame | None = None,
    *,
    version: str | None = None,
    package: str | PathLike[str] | Package | None = None,
    title: str | None = "How many, as it was told",
) -> alt.Chart:
    """Every figure with its bounds on a logarithmic scale.

    "Dozens" is a bar from 24 to 99, "as many as 80,000" ends at 80,000 and is open to the left, an exact number is a dot.
    Figures without any number are left out, and the chart says how many.

    Parameters
    ----------
    rows
        Of the table `figures`, loaded with `expand=True` for words and claimants; all of the release when left out.
    version
        A release: "1.1.1", "1.1", ">=1,<2" or "latest"; the newest that is here when left out.
    package
        A data package instead of a release: its folder, its `datapackage.json`, a zip archive or an address.
    title
        The heading; None for none.

    Returns
    -------
    altair.Chart

    Raises
    ------
    Problem
        W033 without the libraries of `onrecord[site]`, and as `onrecord.load`.

    Examples
    --------
    >>> import onrecord
    >>> chart = onrecord.plot.figures(onrecord.load("figures", expand=True).head(3))
    """
    if rows is None:
        from onrecord.frames import load

        rows = load("figures", version=version, package=package, expand=True)
    drawn = pd.DataFrame([row for row in map(_drawn, rows.to_dict("records")) if row], columns=_COLUMNS).head(LARGEST)
    left = len(rows) - len(drawn)
    alt_ = altair()
    chart = alt_.layer(*_layers(drawn)).properties(width=_WIDTH, height=max(1, len(drawn)) * _ROW)
    note = f"{left:,} more are not drawn" if left else "On a logarithmic scale"
    return styled(chart.properties(title=alt_.TitleParams(text=title or "", subtitle=note)))


_COLUMNS = ["words", "what", "low", "high", "open_low", "open_high", "point"]


def _drawn(row: dict[Hashable, Any]) -> dict[str, Any] | None:
    value, low, high = (_number(row.get(name)) for name in ("value", "value_low", "value_high"))
    qualifier = str(row.get("qualifier"))
    if qualifier in UPPER:
        high = high if high is not None else value
    elif qualifier in LOWER:
        low = low if low is not None else value
    elif value is not None and low is None and high is None:
        low = high = value
    if low is None and high is None:
        return None
    printed = row.get("words")
    claimant = _text(row.get("claimant"))
    what = " · ".join(
        part for part in (_text(row.get("counted")), claimant.strip("[]") or "the article itself") if part
    )
    named = qualifier.replace("_", " ") if qualifier in (*UPPER, *LOWER, "about") else ""
    words = f"{named} “{printed}”".strip() if _text(printed) else (f"{value:,.0f}" if value is not None else qualifier)
    return {"words": words, "what": what, "low": low, "high": high, "open_low": low is None, "open_high": high is None,
            "point": low == high}  # fmt: skip


def _text(value: Any) -> str:
    return (
        ""
        if value is None or (isinstance(value, float) and math.isnan(value)) or str(value) in ("nan", "<NA>")
        else str(value)
    )


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _layers(drawn: pd.DataFrame) -> list[Any]:
    alt = altair()
    numbers = [n for n in [*drawn["low"].dropna(), *drawn["high"].dropna()] if n > 0] or [1.0]
    first = 10 ** math.floor(math.log10(min(numbers)))
    last = 10 ** math.ceil(math.log10(max(numbers) * 1.01))
    placed = drawn.assign(
        row=[at + 0.5 for at in range(len(drawn))],
        x=drawn["low"].astype("float64").clip(lower=first).fillna(first),
        x2=drawn["high"].astype("float64").clip(lower=first).fillna(last),
    )
    scale = alt.Scale(type="log", domain=[first, last], nice=False)
    ticks = [10**at for at in range(round(math.log10(first)), round(math.log10(last)) + 1)]
    axis = alt.Axis(values=ticks, format=",.12~g", title=None, grid=True, orient="top", gridDash=[1, 3])

    def x(name: str = "x") -> Any:
        return alt.X(f"{name}:Q", scale=scale, axis=axis)

    y = alt.Y("row:Q", scale=alt.Scale(domain=[0, max(1, len(drawn))], reverse=True, nice=False), axis=None)
    base = alt.Chart(placed.drop(columns=["low", "high"]))
    colour, pale = palette.STANCES[3].light, palette.STANCES[2].light
    closed = "!datum.open_low && !datum.open_high && !datum.point"
    half = "datum.open_low || datum.open_high"
    ends = ((alt.datum.open_low, "x2", "x"), (alt.datum.open_high, "x", "x2"))
    return [
        base.transform_filter(closed).mark_bar(height=12, cornerRadius=2, color=colour).encode(x=x(), x2="x2:Q", y=y),
        base.transform_filter(half).mark_bar(height=12, color=pale, fillOpacity=0.35).encode(x=x(), x2="x2:Q", y=y),
        *(
            base.transform_filter(is_open)
            .mark_tick(orient="vertical", thickness=4, height=20, color=colour)
            .encode(x=x(end), y=y)
            for is_open, end, _ in ends
        ),
        *(
            base.transform_filter(is_open)
            .mark_text(text=sign, fontSize=16, fontWeight="bold", dx=dx, color=colour)
            .encode(x=x(end), y=y)
            for (is_open, _, end), sign, dx in zip(ends, "‹›", (6, -6), strict=True)
        ),
        base.transform_filter(alt.datum.point).mark_circle(size=150, opacity=1, color=colour).encode(x=x(), y=y),
        base.mark_text(
            align="right", x=-14, dy=-7, fontSize=14, fontWeight="bold", color=palette.INK.light, limit=330
        ).encode(y=y, text="words:N"),
        base.mark_text(align="right", x=-14, dy=10, fontSize=12, color=palette.SOFT.light, limit=330).encode(
            y=y, text="what:N"
        ),
    ]
