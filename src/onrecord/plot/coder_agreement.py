"""How far two coders agree, kind by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from onrecord.findings import Finding, Problem
from onrecord.plot import palette
from onrecord.plot.drawing import altair, styled

if TYPE_CHECKING:
    import altair as alt

_WIDTH, _ROW = 520, 40
_MEASURES = {"precision": palette.STANCES[3].light, "recall": palette.STATUSES["planned"].light,
             "alpha": palette.STATUSES["alleged"].light}  # fmt: skip


def agreement(
    measured: Mapping[str, Any] | None = None,
    *,
    documents: Sequence[str] = (),
    coders: tuple[str, str] = ("machine", "record"),
    title: str | None = None,
) -> alt.Chart:
    """Precision, recall and Krippendorff's α of two coders, from 0 to 1, a line for each kind of row.

    Parameters
    ----------
    measured
        What `onrecord agree --format json` prints, parsed; computed in the checkout that holds the current folder when
        left out.
    documents
        Folders of `seeds/`; all when left out.
    coders
        Files of `coders/`, or "record" for the adjudicated one.
    title
        The heading.

    Returns
    -------
    altair.Chart

    Raises
    ------
    Problem
        P013 outside of a checkout, A022 for no document of both coders, W033 without the libraries of `onrecord[site]`.

    Examples
    --------
    >>> import onrecord
    >>> chart = onrecord.plot.agreement(coders=("machine", "record"))
    """
    measures = measured if measured is not None else _measured(documents, coders)
    first, second = measures.get("coders", coders)
    rows = [
        {"kind": kind, "measure": name, "value": one.get(name)}
        for kind, one in measures["kinds"].items()
        for name in _MEASURES
        if one.get(name) is not None
    ]
    return styled(
        _chart(
            pd.DataFrame(rows, columns=["kind", "measure", "value"]),
            list(measures["kinds"]),
            title or f"How far {first} and {second} agree",
        )
    )


def _measured(documents: Sequence[str], coders: tuple[str, str]) -> Mapping[str, Any]:
    from onrecord.checkout import Checkout
    from onrecord.records.coders.agreement import agreement as compared
    from onrecord.records.coders.agreement_report import as_json
    from onrecord.records.coders.coder_records import Desk

    checkout = Checkout.find()
    if checkout is None:
        raise Problem(Finding(code="P013", message="this is no checkout, so there are no records to compare",
                              help="run it in a folder that holds schemas/ and seeds/"))  # fmt: skip
    desk = Desk.open(checkout)
    ours, theirs = desk.pairs(list(documents), *coders)
    if not ours:
        raise Problem(Finding(code="A022", message=f"no document has records of both {coders[0]} and {coders[1]}",
                              help="python scripts/extract.py makes those of the machine"))  # fmt: skip
    return as_json(compared(ours, theirs, desk.layout), coders)


def _chart(rows: pd.DataFrame, kinds: list[str], title: str) -> Any:
    alt = altair()
    colour = alt.Color("measure:N", scale=alt.Scale(domain=list(_MEASURES), range=list(_MEASURES.values())))
    y = alt.Y(
        "kind:N", sort=kinds, title=None, axis=alt.Axis(labelFontSize=14, labelPadding=12, labelColor=palette.INK.light)
    )
    x = alt.X(
        "value:Q",
        title=None,
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], grid=True, gridDash=[1, 3], orient="top", format="~g"),
    )
    base = alt.Chart(rows)
    line = base.mark_rule(color=palette.RULE.light, strokeWidth=4).encode(
        y=y, x=alt.X("min(value):Q", title=None), x2="max(value):Q"
    )
    dots = base.mark_circle(size=190, opacity=1).encode(y=y, x=x, color=colour)
    return alt.layer(line, dots).properties(
        width=_WIDTH,
        height=len(kinds) * _ROW,
        title=alt.TitleParams(text=title, subtitle="Precision, recall, and Krippendorff’s α over every word"),
    )
