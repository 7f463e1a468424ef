"""The words of the number grammar."""

from __future__ import annotations

_UNITS = "zero one two three four five six seven eight nine"
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINAL_UNITS = "first second third fourth fifth sixth seventh eighth ninth"
_ORDINAL_TEENS = "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
_ORDINAL_TENS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"

UNITS: dict[str, int] = {w: i for i, w in enumerate(_UNITS.split())} | {"naught": 0, "nought": 0, "nil": 0}
TEENS: dict[str, int] = {w: 10 + i for i, w in enumerate(_TEENS.split())}
TENS: dict[str, int] = {w: 20 + 10 * i for i, w in enumerate(_TENS.split())} | {"fourty": 40}

SCALES: dict[str, float] = {
    "thousand": 1e3, "lakh": 1e5, "million": 1e6, "mln": 1e6, "crore": 1e7, "billion": 1e9,
    "trillion": 1e12, "quadrillion": 1e15,
}  # fmt: skip
"""Multipliers above a hundred; the plural after a number ("3 millions") counts too."""

GROUPS: dict[str, int] = {"dozen": 12, "dozens": 12, "dz": 12, "dzs": 12}
"""Counting units that come after a number and end it: two dozen."""

SUFFIXES: dict[str, float] = {
    "k": 1e3, "m": 1e6, "mn": 1e6, "mm": 1e6, "mil": 1e6, "mln": 1e6, "b": 1e9, "bn": 1e9, "bln": 1e9,
    "bil": 1e9, "t": 1e12, "tn": 1e12, "trn": 1e12, "cr": 1e7,
}  # fmt: skip
"""Scales glued to digits or one space behind them: $3bn, 100k, 8 B."""

CAPITAL_SUFFIXES: dict[str, float] = {"G": 1e9, "T": 1e12}
"""Scales that are units in small letters: 10T."""

ORDINAL_UNITS: dict[str, int] = {w: i + 1 for i, w in enumerate(_ORDINAL_UNITS.split())}
ORDINAL_TEENS: dict[str, int] = {w: 10 + i for i, w in enumerate(_ORDINAL_TEENS.split())}
ORDINAL_TENS: dict[str, int] = {w: 20 + 10 * i for i, w in enumerate(_ORDINAL_TENS.split())}
ORDINALS: dict[str, int] = ORDINAL_UNITS | ORDINAL_TEENS | ORDINAL_TENS

DENOMINATORS: dict[str, float] = {
    w: float(n) for w, n in ORDINALS.items() if n >= 3
} | {"half": 2, "quarter": 4, "hundredth": 1e2, "thousandth": 1e3, "millionth": 1e6, "billionth": 1e9,
     "trillionth": 1e12, "quadrillionth": 1e15}  # fmt: skip
"""Singular words of a fraction's lower half. "Second" is none: it is always an ordinal or a time."""

PLURAL_DENOMINATORS: dict[str, float] = {w + "s": n for w, n in DENOMINATORS.items()} | {"halves": 2}

VAGUE_UNITS: dict[str, float] = {
    "tens": 10, "dozens": 12, "scores": 20, "hundreds": 100, "thousands": 1e3, "lakhs": 1e5,
    "millions": 1e6, "crores": 1e7, "billions": 1e9, "trillions": 1e12,
}  # fmt: skip
"""Plurals of counting units: no value, only bounds."""

VAGUE_ARTICLES = frozenset({"several", "many"})
"""Words before a bare counting unit that make it vague: several hundred."""

FRACTION_SIGNS: dict[str, float] = {
    "½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4, "⅕": 1 / 5, "⅖": 2 / 5, "⅗": 3 / 5,
    "⅘": 4 / 5, "⅙": 1 / 6, "⅚": 5 / 6, "⅐": 1 / 7, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8,
    "⅑": 1 / 9, "⅒": 1 / 10,
}  # fmt: skip

CARDINALS: dict[str, int] = UNITS | TEENS | TENS

FOLD: dict[str, int] = {w: n for w, n in CARDINALS.items() if n > 1} | {"hundred": 100, "thousand": 1000}
"""Before "fold": sixfold."""

DECIMALS: dict[str, int] = CARDINALS | {"oh": 0}
"""Words behind the point: six point oh two."""

QUALIFIERS_BEFORE: dict[str, str] = {
    phrase: code
    for code, phrases in {
        "about": "about|around|some|roughly|approximately|approx|circa|c|ca|estimated|an estimated|close to|near"
        "|somewhere around|somewhere near|in the region of|in the neighbourhood of|in the neighborhood of"
        "|on the order of|in the order of|something like|more or less|or about|or around|or roughly|~|≈",
        "at_least": "at least|no less than|no fewer than|not less than|not fewer than|a minimum of|minimum of|minimum"
        "|at a minimum|≥|>=|greater than or equal to|more than or equal to|equal to or more than"
        "|equal to or greater than|starting at|as few as|as little as",
        "more_than": "more than|over|above|in excess of|upwards of|upward of|exceeding|exceeds|exceed|exceeded"
        "|surpassing|surpassed|surpass|topping|topped|tops|greater than|higher than|larger than|bigger than"
        "|well over|just over|slightly over|slightly more than|north of|beyond|better than|longer than|older than"
        "|faster than|later than|heavier than|taller than|or over|>",
        "up_to": "up to|as many as|as much as|as high as|as long as|as far as|at most|no more than|not more than"
        "|a maximum of|maximum of|max|maximum|nearly|almost|virtually|approaching|≤|<=|less than or equal to"
        "|equal to or less than|fewer than or equal to|no longer than|no higher than|no greater than"
        "|no larger than|no bigger than|not exceeding|capped at|or up to",
        "less_than": "less than|fewer than|under|below|lower than|smaller than|shorter than|younger than|slower than"
        "|just under|well under|just below|slightly less than|slightly under|shy of|just shy of|short of"
        "|just short of|south of|sub|cheaper than|or under|<",
    }.items()
    for phrase in phrases.split("|")
}  # fmt: skip
"""Words right before a number, and the bound they put on it (FHIR comparator in words)."""

QUALIFIERS_AFTER: dict[str, str] = {
    phrase: code
    for code, phrases in {
        "about": "or so|ish|or thereabouts|give or take|approximately",
        "at_least": "or more|and more|or higher|or greater|or over|and over|or above|and above|and up|or better"
        "|plus|or older|and older|+|minimum|at least",
        "up_to": "or less|or fewer|or lower|or under|and under|or below|and below|or younger|maximum|at most|max",
    }.items()
    for phrase in phrases.split("|")
}
"""Words right after a number that bound it: 300 or more."""

_ADVERBS_BETWEEN_WORDS = """
just only a an the well even perhaps maybe possibly
"""
ADVERBS_BETWEEN = frozenset(_ADVERBS_BETWEEN_WORDS.split())
"""Words that may stand between a qualifier and its number, or before the qualifier, without a say."""
