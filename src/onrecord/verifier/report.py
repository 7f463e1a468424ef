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

    def add(self, what: str, how_many: int = 1) -> None:
        """Count something that was checked."""
        self.checked[what] = self.checked.get(what, 0) + how_many

    def merge(self, other: Report) -> None:
        """Take in the findings and counts of another report."""
        self.findings += other.findings
        for what, how_many in other.checked.items():
            self.add(what, how_many)
