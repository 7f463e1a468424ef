"""Writing records and rows of registries as YAML: in the order of the format, anchors as blocks.

The opposite of `record.read_record`. Values are given as people write them: slugs, codes, texts, lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from onrecord.records.format.layout import Layout

#: a row as it is written: key -> text, number, list, map of roles; of `at` an anchor, a list, or parts
Row = Mapping[str, Any]
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_/ .’()-]*[A-Za-z0-9_)’]|[A-Za-z]|[a-z]+:[a-z0-9:-]+")
#: words that YAML 1.1 reads as another thing than text
_SPECIAL = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"])
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u2028\u2029]")


def write_record(
    header: Mapping[str, str], sections: Mapping[str, Mapping[str, Row]], layout: Layout, rejected: Sequence[str] = ()
) -> str:
    """A whole record: header, sections in the order of the format, every row."""
    lines = [f"{name}: {_scalar(value)}" for name, value in header.items()]
    order = [*layout.proposals.new, *layout.sections]
    for name in order:
        rows = sections.get(name)
        if rows:
            lines += ["", f"{name}:", *(line for slug, row in rows.items() for line in write_row(slug, row))]
    if rejected:
        lines += ["", f"{layout.proposals.rejected}: {_value(list(rejected))}"]
    return "\n".join(lines) + "\n"


def write_source(told: Mapping[str, Any], sha256: str) -> str:
    """A `source.yaml`: what is told of a text, by the keys of the format."""
    basis = {"published_basis": "stated"} if "published" in told else {}
    return "".join(f"{name}: {_scalar(value)}\n" for name, value in {**told, **basis, "sha256": sha256}.items())


def write_row(slug: str, row: Row, indent: int = 2) -> Iterator[str]:
    """The lines of one row below its section."""
    yield f"{' ' * indent}{slug}:"
    for name, value in row.items():
        if value is not None:
            yield from write_key(name, value, indent + 2)


def write_item(row: Row, indent: int = 2) -> Iterator[str]:
    """The lines of one item of a section that is a list."""
    lines = [line for name, value in row.items() if value is not None for line in write_key(name, value, indent + 2)]
    yield from (f"{' ' * indent}- {lines[0].lstrip(' ')}", *lines[1:]) if lines else ()


def write_key(name: str, value: Any, indent: int) -> Iterator[str]:
    """The lines of one key of a row, which stands at this column."""
    if name == "at":
        yield from _anchors(value, indent)
    else:
        yield f"{' ' * indent}{name}: {_value(value)}"


def _anchors(at: Any, indent: int) -> Iterator[str]:
    yield from _anchor("at", at, indent) if not isinstance(at, Mapping) else _parts(at, indent)


def _parts(parts: Mapping[str, Any], indent: int) -> Iterator[str]:
    yield f"{' ' * indent}at:"
    for part, anchors in parts.items():
        yield from _anchor(part, anchors, indent + 2)


def _anchor(key: str, told: str | Sequence[str], indent: int) -> Iterator[str]:
    anchors = [told] if isinstance(told, str) else list(told)
    if len(anchors) == 1:
        yield from _words(f"{' ' * indent}{key}:", anchors[0], indent + 2)
        return
    yield f"{' ' * indent}{key}:"
    for anchor in anchors:
        yield from _words(f"{' ' * (indent + 2)}-", anchor, indent + 4)


def _words(before: str, anchor: str, indent: int) -> Iterator[str]:
    """An anchor as a block; with characters that no block can hold in quotation marks, where they are escaped."""
    if _CONTROL.search(anchor):
        yield f'{before} "{_escaped(anchor)}"'
    else:
        yield f"{before} |"
        yield f"{' ' * indent}{anchor}"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_value(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_scalar(item) for item in value) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"{value:.12f}".rstrip("0").rstrip(".")
    text = " ".join(str(value).split())
    if _PLAIN.fullmatch(text) and text.lower() not in _SPECIAL:
        return text
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
