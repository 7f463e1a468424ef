"""What a YAML parser complains about, in words that help somebody who is no programmer."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from onrecord.findings import Finding, Note, printable

_BLOCK = "write the value as a block:\nkey: |\n  the words, with any : # or quotation marks"

#: a part of the parser's words -> what it means, what to do
_EXPLAINED: list[tuple[str, str, str]] = [
    ("mapping values are not allowed", "a colon with a space after it stands inside a value without quotes", _BLOCK),
    ("could not find expected ':'", "a key without a colon: expected “key: value”",
     "add the colon; a value that goes over several lines is written as a block:\nkey: |\n  first line\n  second line"),
    ("did not find expected key", "expected “key: value” here; the line stands at another depth than those above, or the value above ends too early",
     "give all keys of a map the same number of spaces; a value that begins with a quotation mark must end with it, so\n" + _BLOCK),
    ("found unexpected end of stream", "a quotation mark opens here and is never closed", "close it, or " + _BLOCK),
    ("did not find expected ',' or ']'", "a list in square brackets is not closed: expected “,” or “]”",
     "close it; words that begin with [ are written as a block:\nkey: |\n  [[words]] of the article"),
    ("did not find expected ',' or '}'", "a map in curly brackets is not closed: expected “,” or “}”", "close it: {key: value, key: value}"),
    ("did not find the expected '-'", "expected another “- ” of the list here", "give all items of a list the same number of spaces"),
    ("did not find expected '-' indicator", "expected another “- ” of the list here", "give all items of a list the same number of spaces"),
    ("found a tab character", "a tab stands where spaces are expected", "indent with spaces, two for each level"),
    ("block sequence entries are not allowed", "a list begins where none can stand", "start the list on a new line below its key"),
    ("unknown escape character", "a backslash inside double quotes does not mean itself", _BLOCK),
    ("found undefined alias", "a value begins with *, which means something else in YAML", _BLOCK),
    ("while scanning an alias", "a value begins with *, which means something else in YAML", _BLOCK),
    ("while scanning an anchor", "a value begins with &, which means something else in YAML", _BLOCK),
    ("while scanning a tag", "a value begins with !, which means something else in YAML", _BLOCK),
    ("tag handle", "a value begins with !, which means something else in YAML", _BLOCK),
    ("while scanning a block scalar", "behind | or > stands something else than the end of the line", "put the words on the next line, further in"),
    ("found another document", "a second document begins here (---)", "one file holds one document: remove the line"),
    ("unexpected document", "--- or ... stands inside the record", "remove the line"),
    ("while scanning a directive", "a line begins with %, which means something else in YAML", _BLOCK),
]  # fmt: skip


#: complaints that come late: the cause is where the thing begins, not where the parser gave up
_AT_ITS_START = (
    "could not find expected ':'",
    "found unexpected end of stream",
    "did not find expected ',' or ']'",
    "did not find expected ',' or '}'",
)


def explain(line_of: Callable[[int], str], name: str, text: str, error: Any) -> Finding:
    """The finding (R007) for an error of the YAML parser. `line_of` gives a line by its number (1-based)."""
    if not hasattr(error, "problem_mark"):
        return _bad_character(line_of, name, text, error)
    mark = error.problem_mark or error.context_mark
    told = f"{error.context or ''} {error.problem or ''}"
    found = next((entry for entry in _EXPLAINED if entry[0] in told), None)
    meaning, help_ = found[1:] if found else (f"it is no YAML: {told.strip()}", _BLOCK)
    if "cannot start any token" in told:
        meaning, help_ = _bad_start(text, mark)
    if found and found[0] in _AT_ITS_START and error.context_mark is not None:
        mark = error.context_mark
    notes: tuple[Note, ...] = ()
    if error.context_mark is not None and error.context_mark.line != mark.line:
        notes = (
            Note("what it belongs to begins here", name, error.context_mark.line + 1, error.context_mark.column + 1),
        )
    return Finding(
        code="R007", file=name, message=meaning, line=mark.line + 1, column=mark.column + 1,
        snippet=line_of(mark.line + 1), notes=notes, help=help_,
    )  # fmt: skip


def _bad_start(text: str, mark: Any) -> tuple[str, str]:
    sign = text[mark.index : mark.index + 1]
    if sign == "\t":
        return "a tab stands where spaces are expected", "indent with spaces, two for each level"
    return f"a value cannot begin with {printable(sign)}", _BLOCK


def _bad_character(line_of: Callable[[int], str], name: str, text: str, error: Any) -> Finding:
    # the parser's position is in its own units: look for the character ourselves
    match = FORBIDDEN.search(text)
    at = match.start() if match else 0
    line = text.count("\n", 0, at) + 1
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    shown = f"U+{ord(text[at]):04X}" if match else str(getattr(error, "reason", error))
    return Finding(
        code="R007", file=name, message=f"a control character ({shown}) stands here, which YAML does not allow",
        line=line, column=column, snippet=line_of(line), help="delete it; an editor that shows invisible characters helps",
    )  # fmt: skip


#: what YAML 1.1 does not count as printable (section 5.1 of its specification)
FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
