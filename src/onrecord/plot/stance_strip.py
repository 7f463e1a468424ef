"""Who holds what of an event: a strip from denied to certain, with the words."""

from __future__ import annotations

import textwrap
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from onrecord.findings import Finding, Problem, did_you_mean
from onrecord.plot import palette
from onrecord.plot.drawing import SERIF, altair, styled

if TYPE_CHECKING:
    import altair as alt

    from onrecord.package.read import Package

_WIDTH = 860
_LINE, _PAD = 17, 26
#: characters on a line of words beside a dot, and lines of them
_CHARACTERS, _LINES = 46, 3
_ARTICLE, _UNSTATED, _NO_STANCE = "The article itself", "Somebody, unstated", "uncommitted"


def claims(
    event: str | pd.DataFrame,
    *,
    version: str | None = None,
    package: str | PathLike[str] | Package | None = None,
    title: str | None = None,
) -> alt.Chart:
    """Everybody's stance towards an event, from denied to certain, each with the words that carry it.

    Who takes no stance stands in a column of its own. Words that the release doesn't hold (texts in copyright) are left
    out.

    Parameters
    ----------
    event
        The id of an event, or rows of `event_claims` loaded with `expand=True`.
    version
        A release: "1.1.1", "1.1", ">=1,<2" or "latest"; the newest that is here when left out.
    package
        A data package instead of a release: its folder, its `datapackage.json`, a zip archive or an address.
    title
        The heading; the label of the event when left out.

    Returns
    -------
    altair.Chart

    Raises
    ------
    Problem
        D007 for no such event, W033 without the libraries of `onrecord[site]`, and as `onrecord.load`.

    Examples
    --------
    >>> import onrecord
    >>> chart = onrecord.plot.claims("event:nationalworld-2021-04-border:invasion-of-ukraine")
    """
    stances = _claims_of(event, version, package) if isinstance(event, str) else event
    heading = title or (str(stances["event"].iloc[0]) if "event" in stances and len(stances) else "Who holds what")
    order = _order(stances)
    dots = _dots(stances, order)
    height = dots[-1].bottom if dots else 40.0
    subtitle = f"{len(dots)} stances, from denied to certain, each in the words that carry it"
    layers = [*_scale(order, height), *_marks(dots, height)]
    heading_above = altair().TitleParams(text=heading, subtitle=subtitle)
    return styled(altair().layer(*layers).properties(width=_WIDTH, height=height, title=heading_above))


class _Dot(NamedTuple):
    """A stance as it is drawn: who, the lines of words below, and where."""

    who: str
    lines: tuple[str, ...]
    x: float
    y: float
    bottom: float
    is_left: bool
    colour: str


def _claims_of(event: str, version: str | None, package: Any) -> pd.DataFrame:
    from onrecord.frames import load

    events = load("events", version=version, package=package)
    if event not in set(events["event_id"]):
        help_ = did_you_mean(event, list(events["event_id"]))
        raise Problem(Finding(code="D007", message=f"no event has the id “{event[:120]}”", help=help_))
    stances = load("event_claims", version=version, package=package, expand=True)
    stances = stances[stances["event_id"] == event]
    quotes = load("quotes", version=version, package=package, expand=True).set_index("quote_id")
    return stances.assign(words=stances["quote_id"].map(quotes["words"].astype("object")))


def _order(stances: pd.DataFrame) -> list[str]:
    """The degrees, and after them, where somebody takes none, no stance (`uncommitted` in contract 1, missing since)."""
    column = stances["factuality"]
    codes = list(column.cat.categories) if hasattr(column, "cat") else list(dict.fromkeys(column.dropna().astype(str)))
    degrees = [code for code in codes if code != _NO_STANCE]
    return [*degrees, *([_NO_STANCE] if column.isna().any() or _NO_STANCE in set(column.astype(str)) else [])]


def _dots(stances: pd.DataFrame, order: list[str]) -> list[_Dot]:
    """The stances from above to below: by degree, those with words first, the article's own voice last."""
    claimants = stances["claimant"] if "claimant" in stances else stances["claimant_id"]
    words = stances["words"] if "words" in stances else [None] * len(stances)
    found = []
    degrees = [_NO_STANCE if pd.isna(one) else str(one) for one in stances["factuality"]]
    voices = stances["voice"] if "voice" in stances else ["source"] * len(stances)
    for stance, claimant, voice, said in zip(degrees, claimants, voices, words, strict=True):
        nobody = _ARTICLE if voice == "source" else _UNSTATED
        who = nobody if pd.isna(claimant) else _readable(str(claimant))
        found.append((order.index(stance), who == _ARTICLE, who, _lines(said)))
    found.sort(key=lambda one: (one[0], one[1], not one[3], one[2]))
    dots: list[_Dot] = []
    at = float(_PAD)
    for place, _, who, lines in found:
        bottom = at + _PAD + _LINE * len(lines)
        x, is_left = (place + 0.5) / len(order), place < len(order) / 2
        dots.append(_Dot(who, lines, x, at + 14, bottom + 10, is_left, _colour(place, order)))
        at = bottom
    return dots


def _lines(words: Any) -> tuple[str, ...]:
    """The words in quotation marks, a few lines of them; none where they are missing."""
    if words is None or pd.isna(words) or str(words) in ("", "nan", "<NA>"):
        return ()
    return tuple(textwrap.wrap(f"“{words}”", _CHARACTERS, max_lines=_LINES, placeholder=" …”"))


def _readable(name: str) -> str:
    bare = name.strip("[]")
    return bare[:1].upper() + bare[1:]


def _colour(place: int, order: list[str]) -> str:
    """The colour of a degree; degrees are spread over the palette, whatever their number is."""
    if order[place] == _NO_STANCE:
        return palette.NO_STANCE.light
    degrees = len([code for code in order if code != _NO_STANCE])
    return palette.STANCES[round(place * 4 / max(1, degrees - 1))].light


def _x(name: str = "x") -> Any:
    alt = altair()
    return alt.X(f"{name}:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=None)


def _scale(order: list[str], height: float) -> list[Any]:
    """The coloured strip with the names of the degrees, and a line below each."""
    alt = altair()
    columns = pd.DataFrame(
        {
            "x": [at / len(order) for at in range(len(order))],
            "x2": [(at + 1) / len(order) for at in range(len(order))],
            "mid": [(at + 0.5) / len(order) for at in range(len(order))],
            "label": ["TAKES NO STANCE" if code == _NO_STANCE else code.replace("_", " ").upper() for code in order],
            "colour": [_colour(at, order) for at in range(len(order))],
        }
    )
    base = alt.Chart(columns)
    names = base.mark_text(baseline="bottom", dy=-8, fontSize=11, fontWeight="bold", color=palette.SOFT.light)
    lines = base.mark_rule(strokeWidth=1, opacity=0.5, color=palette.RULE.light)
    return [
        base.mark_rect(height=6).encode(x=_x(), x2="x2:Q", y=alt.value(0), color=alt.Color("colour:N", scale=None)),
        names.encode(x=_x("mid"), y=alt.value(0), text="label:N"),
        lines.encode(x=_x("mid"), y=alt.value(8), y2=alt.value(height)),
    ]


def _marks(dots: list[_Dot], height: float) -> list[Any]:
    """The dots with names and words beside them: to the right in the left half, to the left in the right half."""
    alt = altair()
    y = alt.Y("y:Q", scale=alt.Scale(domain=[0, height], reverse=True, nice=False), axis=None)
    lines = [
        (dot.x, dot.y + _LINE * (at + 1) + 1, line, dot.is_left) for dot in dots for at, line in enumerate(dot.lines)
    ]
    base = alt.Chart(pd.DataFrame([dot._asdict() for dot in dots], columns=_Dot._fields).drop(columns="lines"))
    words = alt.Chart(pd.DataFrame(lines, columns=["x", "y", "text", "is_left"]))
    layers = [base.mark_circle(size=190, opacity=1).encode(x=_x(), y=y, color=alt.Color("colour:N", scale=None))]
    for is_left, beside in ((True, {"align": "left", "dx": 14}), (False, {"align": "right", "dx": -14})):
        side = alt.datum.is_left if is_left else ~alt.datum.is_left
        names = base.transform_filter(side).mark_text(fontSize=14, fontWeight="bold", color=palette.INK.light, **beside)
        said = {"fontSize": 14, "font": SERIF, "fontStyle": "italic", "color": palette.SOFT.light}
        layers += [
            names.encode(x=_x(), y=y, text="who:N"),
            words.transform_filter(side).mark_text(**said, **beside).encode(x=_x(), y=y, text="text:N"),
        ]
    return layers
