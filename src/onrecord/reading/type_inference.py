"""Of what type the cells of a column seem to be, where nobody tells: type, format, and how its values are written.

A type is taken when the reader itself reads the cells as such; so what is inferred is what verification will hold them to.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from onrecord.contract import Field
from onrecord.reading.string_formats import misformed
from onrecord.reading.text_values import reading

#: what people write where a value is missing; taken for that only where all else is of one type
MISSING_WORDS = (
    "NA", "N/A", "n/a", "na", "NaN", "nan", "NULL", "null", "None", "none", "-", "--", "–", "—", ".", "..", "?", "#N/A",
    "k. A.", "k.A.", "keine Angabe", "unknown", "nd", "n.d.",
)  # fmt: skip
#: so large a share of cells has to be of a type before it is said that the others are wrong
MOST = 0.95
#: words for yes and no, by language
_YES_NO = (("true", "false"), ("yes", "no"), ("ja", "nein"), ("oui", "non"), ("sí", "no"), ("y", "n"), ("vrai", "faux"))
_DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d-%m-%Y", "%d.%m.%y", "%d %B %Y", "%B %d, %Y")
_TIMES = ("%H:%M",)
_MOMENTS = tuple(
    f"{day}{between}{time}"
    for day in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d")
    for between in ("T", " ")
    for time in ("%H:%M:%S", "%H:%M", "%H:%M:%S.%f", "%H:%M:%S%z", "%H:%M%z")
)
#: text formats that are looked for, the narrowest first
_FORMATS = ("uuid", "email", "uri")
_YEAR = re.compile(r"(^|_|\b)(year|yr|jahr|année|annee|año|anno)(\b|_|$)", re.IGNORECASE)
#: digits with a sign beside them, or with a word behind or before blanks: `12 EUR`; what stands at them is an id, `A12`
_WITH_UNIT = re.compile(r"(?:[%€$£¥]\s*|[^\W\d]+\s+)?[-+]?[0-9][0-9.,]*(?:\s*[%€$£¥°]|\s+[^\W\d]+)?")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]+")
_LONG = re.compile(r"[-+]?[0-9]{19,}")
_GROUPED = re.compile(r"[-+]?[0-9]{1,3}([.,' \u00a0\u202f])[0-9]{3}(\1[0-9]{3})*")
_DIGIT = re.compile("[0-9]")
#: characters of a unit beside digits: %, EUR, km/h
_LONGEST_UNIT = 6
#: distinct cells that are tried
_TRIED = 2_000


class InferredField(NamedTuple):
    """What a column seems to be: the properties of its field (Table Schema), and how sure that is.

    `share` of its cells that aren't missing are of the type; `odd` are some that aren't. `doubt` says what else it could
    be, or why it is text.
    """

    properties: dict[str, Any]
    share: float
    odd: list[str]
    doubt: str = ""

    @property
    def field(self) -> Field:
        """The field as the contract has it."""
        known = {"name", "type", "format", "missingValues"}
        options = {name: value for name, value in self.properties.items() if name not in known}
        missing = self.properties.get("missingValues")
        return Field(
            name=self.properties["name"],
            type=self.properties["type"],
            format=self.properties.get("format"),
            missing_values=None if missing is None else tuple(missing),
            options=options,
        )


def infer_field(name: str, cells: Sequence[Any]) -> InferredField:
    """What a column with these cells (texts, or values of a format's own types) seems to be.

    >>> infer_field("day", ["24.12.2025", "", "26.12.2025"]).properties
    {'name': 'day', 'type': 'date', 'format': '%d.%m.%Y'}
    """
    kinds = {type(cell) for cell in cells if cell is not None and cell != ""}
    if not kinds <= {str}:
        return _native(name, cells, kinds)
    counted = Counter(cell for cell in cells if cell)
    words = [cell for cell in counted if cell.strip() in MISSING_WORDS]
    values = Counter({cell: count for cell, count in counted.items() if cell.strip() not in MISSING_WORDS})
    if not values:
        doubt = "it is empty: nothing tells its type" if not words else ""
        return InferredField({"name": name, "type": "string"}, 1.0, [], doubt)
    tried = Counter(dict(values.most_common(_TRIED)))
    best: InferredField | None = None
    for properties, doubt in _candidates(name, tried):
        share, odd = _share(properties, tried)
        if best is None or share > best.share:
            best = InferredField(properties, share, odd, doubt)
        if share == 1:
            break
    if best is None or best.share < MOST:
        doubt = ""
        if best is not None and best.share >= 0.5 and best.odd:
            shown = best.properties["type"] + (f" {best.properties['format']}" if "format" in best.properties else "")
            doubt = (
                f"{best.share:.0%} of its cells are of the type {shown}; others, such as “{best.odd[0][:40]}”, are not"
            )
        return InferredField({"name": name, "type": "string"}, 1.0, [], doubt)
    if words and (best.properties["type"] != "string" or "format" in best.properties):
        best.properties["missingValues"] = ["", *sorted(words)]
    return best


def _share(properties: Mapping[str, Any], values: Counter[str]) -> tuple[float, list[str]]:
    """The share of cells that are read as this type, and some that aren't."""
    field = InferredField(dict(properties), 1, []).field
    texts = list(values)
    frame = pl.DataFrame({"t": texts}, schema={"t": pl.String})
    read = reading(field, pl.col("t"))
    if read is not None:
        fits = frame.select(read.value.is_not_null())
    elif (form := misformed(field, pl.col("t"))) is not None:
        fits = frame.select(~form[0])
    else:
        return 1.0, []
    marks = fits.to_series().fill_null(False).to_list()
    right = sum(values[text] for text, fit in zip(texts, marks, strict=True) if fit)
    return right / values.total(), [text for text, fit in zip(texts, marks, strict=True) if not fit][:3]


def _candidates(name: str, values: Counter[str]) -> Iterator[tuple[dict[str, Any], str]]:
    """Types that the cells may have, the likeliest first, each with what speaks against it."""
    texts = list(values)
    if any(text.lstrip()[:1] in ("{", "[") for text in texts):
        for kind in ("geojson", "object", "array"):
            yield {"name": name, "type": kind}, ""
        return
    digits = sum(bool(_DIGIT.search(text)) for text in texts) / len(texts)
    if digits >= 0.5:
        if any(_LEADING_ZERO.fullmatch(text.strip()) for text in texts):
            yield (
                {"name": name, "type": "string"},
                "digits with leading zeros are text: as numbers they would lose them",
            )
            return
        if any(_LONG.fullmatch(text.strip()) for text in texts):
            yield {"name": name, "type": "string"}, "digits are too many for a whole number of 64 bits"
            return
        if _YEAR.search(name) and all(len(text.strip()) == 4 for text in texts):
            yield {"name": name, "type": "year"}, ""
        yield from _numbers(name, texts)
        yield from _moments(name, texts)
    yield from _booleans(name, texts)
    for form in _FORMATS:
        yield {"name": name, "type": "string", "format": form}, ""


def _numbers(name: str, texts: Sequence[str]) -> Iterator[tuple[dict[str, Any], str]]:
    yield {"name": name, "type": "integer"}, ""
    yield {"name": name, "type": "number"}, _sign_doubt(texts, ".")
    grouped = [found[1] for text in texts if (found := _GROUPED.fullmatch(text.strip()))]
    for decimal in (",", "."):
        groups = [sign for sign in dict.fromkeys(grouped) if sign != decimal]
        more = {"decimalChar": decimal} if decimal != "." else {}
        if more:
            yield {"name": name, "type": "number", **more}, _sign_doubt(texts, decimal)
        for sign in groups or ([",", "."] if any(decimal in text for text in texts) else []):
            if sign == decimal or not _well_grouped(texts, sign, decimal):
                continue
            only = all(_GROUPED.fullmatch(text.strip()) or not {sign, decimal} & set(text) for text in texts)
            doubt = f"“{sign}” is taken to group digits; it could be a decimal sign" if only and sign in ",." else ""
            if only:
                yield {"name": name, "type": "integer", "groupChar": sign}, doubt
            yield {"name": name, "type": "number", **more, "groupChar": sign}, doubt
    if all(_WITH_UNIT.fullmatch(text.strip()) for text in texts):
        units = {re.sub(r"[-+0-9.,\s]", "", text) for text in texts}
        if len(units - {""}) == 1 and len(max(units)) <= _LONGEST_UNIT:
            unit = next(iter(units - {""}))
            doubt = f"“{unit}” stands beside the digits"
            yield {"name": name, "type": "integer", "bareNumber": False}, doubt
            yield {"name": name, "type": "number", "bareNumber": False}, doubt
            yield {"name": name, "type": "number", "decimalChar": ",", "groupChar": ".", "bareNumber": False}, doubt


def _well_grouped(texts: Sequence[str], sign: str, decimal: str) -> bool:
    """Whether a sign stands before three digits where it stands in nearly all texts: in dates it doesn't."""
    grouped, point = re.escape(sign), re.escape(decimal)
    form = re.compile(rf"[-+]?(?:[0-9]{{1,3}}(?:{grouped}[0-9]{{3}})+|[0-9]+)(?:{point}[0-9]+)?")
    return sum(bool(form.fullmatch(text.strip())) for text in texts) >= MOST * len(texts)


def _sign_doubt(texts: Sequence[str], decimal: str) -> str:
    """What speaks against a decimal sign: it stands before three digits wherever it stands."""
    signed = [text.strip() for text in texts if decimal in text]
    alike = bool(signed) and all(_GROUPED.fullmatch(text) for text in signed)
    return f"“{decimal}” is taken for a decimal sign; it could group digits" if alike else ""


def _moments(name: str, texts: Sequence[str]) -> Iterator[tuple[dict[str, Any], str]]:
    for kind, forms in (("date", _DATES), ("datetime", _MOMENTS), ("time", _TIMES)):
        yield {"name": name, "type": kind}, ""
        for form in forms:
            doubt = ""
            if "%d/%m" in form and _fit(kind, form.replace("%d/%m", "%m/%d"), texts):
                doubt = "days and months could be the other way round: no day is above 12"
            yield {"name": name, "type": kind, "format": form}, doubt
    yield {"name": name, "type": "yearmonth"}, ""


def _fit(kind: str, form: str, texts: Sequence[str]) -> bool:
    return _share({"name": "x", "type": kind, "format": form}, Counter(texts))[0] == 1


def _booleans(name: str, texts: Sequence[str]) -> Iterator[tuple[dict[str, Any], str]]:
    found = {text.strip().lower() for text in texts}
    for yes, no in _YES_NO:
        if found <= {yes, no}:
            written = sorted(set(texts))
            true = [text for text in written if text.strip().lower() == yes]
            false = [text for text in written if text.strip().lower() == no]
            default = set(written) <= {"true", "True", "TRUE", "false", "False", "FALSE"}
            more = {} if default else {"trueValues": true or [yes], "falseValues": false or [no]}
            one = f"it has one value only, “{written[0]}”" if len(found) == 1 else ""
            yield {"name": name, "type": "boolean", **more}, one
            return


#: types of a format's own values, and what they are in a schema
_NATIVE: tuple[tuple[frozenset[type], str], ...] = (
    (frozenset([bool]), "boolean"),
    (frozenset([int]), "integer"),
    (frozenset([int, float]), "number"),
    (frozenset([dt.date]), "date"),
    (frozenset([dt.date, dt.datetime]), "datetime"),
    (frozenset([dt.time]), "time"),
    (frozenset([dict]), "object"),
    (frozenset([list]), "array"),
)


def _native(name: str, cells: Sequence[Any], kinds: set[type]) -> InferredField:
    if kinds == {float} and all(cell.is_integer() for cell in cells if isinstance(cell, float)):
        # workbooks have no whole numbers: they write them as floats
        kinds = {int}
    for types, kind in _NATIVE:
        if kinds <= types:
            year = kind == "integer" and _YEAR.search(name) and all(1000 <= cell <= 2999 for cell in cells if cell)
            return InferredField({"name": name, "type": "year" if year else kind}, 1.0, [])
    present = [cell for cell in cells if cell is not None and cell != ""]
    others = [cell for cell in present if isinstance(cell, str)]
    if others and all(cell.strip() in MISSING_WORDS for cell in others):
        found = _native(name, [cell for cell in present if not isinstance(cell, str)], kinds - {str})
        found.properties["missingValues"] = ["", *sorted(set(others))]
        return found
    if others and len(others) <= (1 - MOST) * len(present):
        found = _native(name, [cell for cell in present if not isinstance(cell, str)], kinds - {str})
        return found._replace(share=1 - len(others) / len(present), odd=others[:3])
    shown = ", ".join(sorted(kind.__name__ for kind in kinds))
    return InferredField({"name": name, "type": "any"}, 1.0, [], f"its cells are of several types: {shown}")


#: Arrow's kinds of types as those of a schema
_ARROW = (
    ("is_boolean", "boolean"), ("is_integer", "integer"), ("is_floating", "number"), ("is_decimal", "number"),
    ("is_date", "date"), ("is_timestamp", "datetime"), ("is_time", "time"), ("is_duration", "duration"),
    ("is_string", "string"), ("is_large_string", "string"), ("is_string_view", "string"), ("is_struct", "object"),
    ("is_map", "object"),
)  # fmt: skip


def field_of_arrow(name: str, kind: Any) -> InferredField:
    """What a column of an Arrow type is."""
    import pyarrow as pa

    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    for test, found in _ARROW:
        if getattr(pa.types, test)(kind):
            return InferredField({"name": name, "type": found}, 1.0, [])
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        item = field_of_arrow(name, kind.value_type).properties["type"]
        plain = item in ("string", "integer", "number", "boolean", "date", "time", "datetime")
        more = {"type": "list", "itemType": item} if plain else {"type": "array"}
        return InferredField({"name": name, **more}, 1.0, [])
    return InferredField({"name": name, "type": "any"}, 1.0, [], f"{kind} has no counterpart in a schema")
