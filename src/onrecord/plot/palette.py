"""The colours of charts and pages, in one place: ink and paper, stances from denied to certain, kinds of marks.

Each has a value on light and one on dark paper. Stances run from rust to blue, which people who don't see red or
green tell apart; words or places always say the same as the colour does.
"""

from __future__ import annotations

from typing import NamedTuple


class Colour(NamedTuple):
    """A colour on light and on dark paper."""

    light: str
    dark: str


INK = Colour("#1b1a17", "#eceae4")
SOFT = Colour("#5f5b53", "#aba69b")
RULE = Colour("#ddd8cd", "#3a3832")
PAPER = Colour("#fffefb", "#171613")
PANEL = Colour("#f6f3ec", "#201f1b")
ACCENT = Colour("#1d5a8a", "#8fc1ec")

#: five degrees from denied to certain
STANCES = (
    Colour("#a8321f", "#ef8571"),
    Colour("#d98a6c", "#c0765a"),
    Colour("#9db8c9", "#66869c"),
    Colour("#4f89b3", "#6aa5d2"),
    Colour("#174a72", "#a9d4f7"),
)
NO_STANCE = Colour("#8f8a7f", "#8d887d")

#: status of an event -> colour; a status without one has that of `occurred`
STATUSES = {
    "occurred": Colour("#174a72", "#a9d4f7"),
    "ongoing": Colour("#4f89b3", "#6aa5d2"),
    "planned": Colour("#6d8f3f", "#a6c977"),
    "alleged": Colour("#b98a2f", "#dcb261"),
    "hypothetical": Colour("#8f8a7f", "#8d887d"),
    "denied": Colour("#a8321f", "#ef8571"),
}

#: kinds of marks in a text
KINDS = {
    "quotes": Colour("#fbeebc", "#4a4120"),
    "speakers": Colour("#b08b1e", "#d9b84e"),
    "claims": Colour("#a8321f", "#ef8571"),
    "events": Colour("#4d7f3a", "#93c47d"),
    "dates": Colour("#2f8a8a", "#71c3c3"),
    "figures": Colour("#c86a12", "#f0a560"),
    "actors": Colour("#2f6db0", "#84b6ee"),
    "places": Colour("#7d559f", "#c19ce0"),
}


def css() -> str:
    """All colours as custom properties of CSS, light and dark, and charts recoloured where paper is dark."""
    named = {
        "ink": INK,
        "soft": SOFT,
        "rule": RULE,
        "paper": PAPER,
        "panel": PANEL,
        "accent": ACCENT,
        "none": NO_STANCE,
    }
    named |= {f"s{at}": colour for at, colour in enumerate(STANCES)}
    named |= {f"k-{kind}": colour for kind, colour in KINDS.items()}
    named |= {f"st-{status}": colour for status, colour in STATUSES.items()}
    light = "".join(f"--{name}:{colour.light};" for name, colour in named.items())
    dark = "".join(f"--{name}:{colour.dark};" for name, colour in named.items())
    drawn = {colour.light: name for name, colour in reversed(named.items())}
    recoloured = "".join(
        f'.chart [fill="{value}"]{{fill:var(--{name})}}.chart [stroke="{value}"]{{stroke:var(--{name})}}'
        for value, name in drawn.items()
    )
    return (
        f":root{{color-scheme:light dark;{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
        f"{recoloured}\n"
    )
