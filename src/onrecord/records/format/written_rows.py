"""Rows as people wrote them: plain text, lists and maps by key, untyped, as a page shows them in a form."""

from __future__ import annotations

from typing import Any

import yaml

from onrecord.records.format.yaml_nodes import Mapping, Node, Sequence


def row_as_written(row: Mapping) -> dict[str, Any]:
    """Key → text, list or map."""
    return {name: value_as_written(node) for name, node in row.values.items()}


def value_as_written(node: Node) -> Any:
    """The text of a scalar (of a block without its last line feed), a list of values, or a map of them."""
    if isinstance(node, yaml.ScalarNode):
        return node.value.rstrip("\n")
    if isinstance(node, Sequence):
        return [value_as_written(item) for item in node.items]
    return {name: value_as_written(value) for name, value in node.values.items()}
