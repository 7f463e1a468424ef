"""What can be asked of a session, by name and with plain arguments: the verbs that a page (or a test) uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from onrecord.findings import Finding, Problem, did_you_mean, printable
from onrecord.records.editing import adjudication, proposal_answers, registry_changes, text_changes
from onrecord.records.editing.row_changes import RecordText
from onrecord.records.editing.session import Session
from onrecord.text.document import Span


class Request(NamedTuple):
    """A change that was asked for: the verb, its arguments, and the version that was seen before."""

    do: str
    seen: str
    told: Mapping[str, Any]

    def text(self, name: str, otherwise: str | None = None) -> str:
        """An argument that is text. Raises `Problem` (W002)."""
        value = self.told.get(name, otherwise)
        if not isinstance(value, str):
            raise _unfit(self.do, name)
        return value

    def number(self, name: str) -> int:
        """An argument that is a whole number."""
        value = self.told.get(name)
        if isinstance(value, str) and value.isdecimal() and len(value) < 10:
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise _unfit(self.do, name)
        return value

    def span(self) -> Span:
        """The words that are meant."""
        return Span(self.number("start"), self.number("end"))

    def value(self, name: str) -> Any:
        """A value of a form: text, yes or no, a number, a list of texts, a map of those, or None."""
        value = self.told.get(name)
        if not _plain(value):
            raise _unfit(self.do, name)
        return value

    def values(self, name: str) -> dict[str, Any]:
        """Values of a form by key; none when there are none."""
        value = self.told.get(name) or {}
        if not isinstance(value, dict) or not _plain(value, depth=2):
            raise _unfit(self.do, name)
        return value


#: changes of the record: verb → what it does to its text, giving the slug of the row
_OF_RECORD: dict[str, Callable[[RecordText, Request], str]] = {
    "begin": lambda record, asked: record.begin(
        asked.text("section"), asked.span(), asked.text("slug", ""), asked.values("values")
    ),
    "anchor": lambda record, asked: record.anchor(
        asked.text("section"), asked.text("slug"), asked.text("part"), asked.span()
    ),
    "reanchor": lambda record, asked: record.reanchor(
        asked.text("section"), asked.text("slug"), asked.text("part"), asked.number("index"), asked.span()
    ),
    "unanchor": lambda record, asked: record.unanchor(
        asked.text("section"), asked.text("slug"), asked.text("part"), asked.number("index")
    ),
    "set": lambda record, asked: (
        record.set_left_out(asked.number("slug"), asked.text("key"), asked.value("value"))
        if asked.text("section") == record.layout.left_out.name
        else record.set(asked.text("section"), asked.text("slug"), asked.text("key"), asked.value("value"))
    ),
    "rename": lambda record, asked: record.rename(asked.text("section"), asked.text("slug"), asked.text("new")),
    "remove": lambda record, asked: (
        record.take_back(asked.number("slug"))
        if asked.text("section") == record.layout.left_out.name
        else record.remove(asked.text("section"), asked.text("slug"))
    ),
    "leave_out": lambda record, asked: record.leave_out(asked.span(), asked.text("reason")),
}

#: changes of other files, or of several: verb → what it does with the session, giving the slug of the row
_OF_SESSION: dict[str, Callable[[Session, Request], str]] = {
    "accept": lambda session, asked: proposal_answers.accept(
        session, asked.seen, [(asked.text("section"), asked.text("slug"))], asked.values("values")
    ),
    "reject": lambda session, asked: proposal_answers.reject(
        session, asked.seen, asked.text("section"), asked.text("slug")
    ),
    "register": lambda session, asked: registry_changes.register(
        session, asked.seen, asked.text("registry"), asked.text("slug", ""), asked.values("values")
    ),
    "set_registered": lambda session, asked: registry_changes.set_registered(
        session, asked.seen, asked.text("registry"), asked.text("slug"), asked.text("key"), asked.value("value")
    ),
    "rename_registered": lambda session, asked: registry_changes.rename(
        session, asked.seen, asked.text("registry"), asked.text("slug"), asked.text("new")
    ),
    "merge_registered": lambda session, asked: registry_changes.merge(
        session, asked.seen, asked.text("registry"), asked.text("slug"), asked.text("into")
    ),
    "adjudicate": lambda session, asked: adjudication.adjudicate(
        session,
        asked.seen,
        (asked.text("coder"), asked.text("other")),
        adjudication.Disagreement(asked.text("section"), asked.text("first", ""), asked.text("second", "")),
        asked.text("take"),
    ),
    "set_source": lambda session, asked: text_changes.set_source(
        session, asked.seen, asked.text("key"), asked.value("value")
    ),
    "write": lambda session, asked: text_changes.write(
        session, asked.seen, asked.number("start"), asked.number("end"), asked.text("before"), asked.text("after")
    ),
}


def perform(session: Session, told: Mapping[str, Any]) -> str:
    """Do what is asked (`do` and its arguments, `seen` the version before); gives the slug of the row that it is about.

    Raises `Problem`, with W002 for what can't be asked, and `Changed` when the files are no longer those that were seen.
    """
    asked = Request(str(told.get("do")), str(told.get("seen")), told)
    if asked.do in ("undo", "redo"):
        session.state()
        return session.edits.undo() if asked.do == "undo" else session.edits.redo()
    if asked.do in _OF_RECORD:
        return session.change(_called(asked), asked.seen, lambda record: _OF_RECORD[asked.do](record, asked))
    if asked.do in _OF_SESSION:
        return _OF_SESSION[asked.do](session, asked)
    known = [*_OF_RECORD, *_OF_SESSION, "undo", "redo"]
    raise Problem(Finding(code="W002", message=f"“{printable(asked.do, 40)}” is nothing that can be asked",
                          help=did_you_mean(asked.do, known) or f"one of: {', '.join(known)}"))  # fmt: skip


def _called(asked: Request) -> str:
    """What a change is called when it can be undone: the verb and its row."""
    slug = asked.told.get("slug") or ""
    return " ".join(
        filter(None, [asked.do.replace("_", " "), str(asked.told.get("section", "")), printable(str(slug), 60)])
    )


def _plain(value: Any, depth: int = 1) -> bool:
    if value is None or isinstance(value, str | bool | int | float):
        return not isinstance(value, str) or len(value) < 100_000
    if isinstance(value, list):
        return len(value) < 1000 and all(isinstance(item, str) for item in value)
    if isinstance(value, dict) and depth >= 0:
        return all(isinstance(name, str) and _plain(inner, depth - 1) for name, inner in value.items())
    return False


def _unfit(verb: str, name: str) -> Problem:
    return Problem(Finding(code="W002", message=f"“{printable(verb, 40)}” lacks {name}, or it is of another kind",
                           help="reload the page"))  # fmt: skip
