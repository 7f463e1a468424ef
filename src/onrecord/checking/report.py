"""What a verification found, what it checked and what it could not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onrecord.findings import Finding, exit_code, ordered
from onrecord.findings.html import report_html

if TYPE_CHECKING:
    import pandas as pd


@dataclass(repr=False)
class Report:
    """The outcome of a verification. Nothing that was skipped counts as verified."""

    findings: list[Finding] = field(default_factory=list)
    #: what was checked, in words, with how many: `{"tables": 11, "rows": 312}`
    checked: dict[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether everything was verified."""
        return exit_code(self.findings) == 0

    @property
    def verdict(self) -> str:
        """`all verified`, or how many findings of which kind, and how many were there before the change looked at."""
        new = [finding for finding in self.findings if not finding.known]
        known = len(self.findings) - len(new)
        kinds = [(kind, sum(f.severity == kind for f in new)) for kind in ("error", "warning", "note")]
        parts = [f"{count:,} {kind}{'s' if count > 1 else ''}" for kind, count in kinds if count]
        if self.ok:
            parts = ["nothing new is wrong" if known else "all verified"]
        return ", ".join([*parts, *([f"{known:,} already there"] if known else [])])

    def __bool__(self) -> bool:
        """The same as `ok`."""
        return self.ok

    def __repr__(self) -> str:
        checked = " · ".join(f"{count:,} {what}" for what, count in self.checked.items())
        return f"<Report: {self.verdict} (checked: {checked or 'nothing'})>"

    def _repr_html_(self) -> str:
        """The verdict and the findings, for notebooks."""
        return report_html(self.verdict, self.findings)

    def to_frame(self) -> pd.DataFrame:
        """The findings as a `pandas.DataFrame`, worst first: code, severity, table, field, row, row_id, count, message, help.

        `row` counts from 1; `count` is that of all rows which break the rule, of which the first have a finding each.
        """
        import pandas as pd

        columns = ["code", "severity", "table", "field", "row", "row_id", "count", "message", "help"]
        rows = [[getattr(finding, name) for name in columns] for finding in ordered(self.findings)]
        return pd.DataFrame(rows, columns=columns).astype({"row": "Int64", "count": "int64"})

    def counts(self) -> dict[tuple[str, str | None, str | None], int]:
        """How many rows break each rule, by code, table and column."""
        found: dict[tuple[str, str | None, str | None], int] = {}
        for finding in self.findings:
            key = (finding.code, finding.table, finding.field)
            found[key] = max(found.get(key, 0), finding.count)
        return found

    def add(self, what: str, how_many: int = 1) -> None:
        """Count something that was checked."""
        self.checked[what] = self.checked.get(what, 0) + how_many

    def merge(self, other: Report) -> None:
        """Take in the findings and counts of another report."""
        self.findings += other.findings
        for what, how_many in other.checked.items():
            self.add(what, how_many)
