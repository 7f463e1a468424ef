"""Changes of `source.yaml`, and of parts of a record as text: what no form can show."""

from __future__ import annotations

from typing import Any

from onrecord.findings import Finding, Problem, printable
from onrecord.records.editing.row_changes import written
from onrecord.records.editing.session import Session
from onrecord.records.format import splices


def set_source(session: Session, seen: str, key: str, value: Any) -> str:
    """A key of what is known of the text. Raises `Problem` (W002) for one that there is not."""
    section, state = session.layout.source, session.state()
    if key not in section.keys or key == "sha256":
        raise Problem(Finding(code="W002", message=f"source.yaml has no key “{printable(key, 40)}” to set", help="look at the form"))  # fmt: skip
    text = state.texts[session.source_file] or ""
    told = written(value, section.keys[key])
    session.apply(f"set source {key}", seen, {session.source_file: splices.set_top_key(text, key, told, section)})
    return key


def write(session: Session, seen: str, start: int, end: int, before: str, after: str) -> str:
    """Other text for a stretch of the record, which must hold `before` still."""
    text = session.state().texts[session.record_file] or ""
    if text[start:end] != before:
        raise Problem(Finding(code="W002", message="this part of the record is another by now", help="look at it as it is"))  # fmt: skip
    if after and not after.endswith("\n") and before.endswith("\n"):
        after += "\n"
    session.apply("write a part as text", seen, {session.record_file: text[:start] + after + text[end:]})
    return ""
