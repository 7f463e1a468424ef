"""What another coder gave, a language model above all, as a record: only rows that the text bears out.

Every row's words are found in the text or the row is refused with what comes closest; values are held against their
words, references against the registries and the other rows. Nothing is mended by guess.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from onrecord.findings import Finding, Problem, printable
from onrecord.records.coders.coder_records import Desk
from onrecord.records.coders.machine_record import rows_with_findings
from onrecord.records.coders.slugs import slug_of
from onrecord.records.format.writer import write_record
from onrecord.records.record import read_record
from onrecord.records.source_file import is_open, published_of

Row = dict[str, Any]
#: rounds of reading: a row that is refused may be what another refers to
_ROUNDS = 20
_DIFFERENT_WORDS = ("A010", "A011", "A013")
_FENCE = re.compile(r"```(?:json)?\s*\n(.*?)(?:```|\Z)", re.DOTALL)


@dataclass
class Imported:
    """What became of an answer: the record as YAML, rows that stood, rows refused with why, and words invented."""

    text: str
    stood: dict[str, int] = field(default_factory=dict)
    offered: dict[str, int] = field(default_factory=dict)
    refused: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)

    @property
    def invented(self) -> int:
        """Rows whose words are not in the text, letter for letter."""
        return sum(finding.code in _DIFFERENT_WORDS for finding in self.refused)

    @property
    def disagreed(self) -> int:
        """Rows whose values are not what their words say."""
        return sum(finding.code.startswith("V") for finding in self.refused)


def import_proposals(desk: Desk, slug: str, coder: str, name: str, raw: bytes) -> Imported:
    """The record of a coder from its answer: JSON, or prose with JSON in it, or JSON that was cut.

    `name` is how findings call the file. Raises `Problem`: R070 where no JSON can be read, R008 for no such document.
    """
    document, hashed, source = desk.source(slug)
    answer, notes = read_answer(raw.decode("utf-8", "replace"), name)
    sections, refused = _sections(answer, desk, name)
    offered = {section: len(rows) for section, rows in sections.items()}
    for finding in refused:
        offered[str(finding.table)] = offered.get(str(finding.table), 0) + 1
    header = {"document": slug, "sha256": hashed, "coder": coder}
    text, wrong = "", list[Finding]()
    for _ in range(_ROUNDS):
        text = write_record(header, sections, desk.layout)
        record = read_record(
            name, text.encode(), slug, document, hashed, desk.contract, desk.layout, desk.registries.known,
            is_open=is_open(source.row), published=published_of(source.row),
        )  # fmt: skip
        wrong = [finding for finding in record.findings if finding.severity == "error"]
        found = rows_with_findings(sections, text, wrong)
        if not found:
            break
        for (section, row), finding in found.items():
            del sections[section][row]
            told = f"{section} “{printable(row, 60)}” is refused: {finding.message}"
            refused.append(
                replace(finding, message=told, file=name, line=None, column=None, snippet=None, table=section)
            )
    if wrong:
        raise Problem(*wrong)
    stood = {section: len(rows) for section, rows in sections.items() if rows}
    return Imported(text, stood, offered, refused, notes)


# -- the answer -----------------------------------------------------------------------------------


def read_answer(text: str, name: str) -> tuple[Mapping[str, Any], list[Finding]]:
    """The object of JSON in an answer, without prose and fences around it; of one that was cut, its whole rows.

    Raises `Problem` (R070) where there is none.
    """
    for candidate in (*_FENCE.findall(text), text):
        start = candidate.find("{")
        while start >= 0:
            found = _decoded(candidate[start:])
            if isinstance(found, dict) and any(isinstance(value, (list, dict)) for value in found.values()):
                return found, []
            start = candidate.find("{", start + 1) if found is not None else -1
        mended = _whole_rows(candidate)
        if mended is not None:
            return mended, [
                Finding(code="R071", severity="warning", file=name, message="the answer is cut: its last row is lost",
                        help="ask for fewer sections at a time, or for a longer answer")
            ]  # fmt: skip
    raise Problem(Finding(code="R070", file=name, message="there is no JSON in this answer that could be read",
                          help="onrecord prompt DOCUMENT  prints what to ask for"))  # fmt: skip


def _decoded(text: str) -> Any:
    try:
        return json.JSONDecoder().raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


def _whole_rows(text: str) -> Mapping[str, Any] | None:
    """The rows before the place where an object was cut: everything up to the last row that is closed."""
    start = text.find("{")
    if start < 0:
        return None
    depth: list[str] = []
    quoted = escaped = False
    ends: list[tuple[int, str]] = []
    for at, sign in enumerate(text[start:], start):
        if quoted:
            escaped, quoted = sign == "\\" and not escaped, not (sign == '"' and not escaped)
        elif sign == '"':
            quoted = True
        elif sign in "{[":
            depth.append("}" if sign == "{" else "]")
        elif sign in "}]" and depth:
            depth.pop()
            if len(depth) == 2:
                ends.append((at + 1, "".join(reversed(depth))))
    for end, closing in reversed(ends[-3:]):
        found = _decoded(text[start:end] + closing)
        if isinstance(found, dict):
            return found
    return None


# -- rows -----------------------------------------------------------------------------------------


def _sections(answer: Mapping[str, Any], desk: Desk, name: str) -> tuple[dict[str, dict[str, Row]], list[Finding]]:
    """The rows of an answer by section and slug; what is no row is refused."""
    layout = desk.layout
    sections: dict[str, dict[str, Row]] = {}
    refused: list[Finding] = []
    for section in (*layout.proposals.new, *layout.sections):
        rows, made = answer.get(section), sections.setdefault(section, {})
        for slug, row in _rows(rows):
            if not isinstance(row, dict) or not row:
                refused.append(_no_row(name, section, f"a row is an object with keys, and this is {_kind(row)}"))
                continue
            words = row.pop("id", None) or slug or _first_words(row)
            key = (
                str(words)
                if section in layout.sections and layout.sections[section].registry
                else slug_of(str(words), 8)
            )
            if key in made:
                refused.append(_no_row(name, section, f"the id “{printable(str(key), 60)}” stands twice"))
            else:
                made[key or f"row-{len(made) + 1}"] = {
                    k: _plain(v) for k, v in row.items() if v not in (None, "", [], {})
                }
    others = sorted(set(answer) - set(sections))
    refused += [_no_row(name, printable(str(section), 40), "there is no such section") for section in others]
    return sections, refused


def _rows(rows: Any) -> Iterable[tuple[str | None, Any]]:
    if isinstance(rows, dict):
        return [(str(slug), row) for slug, row in rows.items()]
    return [(None, row) for row in rows] if isinstance(rows, list) else []


def _no_row(name: str, section: str, message: str) -> Finding:
    return Finding(code="R072", file=name, message=f"{section}: {message}", table=section,
                   help="onrecord prompt DOCUMENT  prints the sections and their keys")  # fmt: skip


def _kind(value: Any) -> str:
    kinds = {list: "a list", str: "text", dict: "empty"}
    return next((words for kind, words in kinds.items() if isinstance(value, kind)), "a value")


def _first_words(row: Row) -> str:
    at = row.get("at")
    while isinstance(at, (list, dict)) and at:
        at = next(iter(at.values())) if isinstance(at, dict) else at[0]
    return str(at or row.get("name") or "row")


def _plain(value: Any) -> Any:
    """A value of JSON as the writer of records takes it; anchors lose white space at their ends only."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items() if inner not in (None, "", [], {})}
    if isinstance(value, list):
        return [_plain(inner) for inner in value if inner not in (None, "", [], {})]
    return " ".join(value.split()) if isinstance(value, str) else value


def summary(imported: Imported) -> Sequence[str]:
    """How honest the answer is on this text, in lines."""
    stood, offered = sum(imported.stood.values()), sum(imported.offered.values())
    others = len(imported.refused) - imported.invented - imported.disagreed
    return (
        f"{stood:,} of {offered:,} rows stood",
        f"{imported.invented:,} have words that are not in the text",
        f"{imported.disagreed:,} have values that their words don't bear out",
        f"{others:,} are refused for other reasons",
    )
