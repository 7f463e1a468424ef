"""The formatter of records: every anchor as a `|` block, where `#`, `:` and quotes mean nothing.

The text is spliced at the marks of its nodes, so comments and everything else stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from onrecord.records.format.layout import Layout
from onrecord.records.format.yaml_errors import FORBIDDEN
from onrecord.records.format.yaml_nodes import compose


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def format_record(text: str, layout: Layout) -> str:
    """The record with every anchor as a `|` block; all values and comments are kept. Formatting again changes nothing.

    Raises `yaml.YAMLError` when the text is no YAML: `read_record` says what is wrong with it.
    """
    # the parser does not count a byte order mark, which would shift every splice
    text = text.removeprefix("\ufeff")
    root = compose(text)
    if isinstance(root, yaml.MappingNode) and root.flow_style and _plain(root, text):
        text = _unbraced(root, text)
        root = compose(text)
    formatted = text
    for edit in sorted(_edits(root, text, layout), reverse=True):
        formatted = _applied(edit, formatted)
    lines = [line.rstrip(" \t\r") for line in formatted.split("\n")]
    return "\n".join(lines).rstrip("\n") + "\n" if formatted.strip() else formatted


def _applied(edit: _Edit, text: str) -> str:
    """The text with the edit made. A comment behind the old value goes behind the key: in a block it would be words."""
    comment, end = _comment(text, edit.end)
    if not comment:
        return text[: edit.start] + edit.text + text[edit.end :]
    first, feed, rest = edit.text.partition("\n")
    key = f"{text[: edit.start].rstrip(' ')} {first}".rstrip(" ")
    return f"{key}  {comment}{feed}{rest}{text[end:]}"


def _comment(text: str, at: int) -> tuple[str, int]:
    """The comment that ends the line of an offset ("" when there is none), and the end of that line."""
    end = text.find("\n", at)
    end = end if end >= 0 else len(text)
    rest = text[at:end].strip()
    return rest if rest.startswith("#") else "", end


def _unbraced(root: Any, text: str) -> str:
    """A record in braces as lines, between the comments that stand around it."""
    before, after = text[: root.start_mark.index], text[root.end_mark.index :].strip()
    if any(line.strip() and not line.lstrip().startswith("#") for line in f"{before}\n{after}".splitlines()):
        return text
    rows = "".join(f"{_source(key, text)}: {_source(value, text)}\n" for key, value in root.value)
    return before + rows + (f"{after}\n" if after else "")


def _edits(root: Any, text: str, layout: Layout) -> Iterator[_Edit]:
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        return
    for key, section in root.value:
        if key.value in layout.sections and isinstance(section, yaml.MappingNode):
            rows = [(slug.start_mark.column, row) for slug, row in section.value]
        elif key.value == "left_out" and isinstance(section, yaml.SequenceNode):
            rows = [(item.start_mark.column - 2, item) for item in section.value]
        else:
            continue
        if section.flow_style:
            if any(_anchor_of(row) for _, row in rows) and _plain(section, text):
                yield _Edit(section.start_mark.index, section.end_mark.index, _block(section, text, 2, 2))
            continue
        for column, row in rows:
            yield from _row(row, text, column)


def _row(row: Any, text: str, column: int) -> Iterator[_Edit]:
    found = _anchor_of(row)
    if found is None:
        return
    if row.flow_style:
        if _plain(row, text):
            yield _Edit(row.start_mark.index, row.end_mark.index, _block(row, text, column + 2, 2))
        return
    key, value = found
    yield from _value(value, text, key.start_mark.column)


def _anchor_of(row: Any) -> tuple[Any, Any] | None:
    if not isinstance(row, yaml.MappingNode):
        return None
    return next(((key, value) for key, value in row.value if key.value == "at"), None)


def _value(node: Any, text: str, column: int) -> Iterator[_Edit]:
    """Edits below an `at` whose key stands at `column`."""
    if isinstance(node, yaml.ScalarNode):
        if node.style != "|" and _writable(node):
            indicator = f"|{_header_comment(node, text)}"
            yield _Edit(node.start_mark.index, _end(node, text), indicator + _words(node.value, column + 2)[1:])
    elif node.flow_style:
        if _plain(node, text):
            yield _Edit(node.start_mark.index, node.end_mark.index, _block(node, text, column + 2, 1))
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _value(item, text, item.start_mark.column - 2)
    else:
        for key, value in node.value:
            yield from _value(value, text, key.start_mark.column)


def _end(node: Any, text: str) -> int:
    """Where the value ends; a folded block's mark lies behind its last line feed."""
    end: int = node.end_mark.index
    while end > node.start_mark.index and text[end - 1] in "\n ":
        end -= 1
    return end


def _words(value: str, indent: int) -> str:
    lines = [line.strip() for line in value.strip().splitlines() if line.strip()]
    return "|" + "".join(f"\n{' ' * indent}{line}" for line in lines)


def _header_comment(node: Any, text: str) -> str:
    """The comment behind the `>` of a folded block."""
    comment = _source(node, text).partition("\n")[0].partition(" #")[2] if node.style == ">" else ""
    return f"  #{comment}" if comment else ""


def _writable(node: Any) -> bool:
    """Whether a block can hold the words: they may have come from escapes that YAML knows in quotation marks only."""
    return bool(node.value.strip()) and not FORBIDDEN.search(node.value) and "\ufeff" not in node.value


def _plain(node: Any, text: str) -> bool:
    """Whether a node in braces or brackets holds no comment and no escape, which its rewriting would lose."""
    if any(not _writable(scalar) for scalar in _scalars(node) if scalar.value.strip()):
        return False
    return not any(line.lstrip().startswith("#") or " #" in line for line in _source(node, text).splitlines())


def _scalars(node: Any) -> Iterator[Any]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    else:
        for part in node.value:
            for inner in part if isinstance(part, tuple) else (part,):
                yield from _scalars(inner)


def _source(node: Any, text: str) -> str:
    return text[node.start_mark.index : node.end_mark.index]


def _block(node: Any, text: str, indent: int, depth: int) -> str:
    """A node in braces or brackets written as lines. `depth`: 2 a map of rows or a row, 1 the value of an `at`."""
    lines = []
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            told = _words(item.value, indent + 2) if isinstance(item, yaml.ScalarNode) else _source(item, text)
            lines.append(f"{' ' * indent}- {told}")
    else:
        for key, value in node.value:
            lines.append(f"{' ' * indent}{_source(key, text)}:{_after_colon(key, value, text, indent, depth)}")
    return "\n" + "\n".join(lines)


def _after_colon(key: Any, value: Any, text: str, indent: int, depth: int) -> str:
    anchors = depth == 1 or key.value == "at"
    if isinstance(value, yaml.ScalarNode):
        return f" {_words(value.value, indent + 2)}" if anchors and value.value.strip() else f" {_source(value, text)}"
    if anchors:
        return _block(value, text, indent + 2, 1)
    return _block(value, text, indent + 2, 2) if _anchor_of(value) else f" {_source(value, text)}"
