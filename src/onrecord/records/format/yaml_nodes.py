"""YAML as nodes that know where they stand: every scalar is text, every key and value has line and column.

Only a plain dialect of YAML is read (maps, lists, text): tags, anchors, aliases, merge keys and several
documents in one file are findings, and so is a key that stands twice. Depth and size have limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from onrecord.findings import Finding, Note, printable
from onrecord.records.format.yaml_errors import explain
from onrecord.text.document import LIMIT_BYTES, Raw, not_utf8, too_large

try:
    from yaml._yaml import CParser as _Parser

    _BASES: tuple[Any, ...] = (_Parser,)
except ImportError:  # PyYAML without libyaml: the same, slower
    from yaml.composer import Composer
    from yaml.parser import Parser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    _BASES = (Reader, Scanner, Parser, Composer)

#: maps and lists within each other
LIMIT_DEPTH = 32

Scalar: TypeAlias = yaml.ScalarNode


class Mapping:
    """A map: text keys to values, in the order of the file. Marks are PyYAML's: index, line, column from 0."""

    __slots__ = ("end_mark", "flow", "keys", "start_mark", "values")

    def __init__(self, node: Any) -> None:
        self.start_mark, self.end_mark = node.start_mark, node.end_mark
        self.flow = bool(node.flow_style)
        self.keys: dict[str, Scalar] = {}
        self.values: dict[str, Node] = {}

    def get(self, key: str) -> Node | None:
        """The value of a key, or None."""
        return self.values.get(key)

    def items(self) -> Iterator[tuple[str, Scalar, Node]]:
        """Key, the key's node and the value's node."""
        keys = self.keys
        return ((key, keys[key], value) for key, value in self.values.items())


class Sequence:
    """A list."""

    __slots__ = ("end_mark", "flow", "items", "start_mark")

    def __init__(self, node: Any, items: list[Node]) -> None:
        self.start_mark, self.end_mark = node.start_mark, node.end_mark
        self.flow = bool(node.flow_style)
        self.items = items


Node: TypeAlias = Scalar | Mapping | Sequence


def kind(node: Node) -> str:
    """What a person calls it."""
    return "a map" if isinstance(node, Mapping) else "a list" if isinstance(node, Sequence) else "text"


@dataclass
class File:
    """A YAML file that was read: its text, its root (None when it cannot be used), what is wrong with it."""

    name: str
    text: str = ""
    root: Mapping | Sequence | None = None
    findings: list[Finding] = field(default_factory=list)
    _lines: list[str] | None = None

    def line(self, number: int) -> str:
        """The line of that number (1-based), without its end; empty behind the last line."""
        if self._lines is None:
            self._lines = self.text.split("\n")
        return self._lines[number - 1].removesuffix("\r") if 0 < number <= len(self._lines) else ""

    def place(self, node: Node) -> tuple[int, int, int]:
        """Line, column (1-based) and length of what is marked for a node: of a block its first line of words."""
        start, end = node.start_mark, node.end_mark
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            for number in range(start.line + 2, end.line + 2):
                words = self.line(number).strip()
                if words:
                    return number, self.line(number).index(words[0]) + 1, len(words)
        one_line = end is not None and start.line == end.line
        return start.line + 1, start.column + 1, max(1, end.column - start.column) if one_line else 1

    def report(self, code: str, message: str, node: Node | None = None, **more: Any) -> None:
        """Add a finding at a node, with the line it stands on."""
        if node is None:
            self.findings.append(Finding(code=code, message=message, file=self.name, **more))
            return
        line, column, length = self.place(node)
        self.findings.append(
            Finding(code=code, message=message, file=self.name, line=line, column=column, length=length,
                    snippet=self.line(line), **more)
        )  # fmt: skip

    def note(self, text: str, node: Node) -> Note:
        """A note that points to a node."""
        line, column, _ = self.place(node)
        return Note(text, self.name, line, column)


def read_yaml(name: str, raw: Raw) -> File:
    """The nodes of a YAML file, and everything that is wrong with it as YAML. Raises nothing.

    `name` is the path that findings show. Codes: R001 to R007.
    """
    file = File(name)
    if isinstance(raw, int) or len(raw) > LIMIT_BYTES:
        file.findings.append(too_large(name, raw, "R002"))
        return file
    try:
        file.text = raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        file.findings.append(not_utf8(name, raw, error, "R001"))
        return file
    try:
        node = compose(file.text)
    except TooDeep as error:
        file.report("R006", f"maps and lists are nested deeper than {LIMIT_DEPTH} levels", error.node)
    except yaml.YAMLError as error:
        file.findings.append(explain(file.line, name, file.text, error))
    else:
        _take(file, node)
    return file


class TooDeep(yaml.YAMLError):
    """Maps and lists stand deeper in each other than `LIMIT_DEPTH`; deep enough, they would exhaust the stack."""

    def __init__(self, node: Any) -> None:
        super().__init__()
        self.node = node


def compose(text: str) -> Any:
    """PyYAML's node of the one document in the text, None when it holds none; every scalar is text.

    Raises `TooDeep` and every other `yaml.YAMLError`.
    """
    return _Loader(text).get_single_node()


class _Loader(*_BASES):  # type: ignore[misc]
    """PyYAML's composer without its resolver: a scalar has no type but text, a node no tag but one that was written."""

    def __init__(self, text: str) -> None:
        for base in _BASES:
            base.__init__(self, *([text] if base in (_BASES[0],) else []))
        self._depth = 0

    def resolve(self, *_: Any) -> str:
        return ""

    def descend_resolver(self, parent: Any, _: Any) -> None:
        self._depth += 1
        if self._depth > LIMIT_DEPTH:
            raise TooDeep(parent)

    def ascend_resolver(self) -> None:
        self._depth -= 1


#: where a tag, an anchor or an alias may begin; only a file that has such a place is looked through for them
_EXTRAS = re.compile(r"(?:^|[\s\[{,])[!&*]")


def _take(file: File, node: Any) -> None:
    if node is None or (isinstance(node, yaml.ScalarNode) and not node.value):
        file.report("R003", "the file is empty")
        return
    if _EXTRAS.search(file.text) and _extras(file, node):
        return
    taken = _converted(file, node)
    if isinstance(taken, yaml.ScalarNode):
        file.report("R007", "expected “key: value”, found only text", taken, help="write: key: value")
    else:
        file.root = taken


def _converted(file: File, node: Any) -> Node:
    if node.__class__ is yaml.MappingNode:
        return _mapping(file, node)
    if node.__class__ is yaml.SequenceNode:
        return Sequence(node, [_converted(file, item) for item in node.value])
    scalar: Scalar = node
    return scalar


def _mapping(file: File, node: Any) -> Mapping:
    mapping = Mapping(node)
    keys, values = mapping.keys, mapping.values
    for key, value in node.value:
        if key.__class__ is not yaml.ScalarNode:
            file.report("R005", f"{kind(_converted(file, key))} stands where a key is expected", key,
                        help="keys are plain text: key: value")  # fmt: skip
            continue
        name = key.value
        if name in keys:
            file.report("R004", f"the key “{printable(name, 60)}” stands twice in the same map", key,
                        notes=(file.note("it stands here first", keys[name]),),
                        help="keep one of the two, or give this one another name")  # fmt: skip
        elif name == "<<" and not key.style:
            file.report("R005", "a merge key (<<) stands here, which records do not use", key,
                        help="write the keys out")  # fmt: skip
        else:
            keys[name] = key
            values[name] = value if value.__class__ is yaml.ScalarNode else _converted(file, value)
    return mapping


def _extras(file: File, root: Any) -> bool:
    """Whether tags or anchors are used (an alias needs an anchor, or it is an error of YAML already)."""
    waiting, found = [root], False
    while waiting:
        node = waiting.pop()
        sign = file.text[node.start_mark.index : node.start_mark.index + 1]
        if sign in ("!", "&") or node.tag:
            what, sign = ("an anchor (&)", "&") if sign == "&" else ("a tag (!)", "!")
            file.report("R005", f"{what} stands here, which records do not use", node,
                        help=f"put the value into quotation marks if it begins with {sign}, else remove it")  # fmt: skip
            found = True
        elif node.__class__ is yaml.MappingNode:
            waiting += [part for pair in reversed(node.value) for part in reversed(pair)]
        elif node.__class__ is yaml.SequenceNode:
            waiting += reversed(node.value)
        if found and sign == "&":
            break  # what follows may be an alias that leads back here
    return found
