"""Row rules: a small, pure part of SQL, so that a rule from a stranger's package can be run without fear.

A rule speaks of one row: columns, literals, operators and functions that work value by value and mean the same in
Polars, DuckDB and Spark. No queries, no totals over rows, nothing that reads files, no text that grows without bound.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from onrecord.findings import did_you_mean, printable

#: a rule may have so many words and signs, and brackets so deep: engines take long over long ones
MOST_TOKENS, MOST_DEPTH = 400, 30

FUNCTIONS = frozenset(
    [
        "abs",
        "ceil",
        "ceiling",
        "floor",
        "round",
        "sign",
        "sqrt",
        "exp",
        "ln",
        "log10",
        "mod",
        "pow",
        "power",
        "coalesce",
        "nullif",
        "ifnull",
        "greatest",
        "least",
        "if",
        "cast",
        "try_cast",
        "length",
        "char_length",
        "octet_length",
        "lower",
        "upper",
        "trim",
        "ltrim",
        "rtrim",
        "left",
        "right",
        "substr",
        "substring",
        "split_part",
        "starts_with",
        "ends_with",
        "strpos",
        "concat",
        "regexp_like",
        "extract",
        "date_part",
        "year",
        "quarter",
        "month",
        "week",
        "day",
        "hour",
        "minute",
        "second",
    ]
)

_KEYWORDS = frozenset(
    [
        "and",
        "or",
        "not",
        "in",
        "is",
        "null",
        "true",
        "false",
        "like",
        "ilike",
        "between",
        "case",
        "when",
        "then",
        "else",
        "end",
        "distinct",
        "from",
        "as",
        "escape",
    ]
)
_TYPES = frozenset(
    [
        "boolean",
        "bool",
        "tinyint",
        "smallint",
        "int",
        "integer",
        "bigint",
        "float",
        "real",
        "double",
        "precision",
        "decimal",
        "numeric",
        "varchar",
        "char",
        "text",
        "string",
        "date",
        "time",
        "timestamp",
    ]
)

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<comment>--|/\*)
    |(?P<text>'(?:[^']|'')*')
    |(?P<quoted>"(?:[^"]|"")*")
    |(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![A-Za-z_]))
    |(?P<word>[^\W\d]\w*)
    |(?P<sign><=|>=|<>|!=|\|\||::|[=<>+\-*/%(),])""",
    re.VERBOSE,
)


class _Token(NamedTuple):
    kind: str
    text: str


class RowRule(NamedTuple):
    """A rule that was read: its columns in the order of their first use, and its text with other names for them."""

    columns: tuple[str, ...]
    renamed: Callable[[Callable[[str], str]], str]


def row_rule(expression: str, columns: Collection[str]) -> RowRule:
    """Read a rule on the columns of a table. Raises `ValueError` with the reason when it is none that can be run."""
    tokens = list(_tokens(expression))
    if len(tokens) > MOST_TOKENS:
        raise ValueError(f"it has {len(tokens)} words and signs; {MOST_TOKENS} are the most")
    _brackets(tokens)
    names = [_column(tokens, at, columns) for at in range(len(tokens))]

    def renamed(new: Callable[[str], str]) -> str:
        # a space between all of them keeps `- -1` from becoming a comment
        return " ".join(
            token.text if name is None else '"' + new(name).replace('"', '""') + '"'
            for token, name in zip(tokens, names, strict=True)
        )

    return RowRule(tuple(dict.fromkeys(name for name in names if name is not None)), renamed)


def _tokens(expression: str) -> Iterator[_Token]:
    at = 0
    while at < len(expression):
        found = _TOKEN.match(expression, at)
        kind = found.lastgroup if found else None
        if found is None or kind is None or kind == "comment":
            raise ValueError(f"“{printable(expression[at : at + 10])}” has no place in a row rule")
        if kind != "space":
            yield _Token(kind, found.group())
        at = found.end()


def _brackets(tokens: list[_Token]) -> None:
    depth = 0
    for token in tokens:
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth < 0:
            break
        if depth > MOST_DEPTH:
            raise ValueError(f"its brackets are nested more than {MOST_DEPTH} deep")
    if depth != 0:
        raise ValueError("its brackets don't match")


def _column(tokens: list[_Token], at: int, columns: Collection[str]) -> str | None:
    """The column that the token names, or None when it names none. Raises `ValueError` for an unknown word."""
    token = tokens[at]
    before = tokens[at - 1].text.lower() if at else ""
    after = tokens[at + 1] if at + 1 < len(tokens) else _Token("", "")
    if token.kind == "quoted":
        return _known(token.text[1:-1].replace('""', '"'), columns)
    if token.kind != "word":
        return None
    word = token.text.lower()
    if after.text == "(" and word not in _KEYWORDS and before not in ("as", "::"):
        if word not in FUNCTIONS:
            hint = did_you_mean(word, FUNCTIONS) or f"known: {', '.join(sorted(FUNCTIONS))}"
            raise ValueError(f"a row rule has no function “{printable(token.text)}” ({hint})")
        return None
    is_type = before in ("as", "::") or (before == "double" and word == "precision")
    is_literal = after.kind == "text" and word in ("date", "time", "timestamp", "interval")
    is_part = after.text.lower() == "from" and at > 1 and tokens[at - 2].text.lower() == "extract"
    if word in _KEYWORDS or (is_type and word in _TYPES) or is_literal or is_part:
        return None
    return _known(token.text, columns)


def _known(name: str, columns: Collection[str]) -> str:
    if name not in columns:
        hint = did_you_mean(name, columns)
        raise ValueError(f"there is no column “{printable(name, 60)}”" + (f" ({hint})" if hint else ""))
    return name
