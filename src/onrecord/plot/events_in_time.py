"""Events in time: bars between their bounds, open where nothing bounds them, drawn by how sure they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from os import PathLike
from typing import TYPE_CHECKING, Any

import pandas as pd

from onrecord.plot import palette
from onrecord.plot.drawing import altair, styled
from onrecord.plot.time_scale import TimeScale

if TYPE_CHECKING:
    import altair as alt

    from onrecord.package.read import Package

#: events drawn one by one; more are counted by month
LARGEST = 80
_WIDTH, _ROW = 700, 22
#: how far a bar reaches that has no bound before (share of the width)
_OPEN = 0.05


def timeline(
    events: pd.DataFrame | None = None,
    *,
    version: str | None = None,
    package: str | PathLike[str] | Package | None = None,
    title: str | None = "When it happened, and how closely that is known",
) -> alt.Chart:
    """Events between the bounds of their dates, the earliest first; an arrow where nothing bounds them.

    Filled bars are told as facts, outlined ones as planned, alleged, denied or hypothetical. A thick bar lasts throughout
    its bounds, a thin one between two ends is some time within them. Stretches in which no bound lies are cut short, which
    the scale shows. More than 80 events are counted by month. Events without a date are left
    out, and the chart says how many.

    Parameters
    ----------
    events
        Rows of the table `events`; all of the release when left out.
    version
        A release: "1.1.1", "1.1", ">=1,<2" or "latest"; the newest that is here when left out.
    package
        A data package instead of a release: its folder, its `datapackage.json`, a zip archive or an address.
    title
        The heading; None for none.

    Returns
    -------
    altair.Chart
        Of Altair 6, as all charts here.

    Raises
    ------
    Problem
        W033 without the libraries of `onrecord[site]`, and as `onrecord.load`.

    Examples
    --------
    >>> import onrecord
    >>> events = onrecord.load("events")
    >>> chart = onrecord.plot.timeline(events[events["event_status"] == "occurred"])
    """
    if events is None:
        from onrecord.frames import load

        events = load("events", version=version, package=package)
    dated = _dated(events)
    undated = len(events) - len(dated)
    note = (
        f"{undated} {'event has' if undated == 1 else 'events have'} no date and {'is' if undated == 1 else 'are'} not shown"
        if undated
        else ""
    )
    chart = _bars(dated) if len(dated) <= LARGEST else _months(dated)
    heading = {"text": title or "", **({"subtitle": note} if note else {})}
    return styled(chart.properties(title=altair().TitleParams(**heading)) if title or note else chart)


def _dated(events: pd.DataFrame) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "label": events["label"].astype("str"),
            "status": events["event_status"].astype("str"),
            "start": pd.to_datetime(events["date_start"], errors="coerce"),
            "end": pd.to_datetime(events["date_end"], errors="coerce"),
        }
    )
    # contract 1 didn't tell a point somewhere within its bounds from what lasts throughout them
    within = events["date_extent"].astype("str") == "within" if "date_extent" in events else False
    frame["is_within"] = within & (frame["start"] != frame["end"])
    frame = frame[frame["start"].notna() | frame["end"].notna()]
    frame = frame.assign(by=frame["start"].fillna(frame["end"]))
    return frame.sort_values(["by", "end", "label"], na_position="last").drop(columns="by").reset_index(drop=True)


def _bars(frame: pd.DataFrame) -> Any:
    alt = altair()
    scale = TimeScale([day.date() for day in [*frame["start"].dropna(), *frame["end"].dropna()]])
    drawn = pd.DataFrame([_bar(row, at, scale) for at, row in enumerate(frame.to_dict("records"))])
    layers = [*_ticks(scale), *_spans(drawn), *_labels(drawn)]
    return alt.layer(*layers).properties(width=_WIDTH, height=max(1, len(drawn)) * _ROW)


def _x(name: str = "x") -> Any:
    alt = altair()
    return alt.X(f"{name}:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=None)


def _y(drawn: pd.DataFrame) -> Any:
    alt = altair()
    return alt.Y("row:Q", scale=alt.Scale(domain=[0, max(1, len(drawn))], reverse=True, nice=False), axis=None)


def _ticks(scale: TimeScale) -> list[Any]:
    alt = altair()
    base = alt.Chart(pd.DataFrame(scale.ticks()))
    labels = base.mark_text(baseline="bottom", dy=-6, color=palette.SOFT.light, fontSize=11)
    return [
        base.mark_rule(color=palette.RULE.light, strokeDash=[1, 3]).encode(x=_x()),
        labels.encode(x=_x(), y=alt.value(0), text="label:N"),
    ]


def _spans(drawn: pd.DataFrame) -> list[Any]:
    """Thick bars for what lasts, thin ones between two ends for some time within the bounds; facts filled."""
    alt = altair()
    shown = set(drawn["status"])
    statuses = [status for status in palette.STATUSES if status in shown]
    scale = alt.Scale(domain=statuses, range=[palette.STATUSES[status].light for status in statuses])
    colour = alt.Color("status:N", scale=scale, legend=alt.Legend(symbolType="square", offset=30))
    stroke = alt.Color("status:N", scale=scale, legend=None)
    base, y = alt.Chart(drawn), _y(drawn)
    facts, within = alt.datum.is_fact, alt.datum.is_within
    outlined = {"cornerRadius": 2, "fillOpacity": 0.12, "strokeWidth": 1.4, "strokeDash": [3, 2]}
    ends = base.transform_filter(facts & within)
    layers = [
        base.transform_filter(facts & ~within).mark_bar(height=9, cornerRadius=2),
        ends.mark_bar(height=3),
        base.transform_filter(~facts).mark_bar(height=8, **outlined).encode(stroke=stroke),
    ]
    layers = [layer.encode(x=_x(), x2="x2:Q", y=y, color=colour) for layer in layers]
    for side, name, sign, dx in (("start", "x", "‹", -5), ("end", "x2", "›", 5)):
        is_open = alt.datum[f"open_{side}"]
        arrow = base.transform_filter(is_open).mark_text(text=sign, fontSize=15, fontWeight="bold", dx=dx)
        end = ends.transform_filter(~is_open).mark_tick(orient="vertical", thickness=3, height=11)
        layers += [mark.encode(x=_x(name), y=y, color=colour) for mark in (arrow, end)]
    return layers


def _labels(drawn: pd.DataFrame) -> list[Any]:
    """Names beside the bars, on the side where there is room."""
    alt = altair()
    y = _y(drawn)
    text = {"fontSize": 12, "color": palette.INK.light, "limit": 430}
    before, after = (
        alt.Chart(drawn).transform_filter(one) for one in (alt.datum.is_named_before, ~alt.datum.is_named_before)
    )
    return [
        before.mark_text(align="right", dx=-12, **text).encode(x=_x(), y=y, text="label:N"),
        after.mark_text(align="left", dx=12, **text).encode(x=_x("x2"), y=y, text="label:N"),
    ]


def _bar(row: dict[Hashable, Any], at: int, scale: TimeScale) -> dict[str, Any]:
    start = None if pd.isna(row["start"]) else row["start"].date()
    end = None if pd.isna(row["end"]) else row["end"].date()
    x = scale.x(start) if start is not None else max(0.0, scale.x(row["end"].date()) - _OPEN)
    x2 = 1.0 if end is None else min(1.0, scale.x(end + dt.timedelta(days=1)))
    return {
        "label": row["label"],
        "status": row["status"] if row["status"] in palette.STATUSES else "occurred",
        "x": x,
        "x2": max(x2, x + 0.006),
        "row": at + 0.5,
        "open_start": start is None,
        "open_end": end is None,
        "is_fact": row["status"] in ("occurred", "ongoing"),
        "is_within": bool(row["is_within"]),
        "is_named_before": (x + max(x2, x)) / 2 > 0.45,
    }


def _months(frame: pd.DataFrame) -> Any:
    alt = altair()
    counted = frame.assign(month=frame["start"].fillna(frame["end"]).dt.strftime("%Y-%m-01"))
    counted = counted.groupby(["month", "status"], as_index=False).size()
    statuses = [s for s in palette.STATUSES if s in set(counted["status"])]
    return (
        alt.Chart(counted)
        .mark_bar()
        .encode(
            x=alt.X("month:T", timeUnit="yearmonth", title=None),
            y=alt.Y("sum(size):Q", title="events that begin in the month, at the earliest"),
            color=alt.Color("status:N", scale=alt.Scale(domain=statuses, range=[palette.STATUSES[s].light for s in statuses])),
        )
        .properties(width=_WIDTH, height=260)
    )  # fmt: skip
