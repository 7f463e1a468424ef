"""Row rules: a small, pure part of SQL, so that a rule from a stranger's package can be run without fear.

A rule speaks of one row: columns, literals, operators and functions that work value by value and mean the same in
Polars, DuckDB and, but for what the table in `docs/verify.md` says, Spark. No queries, no totals over rows, nothing
that reads files, no text that grows without bound.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from onrecord.contract.row_rules.functions import FUNCTIONS, REFUSED
from onrecord.contract.row_rules.syntax import KEYWORDS, Call, Column, Node, Parser, Token, tokens_of
from onrecord.findings import did_you_mean, printable

__all__ = ["FUNCTIONS", "RowRule", "row_rule"]

#: words that SQL reserves, by which an engine may not understand a column, though it is in quotation marks
RESERVED = frozenset(
    "all and any array as between both case cast check collate column constraint create cross current_date "  # noqa: SIM905
    "current_time current_timestamp current_user default delete describe distinct drop else end escape except exists "
    "false fetch filter for foreign from full grant group having in inner insert intersect interval into is join "
    "lateral leading left like limit natural not null offset on only or order outer overlaps primary references right "
    "select session_user set some table then time to trailing true union unique unknown update user using values when "
    "where window with".split()
)


#: words before a bracket that are no functions, or none like others
_NO_FUNCTIONS = KEYWORDS | {"cast", "try_cast", "extract"}


class RowRule(NamedTuple):
    """A rule that was read: its columns in the order of their first use, and what it says as a tree."""

    columns: tuple[str, ...]
    tree: Node
    tokens: tuple[Token, ...]

    def sql(self, new_name: Callable[[str], str] = str, quote: str = '"') -> str:
        """The rule's text with every column in quotation marks (and under another name), for any engine of SQL.

        >>> row_rule("start < stop", ["start", "stop"]).sql(quote="`")  # as Spark writes columns
        '`start` < `stop`'
        """
        # a space between all of them keeps `- -1` from becoming a comment
        return " ".join(
            token.text if name is None else quote + new_name(name).replace(quote, 2 * quote) + quote
            for token, name in zip(self.tokens, _names(self.tokens, self.columns), strict=True)
        )

    @property
    def reserved(self) -> tuple[str, ...]:
        """Its columns whose names SQL reserves: not every engine takes them for columns."""
        return tuple(name for name in self.columns if name.lower() in RESERVED)


def row_rule(expression: str, columns: Collection[str]) -> RowRule:
    """Read a rule on the columns of a table. Raises `ValueError` with the reason when it is none that can be run.

    >>> row_rule("value_low <= value", ["value", "value_low"]).columns
    ('value_low', 'value')
    """
    tokens = tokens_of(expression)
    _check_functions(tokens)
    tree = Parser(tokens).rule()
    found = []
    for node in _nodes(tree):
        if isinstance(node, Column):
            found.append(_known(node.name, columns))
        elif isinstance(node, Call):
            _check_call(node)
    return RowRule(tuple(dict.fromkeys(found)), tree, tuple(tokens))


def _nodes(node: object) -> Iterator[object]:
    """A node of the tree and all below it, from left to right."""
    yield node
    if isinstance(node, tuple):
        for child in node:
            yield from _nodes(child) if isinstance(child, tuple) else ()


def _check_functions(tokens: Sequence[Token]) -> None:
    """Whether all functions are known. It is asked first, since a foreign one may have a syntax of its own."""
    for at, (token, after) in enumerate(pairwise(tokens)):
        name, before = token.word, tokens[at - 1].word if at else ""
        if token.kind != "word" or after.text != "(" or before in ("as", "::") or name in _NO_FUNCTIONS:
            continue
        if name in REFUSED:
            raise ValueError(f"a row rule has no function “{name}”: {REFUSED[name]}")
        if name not in FUNCTIONS:
            hint = did_you_mean(name, FUNCTIONS) or f"known: {', '.join(sorted(FUNCTIONS))}"
            raise ValueError(f"a row rule has no function “{printable(token.text, 40)}” ({hint})")


def _check_call(call: Call) -> None:
    function = FUNCTIONS.get(call.name)
    if function is not None and not function.least <= len(call.arguments) <= function.most:
        raise ValueError(f"it is {function.shown}, and has {len(call.arguments)} values here")


def _known(name: str, columns: Collection[str]) -> str:
    if name not in columns:
        hint = did_you_mean(name, columns)
        raise ValueError(f"there is no column “{printable(name, 60)}”" + (f" ({hint})" if hint else ""))
    return name


def _names(tokens: tuple[Token, ...], columns: Collection[str]) -> Iterator[str | None]:
    """The column that each word names, or None."""
    for at, token in enumerate(tokens):
        if token.kind == "quoted":
            yield token.text[1:-1].replace('""', '"')
            continue
        before = tokens[at - 1].word if at else ""
        after = tokens[at + 1] if at + 1 < len(tokens) else Token("", "")
        is_type = before in ("as", "::")
        is_part = after.word == "from" and at > 1 and tokens[at - 2].word == "extract"
        is_other = after.text == "(" or after.kind == "text" or is_type or is_part
        named = token.kind == "word" and token.text in columns and not is_other
        yield token.text if named else None
