"""What isn't verified and is known: accepted in the descriptor, by code and place, with a reason.

```json
"accepted": [{"code": "T015", "table": "media", "field": "filePath", "reason": "checked by the archive"}]
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from onrecord.checking.report import Report
from onrecord.findings import Finding, printable

#: findings that say what could not be verified; an error can't be accepted
ACCEPTABLE = ("T014", "T015", "P010", "P018")


def accept(descriptor: Mapping[str, Any], file: str, report: Report) -> None:
    """Turn findings that the descriptor accepts into notes, and count them. An entry that accepts nothing is told (P035)."""
    listed = descriptor.get("accepted")
    if listed is None:
        return
    entries = listed if isinstance(listed, list) else [listed]
    sound = [entry for entry in entries if _is_sound(entry)]
    report.findings += list(_unsound(entries, sound, file))
    for entry in sound:
        matching = [at for at, finding in enumerate(report.findings) if _is_meant(entry, finding)]
        for at in matching:
            finding = report.findings[at]
            reason = f"accepted: {printable(entry['reason'], 300)}"
            report.findings[at] = replace(finding, severity="note", help=reason)
        if matching:
            report.add("accepted", len(matching))
        else:
            message = f"nothing is left of what is accepted: {entry['code']} in {printable(_place(entry), 120)}"
            report.findings.append(Finding(code="P035", severity="note", message=message, file=file, help="remove it"))


def _is_sound(entry: Any) -> bool:
    if not isinstance(entry, dict) or entry.get("code") not in ACCEPTABLE:
        return False
    reason = entry.get("reason")
    places = [entry.get(name) for name in ("table", "field")]
    return isinstance(reason, str) and bool(reason.strip()) and all(isinstance(one, str | None) for one in places)


def _unsound(entries: list[Any], sound: list[Any], file: str) -> Iterator[Finding]:
    for entry in entries:
        if entry not in sound:
            yield Finding(
                code="P035",
                message=f"{printable(repr(entry), 120)} accepts nothing",
                file=file,
                help=f"it takes a code ({', '.join(ACCEPTABLE)}), a table, perhaps a field, and a reason",
            )


def _is_meant(entry: Mapping[str, Any], finding: Finding) -> bool:
    if finding.code != entry["code"] or finding.severity != "warning" or finding.table != entry.get("table"):
        return False
    return "field" not in entry or finding.field == entry["field"]


def _place(entry: Mapping[str, Any]) -> str:
    return ".".join(str(entry[name]) for name in ("table", "field") if name in entry) or "the package"
