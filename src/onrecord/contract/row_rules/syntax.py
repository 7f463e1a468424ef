"""The syntax of row rules: text to words and signs, and these to a tree. What follows is SQL's grammar for conditions.

Source of the precedences: PostgreSQL's documentation, “Operator Precedence”, which DuckDB shares. Where engines differ
on what belongs together (chains of comparisons), brackets are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from onrecord.findings import printable

#: a rule may have so many words and signs, and brackets so deep: engines take long over long ones
MOST_TOKENS, MOST_DEPTH = 400, 30

KEYWORDS = frozenset(
    "and or not in is null true false like ilike between case when then else end distinct from as escape".split()  # noqa: SIM905
)
#: words of queries, which are no part of a rule
QUERIES = frozenset("select over group order by where having union join limit with table filter".split())  # noqa: SIM905
COMPARISONS = ("=", "<>", "!=", "<", "<=", ">", ">=")

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


class Token(NamedTuple):
    """A word, sign, number or text of a rule; `kind` is the name of its group in `_TOKEN`."""

    kind: str
    text: str

    @property
    def word(self) -> str:
        """A word or sign in lower case; of anything else nothing."""
        return self.text.lower() if self.kind in ("word", "sign") else ""


class Literal(NamedTuple):
    """A value that stands in the rule. `kind` is text, number, boolean, null, date or timestamp."""

    kind: str
    text: str


class Column(NamedTuple):
    """A column, by name; `quoted` if it stands in quotation marks."""

    name: str
    quoted: bool = False


class Call(NamedTuple):
    """A function or operator of values: `upper(a)`, `a + b`, `NOT a`."""

    name: str
    arguments: tuple[Node, ...]


class IsTest(NamedTuple):
    """`a IS NULL`, `a IS TRUE`; with `other`, `a IS DISTINCT FROM other`."""

    value: Node
    what: str
    negated: bool
    other: Node | None = None


class InList(NamedTuple):
    """`a IN (b, c)`."""

    value: Node
    items: tuple[Node, ...]
    negated: bool


class Like(NamedTuple):
    """`a LIKE pattern ESCAPE escape`."""

    value: Node
    pattern: Node
    escape: Node | None
    any_case: bool
    negated: bool


class Case(NamedTuple):
    """`CASE WHEN a THEN b ELSE c END`; with `operand`, each condition is compared with it."""

    operand: Node | None
    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node


class Cast(NamedTuple):
    """`CAST(a AS type)`; `lenient` for `TRY_CAST`."""

    value: Node
    type: str
    lenient: bool


Node = Literal | Column | Call | IsTest | InList | Like | Case | Cast
NULL = Literal("null", "NULL")


def tokens_of(expression: str) -> list[Token]:
    """The words and signs of a rule. Raises `ValueError` for what has no place in one."""
    tokens = list(_tokens(expression))
    if len(tokens) > MOST_TOKENS:
        raise ValueError(f"it has {len(tokens)} words and signs; {MOST_TOKENS} are the most")
    depth = 0
    for token in tokens:
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth > MOST_DEPTH:
            raise ValueError(f"its brackets are nested more than {MOST_DEPTH} deep")
        if depth < 0:
            break
    if depth != 0:
        raise ValueError("its brackets don't match")
    return tokens


def _tokens(expression: str) -> Iterator[Token]:
    at = 0
    while at < len(expression):
        found = _TOKEN.match(expression, at)
        kind = found.lastgroup if found else None
        if found is None or kind is None or kind == "comment":
            raise ValueError(f"“{printable(expression[at : at + 10])}” has no place in a row rule")
        if kind != "space":
            yield Token(kind, found.group())
        at = found.end()


class Parser:
    """Reads a rule from its words and signs. Raises `ValueError` with what was expected where."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens, self._at, self._depth = tokens, 0, 0

    def rule(self) -> Node:
        """The whole rule."""
        if not self._tokens:
            raise ValueError("it is empty")
        node = self._any()
        if self._at < len(self._tokens):
            raise ValueError(f"“{printable(self._next().text, 40)}” is not expected after “{self._before()}”")
        return node

    def _next(self) -> Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else Token("end", "")

    def _before(self) -> str:
        return printable(self._tokens[self._at - 1].text, 40) if self._at else ""

    def _take(self, *words: str) -> str:
        """Go past the next word or sign if it is one of these, and give it."""
        word = self._next().word
        if word and word in words:
            self._at += 1
            return word
        return ""

    def _takes(self, *words: str) -> bool:
        """Go past all of these words if they come next, one after the other."""
        found = [token.word for token in self._tokens[self._at : self._at + len(words)]]
        if found != list(words):
            return False
        self._at += len(words)
        return True

    def _expect(self, word: str) -> None:
        if not self._take(word):
            found = self._next().text
            after = f" in place of “{printable(found, 40)}”" if found else " at its end"
            raise ValueError(f"{word.upper()} is missing{after}")

    def _chain(self, operand: Callable[[], Node], *signs: str) -> Node:
        """Operands with the same kind of sign between them, from left to right."""
        node = operand()
        while sign := self._take(*signs):
            node = Call(sign, (node, operand()))
        return node

    def _any(self) -> Node:
        # brackets are bounded, but NOT and minus can stand before each other without any
        self._depth += 1
        if self._depth > 4 * MOST_DEPTH:
            raise ValueError("it is nested too deeply")
        node = self._chain(lambda: self._chain(self._not, "and"), "or")
        self._depth -= 1
        return node

    def _not(self) -> Node:
        count = 0
        while self._take("not"):
            count += 1
        node = self._predicate()
        for _ in range(count):
            node = Call("not", (node,))
        return node

    def _predicate(self) -> Node:
        node = self._operand()
        if sign := self._take(*COMPARISONS):
            node = Call("<>" if sign == "!=" else sign, (node, self._operand()))
        else:
            node = self._among(node)
        if self._next().word in COMPARISONS:
            raise ValueError(f"brackets are needed around what stands before “{self._next().text}”")
        while self._take("is"):
            node = self._is(node)
        return node

    def _among(self, node: Node) -> Node:
        """IN, BETWEEN and LIKE behind a value, if one follows."""
        start = self._at
        negated = bool(self._take("not"))
        if self._take("in"):
            self._expect("(")
            return InList(node, self._list(), negated)
        if self._take("between"):
            low = self._operand()
            self._expect("and")
            inside = Call("and", (Call(">=", (node, low)), Call("<=", (node, self._operand()))))
            return Call("not", (inside,)) if negated else inside
        if kind := self._take("like", "ilike"):
            pattern = self._operand()
            escape = self._operand() if self._take("escape") else None
            return Like(node, pattern, escape, kind == "ilike", negated)
        self._at = start
        return node

    def _is(self, node: Node) -> Node:
        negated = bool(self._take("not"))
        if self._takes("distinct", "from"):
            return IsTest(node, "distinct", negated, self._operand())
        if what := self._take("null", "true", "false"):
            return IsTest(node, what, negated)
        raise ValueError("IS is followed by NULL, TRUE, FALSE or DISTINCT FROM")

    def _operand(self) -> Node:
        return self._chain(lambda: self._chain(lambda: self._chain(self._signed, "*", "/", "%"), "+", "-"), "||")

    def _signed(self) -> Node:
        signs = []
        while sign := self._take("-", "+"):
            signs.append(sign)
        node = self._primary()
        while self._take("::"):
            node = Cast(node, self._type(), lenient=False)
        return Call("negative", (node,)) if signs.count("-") % 2 else node

    def _list(self) -> tuple[Node, ...]:
        """Values up to a closing bracket."""
        if self._take(")"):
            return ()
        items = [self._any()]
        while self._take(","):
            items.append(self._any())
        self._expect(")")
        return tuple(items)

    def _primary(self) -> Node:
        token = self._next()
        if self._take("("):
            node = self._any()
            self._expect(")")
            return node
        self._at += 1
        if token.kind == "number":
            return Literal("number", token.text)
        if token.kind == "text":
            return Literal("text", token.text[1:-1].replace("''", "'"))
        if token.kind == "quoted":
            return Column(token.text[1:-1].replace('""', '"'), quoted=True)
        if token.kind == "word":
            return self._word(token)
        self._at -= 1
        raise ValueError(f"a value is missing {f'before “{token.text}”' if token.text else 'at its end'}")

    def _word(self, token: Token) -> Node:
        word = token.word
        if word in ("true", "false", "null"):
            return NULL if word == "null" else Literal("boolean", word)
        if word == "case":
            return self._case()
        if word in KEYWORDS or (word in QUERIES and self._next().word in ("(", "")):
            raise ValueError(f"“{token.text}” stands where a value is expected")
        if word in ("date", "timestamp") and self._next().kind == "text":
            self._at += 1
            return Literal(word, self._tokens[self._at - 1].text[1:-1])
        if not self._take("("):
            return Column(token.text)
        if word in ("cast", "try_cast"):
            return self._cast(lenient=word == "try_cast")
        if word == "extract":
            part = self._next().word
            self._at += 1
            self._expect("from")
            return Call("date_part", (Literal("text", part), *self._list()))
        return Call(word, self._list())

    def _cast(self, *, lenient: bool) -> Node:
        value = self._any()
        self._expect("as")
        type_ = self._type()
        self._expect(")")
        return Cast(value, type_, lenient)

    def _type(self) -> str:
        type_ = self._next().word
        self._at += 1
        return "double" if type_ == "double" and self._take("precision") else type_

    def _case(self) -> Node:
        operand = None if self._next().word == "when" else self._any()
        branches = []
        while self._take("when"):
            condition = self._any()
            self._expect("then")
            branches.append((condition, self._any()))
        if not branches:
            raise ValueError("CASE is followed by WHEN … THEN …")
        otherwise = self._any() if self._take("else") else NULL
        self._expect("end")
        return Case(operand, tuple(branches), otherwise)
