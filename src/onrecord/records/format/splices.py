"""Changes to the text of a record or registry, each at its place: whatever else stands in the file stays byte by byte.

`where` is the section of a record that rows stand in, or None in a registry, whose rows stand at the margin. What is
written in braces is written as lines when it is changed. All functions give back the new text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import yaml

from onrecord.findings import Finding, Problem
from onrecord.records.format.broken_parts import read_usable
from onrecord.records.format.layout import Section
from onrecord.records.format.writer import write_key, write_row
from onrecord.records.format.written_rows import value_as_written
from onrecord.records.format.yaml_nodes import Mapping as Map
from onrecord.records.format.yaml_nodes import Node
from onrecord.records.format.yaml_nodes import Sequence as List


def add_row(text: str, where: str | None, slug: str, row: Mapping[str, Any], order: Sequence[str] = ()) -> str:
    """The text with a row behind those of its section."""
    return add_lines(text, where, list(write_row(slug, row, 0 if where is None else 2)), order)


def add_lines(text: str, where: str | None, lines: Iterable[str], order: Sequence[str] = ()) -> str:
    """The text with these lines behind the rows (or items) of a section.

    A section that is missing comes before the first of those that follow it in `order`. Raises `Problem` (R022) for a
    section in braces that holds rows.
    """
    block = _ended(text, list(lines))
    root = _root(text)
    if where is None:
        if isinstance(root, Map) and root.flow:
            _no_braces(root, "the registry", text)
            return _replaced(text, root.start_mark.index, root.end_mark.index, block.rstrip("\r\n"))
        return _joined(text.rstrip("\r\n"), text) + block if text.strip() else block
    rows = root.values.get(where) if root is not None else None
    if root is None or where not in root.keys:
        return _new_section(text, root, where, block, order)
    if isinstance(rows, Map | List) and not rows.flow and (rows.values if isinstance(rows, Map) else rows.items):
        at = _behind(text, line_end(text, end_of(rows, text)))
        return _joined(text[:at], text) + block + text[at:]
    if rows is not None:
        _no_braces(rows, where, text)
    key = root.keys[where]
    colon = text.index(":", key.end_mark.index) + 1
    old_end = rows.end_mark.index if rows is not None and rows.end_mark.index > colon else colon
    rest = text[old_end : line_end(text, old_end)].strip()
    at = line_end(text, old_end)
    head = text[:colon] + (f"  {rest}" if rest.startswith("#") else "")
    return _joined(head, text) + block + text[min(len(text), at + 1) :]


def set_key(text: str, where: str | None, slug: str, name: str, value: Any, section: Section) -> str:
    """The text with a key of a row set, or taken out when the value is None."""
    text, row = _row_as_lines(text, where, slug)
    return _set(text, row, name, value, section, (0 if where is None else 2) + 2)


def set_item_key(text: str, where: str, index: int, name: str, value: Any, section: Section) -> str:
    """The same for an item of a section that is a list."""
    item = _item(text, where, index)
    if item.flow:
        raise _braces(where, item, text)
    column = next(iter(item.keys.values())).start_mark.column
    return _set(text, item, name, value, section, column)


def set_top_key(text: str, name: str, value: Any, section: Section) -> str:
    """The same for a file that is one row, such as `source.yaml`."""
    root = _root(text)
    if root is None or root.flow:
        return (
            _joined(text.rstrip("\r\n"), text) + _ended(text, list(write_key(name, value, 0)))
            if value is not None
            else text
        )
    return _set(text, root, name, value, section, 0)


def remove_row(text: str, where: str | None, slug: str) -> str:
    """The text without a row. Comments before it stay; a section that has no other row stays, empty."""
    root = _root(text)
    rows = _rows(root, where)
    if slug not in rows.keys:
        raise _gone(where, slug)
    if rows.flow:
        raise _braces(where or "the registry", rows, text)
    start = line_start(text, rows.keys[slug].start_mark.index)
    end = min(len(text), line_end(text, end_of(rows.values[slug], text, rows.keys[slug])) + 1)
    text = text[:start] + text[end:]
    return _emptied(text, root, where, "{}") if where is not None and len(rows.keys) == 1 else text


def remove_item(text: str, where: str, index: int) -> str:
    """The text without an item of a section that is a list."""
    root = _root(text)
    items = root.values.get(where) if root is not None else None
    item = _item(text, where, index)
    assert isinstance(items, List)  # noqa: S101 - it has this item
    if items.flow:
        raise _braces(where, items, text)
    start = line_start(text, item.start_mark.index)
    end = min(len(text), line_end(text, end_of(item, text)) + 1)
    text = text[:start] + text[end:]
    return _emptied(text, root, where, "[]") if len(items.items) == 1 else text


def row_text(text: str, where: str | None, slug: str) -> tuple[int, int]:
    """Where the lines of a row stand: offsets of its first character and behind its last line."""
    rows = _rows(_root(text), where)
    if slug not in rows.keys:
        raise _gone(where, slug)
    start = line_start(text, rows.keys[slug].start_mark.index)
    return start, min(len(text), line_end(text, end_of(rows.values[slug], text, rows.keys[slug])) + 1)


# -- places in a text -----------------------------------------------------------------------------


def line_start(text: str, at: int) -> int:
    """The offset at which the line of an offset begins."""
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """The offset of the line feed that ends the line of an offset, or the end of the text."""
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


def end_of(node: Node, text: str, key: Node | None = None) -> int:
    """The offset behind the last character of a value; what a parser takes for its end may lie lines further on."""
    if not isinstance(node, yaml.ScalarNode) and not node.flow:
        inner = list(node.values.values() if isinstance(node, Map) else node.items)
        if inner:
            last = list(node.keys.values())[-1] if isinstance(node, Map) else None
            return end_of(inner[-1], text, last)
    start = key.end_mark.index if key is not None else node.start_mark.index
    end = max(start, node.end_mark.index)
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        # behind the last line of words, whatever blank lines or comments the parser went through
        while end > start and text[end - 1] in "\n\r ":
            end -= 1
        while end > start and _is_comment_outside(text, node, end):
            end = line_start(text, end) - 1
            while end > start and text[end - 1] in "\n\r ":
                end -= 1
    return int(end)


def _is_comment_outside(text: str, node: Any, end: int) -> bool:
    """Whether the line that ends here is a comment to the left of a block's words."""
    line = text[line_start(text, end) : end]
    first = text[line_end(text, node.start_mark.index) + 1 :]
    indent = len(first) - len(first.lstrip(" "))
    return line.lstrip(" ").startswith("#") and len(line) - len(line.lstrip(" ")) < indent


def _behind(text: str, at: int) -> int:
    """Behind the comments that still belong to the rows before: indented ones, without the blank lines after them."""
    at = min(len(text), at + 1)
    end = at
    while at < len(text):
        line = text[at : line_end(text, at)]
        if line.strip() and not line.startswith(" "):
            break
        at = min(len(text), line_end(text, at) + 1)
        if line.strip():
            end = at
    return end


# -- parts of a change ----------------------------------------------------------------------------


def _set(text: str, row: Map, name: str, value: Any, section: Section, column: int) -> str:
    lines = list(write_key(name, value, column)) if value is not None else []
    if name in row.keys:
        key, node = row.keys[name], row.values[name]
        start, end = line_start(text, key.start_mark.index), end_of(node, text, key)
        inside = text[start : key.start_mark.index]
        comment = _comment(text, end) if not isinstance(node, yaml.ScalarNode) or node.style not in ("|", ">") else ""
        if lines and inside.strip():  # the first key of an item stands behind its hyphen
            lines[0] = inside + lines[0].lstrip(" ")
        if lines and comment:
            lines[0] = f"{lines[0]}  {comment}"
        if not lines and inside.strip():
            raise Problem(Finding(code="R022", message=f"{name} is the first key of its row and can't be left out"))
        end = line_end(text, end)
        return text[:start] + _ended(text, lines) + text[min(len(text), end + 1) :]
    if not lines:
        return text
    order = list(section.keys)
    later = order[order.index(name) + 1 :] if name in order else []
    before = next((row.keys[key] for key in row.keys if key in later), None)
    first = next(iter(row.keys.values()), None)
    if before is not None and before is not first:
        at = _above_comments(text, line_start(text, before.start_mark.index), row)
        return text[:at] + _ended(text, lines) + text[at:]
    if before is not None and text[line_start(text, before.start_mark.index) : before.start_mark.index].strip() == "":
        at = line_start(text, before.start_mark.index)
        return text[:at] + _ended(text, lines) + text[at:]
    last = list(row.keys.values())[-1]
    at = min(len(text), line_end(text, end_of(row, text, last)) + 1)
    return _joined(text[:at], text) + _ended(text, lines) + text[at:]


def _above_comments(text: str, at: int, row: Map) -> int:
    """Before the comments that stand directly above a line, since they tell of it."""
    first = next(iter(row.keys.values())).start_mark.index
    while at > first:
        above = line_start(text, at - 1)
        if above <= first or not text[above:at].lstrip(" ").startswith("#"):
            break
        at = above
    return at


def _row_as_lines(text: str, where: str | None, slug: str) -> tuple[str, Map]:
    """The text in which a row is written as lines, and the row. Raises `Problem` (R014) when it isn't there."""
    rows = _rows(_root(text), where)
    row = rows.values.get(slug)
    if row is None:
        raise _gone(where, slug)
    if rows.flow:
        raise _braces(where or "the registry", rows, text)
    if isinstance(row, Map) and not row.flow:
        return text, row
    if not isinstance(row, Map) or "#" in text[row.start_mark.index : row.end_mark.index].replace("\\#", ""):
        raise _braces(f"“{slug}”", row, text)
    key = rows.keys[slug]
    comment = _comment(text, row.end_mark.index)
    column = key.start_mark.column
    lines = [f"{' ' * column}{_source(key, text)}:" + (f"  {comment}" if comment else "")]
    for name, value in row.values.items():
        if name == "at":
            lines += write_key(name, value_as_written(value), column + 2)
        else:
            lines.append(f"{' ' * (column + 2)}{_source(row.keys[name], text)}: {_source(value, text)}")
    end = min(len(text), line_end(text, row.end_mark.index) + 1)
    text = text[: line_start(text, key.start_mark.index)] + _ended(text, lines) + text[end:]
    made = _rows(_root(text), where).values[slug]
    assert isinstance(made, Map)  # noqa: S101 - it was written here
    return text, made


def _source(node: Node, text: str) -> str:
    return " ".join(text[node.start_mark.index : node.end_mark.index].split())


def _root(text: str) -> Map | None:
    root = read_usable("", text)[0].root
    return root if isinstance(root, Map) else None


def _rows(root: Map | None, where: str | None) -> Map:
    rows: Node | None = root if where is None else (root.values.get(where) if root is not None else None)
    if not isinstance(rows, Map):
        raise _gone(where, "")
    return rows


def _item(text: str, where: str, index: int) -> Map:
    root = _root(text)
    items = root.values.get(where) if root is not None else None
    if not isinstance(items, List) or not 0 <= index < len(items.items) or not isinstance(items.items[index], Map):
        raise _gone(where, str(index + 1))
    item = items.items[index]
    assert isinstance(item, Map)  # noqa: S101 - looked at above
    return item


def _new_section(text: str, root: Map | None, where: str, block: str, order: Sequence[str]) -> str:
    later = order[order.index(where) + 1 :] if where in order else ()
    following = next((root.keys[name] for name in later if name in root.keys), None) if root is not None else None
    feed = _feed(text)
    if following is None:
        return _joined(text.rstrip("\r\n"), text) + f"{feed}{where}:{feed}{block}"
    at = line_start(text, following.start_mark.index)
    return text[:at] + f"{where}:{feed}{block}{feed}" + text[at:]


def _emptied(text: str, root: Map | None, where: str, sign: str) -> str:
    """The text in which a section that has lost its last row is written as an empty one."""
    assert root is not None  # noqa: S101 - the section was there
    colon = text.index(":", root.keys[where].end_mark.index) + 1
    return f"{text[:colon]} {sign}{text[colon:]}"


def _comment(text: str, at: int) -> str:
    rest = text[at : line_end(text, at)].strip()
    return rest if rest.startswith("#") else ""


def _feed(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _ended(text: str, lines: Iterable[str]) -> str:
    feed = _feed(text)
    return "".join(line + feed for line in lines)


def _joined(head: str, text: str) -> str:
    """A text that ends with a line."""
    return head if not head or head.endswith("\n") else head + _feed(text)


def _replaced(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def _no_braces(node: Node, what: str, text: str) -> None:
    held = node.values if isinstance(node, Map) else node.items if isinstance(node, List) else node.value.strip()
    if held:
        raise _braces(what, node, text)


def _braces(what: str, node: Node, text: str) -> Problem:
    line = text.count("\n", 0, node.start_mark.index) + 1
    return Problem(Finding(code="R022", file="record.yaml", line=line, message=f"{what} is written in braces",
                           help="python scripts/annotate.py --format  writes it as lines"))  # fmt: skip


def _gone(where: str | None, slug: str) -> Problem:
    message = f"there is no row “{slug}” in {where or 'the registry'} (any more)"
    return Problem(Finding(code="R014", message=message, help="look at the record as it is now"))
