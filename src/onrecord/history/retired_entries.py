"""The entries of `retired`: what is known of each beside what stands in it, and what is said of those that break a rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from onrecord.findings import Finding, did_you_mean, printable
from onrecord.history.across_rules import ENTRY
from onrecord.history.release_files import belongs_to_release
from onrecord.history.rule_findings import Neighbours, each
from onrecord.history.transitions import RETIRED
from onrecord.history.version import is_version, parse_version
from onrecord.package.read import Package

Entries = Mapping[str, Mapping[str, Any]]


def retired_entries(package: Package) -> dict[str, dict[str, Any]]:
    """The rows of `retired` by their id; none where the package has no such table."""
    table = package.contract.tables.get(RETIRED)
    if table is None or table.primary_key != ("id",):
        return {}
    return {row["id"]: row for row in package.read(RETIRED).to_pylist()}


def living_ids(package: Package, wanted: Iterable[str]) -> set[str]:
    """Which of these ids are rows of the package."""
    values = pa.array(list(wanted), pa.string())
    found: set[str] = set()
    if not len(values):
        return found
    for name, table in package.contract.tables.items():
        if name == RETIRED or len(table.primary_key) != 1 or belongs_to_release(table):
            continue
        column = package.read(name, table.primary_key)[0]
        if pa.types.is_string(column.type):
            found |= set(column.filter(pc.is_in(column, value_set=values)).to_pylist())
    return found


@dataclass
class EntryFacts:
    """What is known of the entries of a package.

    gone: every id that has ever gone, with the first release without it. names: what the packages are called.
    """

    entries: Entries
    gone: Mapping[str, str]
    names: Neighbours
    living: set[str] = field(default_factory=set)
    #: of entries whose `replaced_by` leads nowhere or in a circle: where it leads
    leads_to: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, package: Package, entries: Entries, gone: Mapping[str, str], names: Neighbours) -> EntryFacts:
        """Looks up which ids live."""
        named = {str(entry["replaced_by"]) for entry in entries.values() if entry.get("replaced_by")}
        return cls(entries, gone, names, living_ids(package, {*entries, *named}))

    def frame(self) -> pl.DataFrame:
        """One row per entry: id, and the columns of `across_rules.ENTRY`."""
        rows = [
            {
                "id": row,
                "lives": row in self.living,
                "was_published": row in self.gone,
                "successor": self._successor(row),
                "retired_in_fits": self._fits(row),
            }
            for row in self.entries
        ]
        return pl.DataFrame(rows, schema={"id": pl.String, **ENTRY})

    def _successor(self, row: str) -> str | None:
        seen, here = [row], self.entries[row].get("replaced_by")
        while here is not None and here in self.entries and here not in seen:
            seen.append(here)
            here = self.entries[here].get("replaced_by")
        if here in seen:
            self.leads_to[row] = " → ".join([*seen[seen.index(here) :], here])
            return "circle"
        if here is None or here in self.living:
            return None if here is None else "living"
        self.leads_to[row] = str(here)
        return "missing"

    def _fits(self, row: str) -> bool:
        """Whether `retired_in` is the first release without the row, as far as that is known."""
        said, old, new = str(self.entries[row].get("retired_in", "")), self.names.old, self.names.new
        if row in self.living or row not in self.gone or not is_version(said):
            return True
        if is_version(new):
            return said == self.gone[row]
        return not is_version(old) or parse_version(said) > parse_version(old)

    def findings(self, code: str, ids: Iterable[str]) -> Iterator[Finding]:
        """The findings on entries that break the rule with this code."""
        if code == "H025":
            messages = {row: f"{self.names.new} no longer lists {row} as retired" for row in ids}
            yield from each(code, RETIRED, messages, "an entry stays for good: put it back into seeds/retired.yaml")
            return
        for row in ids:
            message, help_ = self._told(code, row)
            yield Finding(code=code, message=message, table=RETIRED, row_id=row, help=help_)

    def _told(self, code: str, row: str) -> tuple[str, str | None]:
        said, new = self.entries[row].get("retired_in"), self.names.new
        if code == "H023":
            return f"{row} is retired, and still a row of {new}", "remove the row, or the entry"
        if code == "H024":
            return f"{row} is retired, but no release ever had it", did_you_mean(row, self.gone) or "remove the entry"
        if code == "H026":
            hint = did_you_mean(self.leads_to[row], self.living) or "name a row that lives"
            return f"{row} is replaced by {printable(self.leads_to[row])}, which no table of {new} has", hint
        if code == "H027":
            help_ = "let the last one point to a row that lives, or to nothing"
            return f"{row} is replaced in a circle: {self.leads_to[row]}", help_
        if is_version(new):
            return f"{row} is said to be retired in {said}; the first release without it is {self.gone[row]}", None
        return f"{row} is said to be retired in {said}, which is released and has it", None
