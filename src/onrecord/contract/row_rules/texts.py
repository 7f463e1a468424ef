"""What row rules do with texts: letters, patterns of LIKE, positions. All count characters, that is code points."""

from __future__ import annotations

import re

import polars as pl

#: spaces of any width (Unicode's category Zs)
SPACES = "\u0020\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"


def upper_character(character: str) -> str:
    """A character's capital by Unicode's simple mapping, which gives one character for one; of “ß” it is “ẞ”."""
    if character == "ß":
        return "ẞ"
    capital, title = character.upper(), character.title()
    return capital if len(capital) == 1 else title if len(title) == 1 else character


def lower_character(character: str) -> str:
    """A character's small letter by Unicode's simple mapping."""
    small = character.lower()
    return small if len(small) == 1 else small[0]


def upper(text: pl.Expr) -> pl.Expr:
    """Texts in capitals."""
    return text.map_batches(lambda texts: _by_character(texts, upper=True), return_dtype=pl.String, is_elementwise=True)


def lower(text: pl.Expr) -> pl.Expr:
    """Texts in small letters."""
    return text.map_batches(
        lambda texts: _by_character(texts, upper=False), return_dtype=pl.String, is_elementwise=True
    )


def _by_character(texts: pl.Series, *, upper: bool) -> pl.Series:
    mapped = texts.str.to_uppercase() if upper else texts.str.to_lowercase()
    is_ascii = texts.str.len_bytes() == texts.str.len_chars()
    if is_ascii.fill_null(True).all():
        return mapped
    one = upper_character if upper else lower_character
    slow = texts.to_frame("t").select(pl.col("t").map_elements(lambda t: "".join(map(one, t)), return_dtype=pl.String))
    return mapped.zip_with(is_ascii.fill_null(True), slow["t"])


def like_pattern(pattern: str, escape: str) -> str:
    """A pattern of LIKE as a regular expression. Raises `ValueError` when it isn't clear what it means."""
    if "\\" in pattern and not escape:
        raise ValueError("engines differ on backslashes in a pattern of LIKE: name a sign by ESCAPE")
    parts, at = [], 0
    while at < len(pattern):
        sign = pattern[at]
        if escape and sign == escape:
            at += 1
            if at == len(pattern) or pattern[at] not in ("%", "_", escape):
                raise ValueError(f"in a pattern of LIKE, {escape} stands before %, _ or itself")
            parts.append(re.escape(pattern[at]))
        else:
            parts.append({"%": ".*", "_": "."}.get(sign) or re.escape(sign))
        at += 1
    return f"(?s)^{''.join(parts)}$"


def part_of(text: pl.Expr, start: pl.Expr, count: pl.Expr | None) -> pl.Expr:
    """`count` characters from a position on, which counts from 1, or below zero from the end.

    A position before the text takes up characters that aren't there, as in SQL; a count below zero goes backwards.
    """
    size, start = text.str.len_chars().cast(pl.Int64), start.cast(pl.Int64)
    first = pl.when(start >= 0).then(start - 1).otherwise(size + start)
    last = size if count is None else first + count.cast(pl.Int64)
    begin = pl.min_horizontal(first, last).clip(0).clip(upper_bound=size)
    end = pl.max_horizontal(first, last).clip(0).clip(upper_bound=size)
    known = start.is_not_null() & (count.is_not_null() if count is not None else True)
    return pl.when(known).then(text.str.slice(begin, (end - begin).cast(pl.UInt64)))


def position_of(text: pl.Expr, part: pl.Expr) -> pl.Expr:
    """Where a part first stands in a text, in characters from 1; 0 if it doesn't."""
    before = text.str.splitn(part, 2).struct.field("field_0").str.len_chars().cast(pl.Int64) + 1
    place = pl.when(part == "").then(1).when(text.str.contains(part, literal=True)).then(before).otherwise(0)
    return pl.when(text.is_not_null() & part.is_not_null()).then(place)
