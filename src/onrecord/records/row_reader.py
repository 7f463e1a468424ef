"""One row of a record: from keys as people write them to columns of its table and rows of those that link it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onrecord.contract import Contract
from onrecord.findings import printable
from onrecord.records.format import yaml_nodes
from onrecord.records.format.layout import Key
from onrecord.records.format.typed_values import scalar, suggest, typed
from onrecord.records.format.yaml_nodes import File, Node
from onrecord.records.format.yaml_nodes import Mapping as Map
from onrecord.records.references import References
from onrecord.records.values.edtf_dates import Dates, read_edtf
from onrecord.records.values.exceptions import may_be_broken

Row = dict[str, Any]
#: where a value that stands in no column of the row's own goes: table -> its rows
Linked = Mapping[str, list[Row]]


class RowReader:
    """Reads the values of rows; holds what they all need."""

    def __init__(self, file: File, contract: Contract, references: References, linked: Linked, source_id: str) -> None:
        self.file, self.contract, self.references, self.linked = file, contract, references, linked
        self.source_id = source_id

    def fill(self, row: Row, row_id: str, keys: Mapping[str, Key], values: Mapping[str, Node]) -> None:
        """Add the columns that the values of a row fill; anchors are left to others."""
        for name, node in values.items():
            key = keys.get(name)
            if key is None or key.kind == "anchor":
                continue
            if key.kind == "reference":
                row[key.column or name] = self.references.written(name, key.to or "", node)
            elif key.kind == "edtf":
                self._edtf(key, node, row)
            elif key.kind == "links":
                self._links(key, node, row_id)
            elif key.kind == "exceptions":
                rules = self.exceptions(key.name, node)
                source = {"source_id": self.source_id}
                self.linked[key.table or ""] += [
                    {"row_id": row_id, **source, "rule": rule, "reason": reason} for rule, reason in rules.items()
                ]
            else:
                self._value(key, node, row)

    def _value(self, key: Key, node: Node, row: Row) -> None:
        column = key.column or key.name
        if key.none is not None and getattr(node, "value", None) == key.none:
            row[column], row[key.flag or ""] = None, False
            return
        row[column] = typed(self.file, key.name, node, key.described, self.contract)
        if key.flag is not None:
            row[key.flag] = True

    def _edtf(self, key: Key, node: Node, row: Row) -> None:
        written = scalar(self.file, key.name, node)
        if written is None:
            return
        dates = read_edtf(written)
        if not isinstance(dates, Dates):
            self.file.report("R017", dates.message, node, help=dates.help)
            return
        if key.column:
            row[key.column] = written
        for what, column in key.fills.items():
            if what == "precision":
                row.setdefault(column, dates.precision)
            else:
                row[column] = getattr(dates, what)

    def exceptions(self, name: str, node: Node) -> dict[str, str]:
        """Rules that are broken on purpose, by their codes, with the reason of each."""
        if not isinstance(node, Map):
            self.file.report("R012", f"{name} is a map of rules, and this is {yaml_nodes.kind(node)}", node,
                             help=f"write  {name}: {{V021: why it is right all the same}}")  # fmt: skip
            return {}
        rules: dict[str, str] = {}
        for rule, rule_node, reason_node in node.items():
            if not may_be_broken(rule):
                self.file.report("R026", f"“{printable(rule, 60)}” is no rule that a row may break on purpose", rule_node,
                                 help="write the code that the finding shows")  # fmt: skip
            elif (reason := scalar(self.file, rule, reason_node)) is not None:
                rules[rule] = " ".join(reason.split())
        return rules

    def _links(self, key: Key, node: Node, row_id: str) -> None:
        """Rows of a table that links this row to others: who took part in which role, who spoke, where it was."""
        if not isinstance(node, Map):
            if key.roles and not key.role:
                self.file.report("R012", f"{key.name} is a map of roles, and this is {yaml_nodes.kind(node)}", node,
                                 help=f"write  {key.name}: {{initiator: an-actor, target: another}}")  # fmt: skip
                return
            self._link(key, key.name, key.role, node, row_id)
        elif not key.roles:
            self.file.report("R012", f"{key.name} is a slug or a list of slugs, and this is a map", node,
                             help=f"write  {key.name}: [one, another]")  # fmt: skip
        else:
            for role, role_node, slugs in node.items():
                if role in key.roles:
                    self._link(key, role, role, slugs, row_id)
                    continue
                message = f"“{printable(role, 60)}” is no code of {self._vocabulary(key)}"
                self.file.report("R013", message, role_node, help=suggest(role, key.roles))

    def _link(self, key: Key, name: str, role: str | None, node: Node, row_id: str) -> None:
        here, there, role_column = key.link_columns
        for other in self.references.several(name, key.to or "", node):
            link = {here: row_id, there: other} | ({role_column: role} if role_column else {})
            self.linked[key.table or ""].append(link)

    def _vocabulary(self, key: Key) -> str:
        table, role = self.contract.tables[key.table or ""], key.link_columns[2] or ""
        return table.field(role).vocabulary or role
