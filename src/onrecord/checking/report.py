"""What a verification found, what it checked and what it could not."""

from __future__ import annotations

from dataclasses import dataclass, field

from onrecord.findings import Finding, exit_code


@dataclass
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

    def add(self, what: str, how_many: int = 1) -> None:
        """Count something that was checked."""
        self.checked[what] = self.checked.get(what, 0) + how_many

    def merge(self, other: Report) -> None:
        """Take in the findings and counts of another report."""
        self.findings += other.findings
        for what, how_many in other.checked.items():
            self.add(what, how_many)
