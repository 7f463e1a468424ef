"""What the page can ask for, by name, and what it can have changed: thin over `records.editing`."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Mapping
from concurrent.futures import CancelledError, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from onrecord.checkout import Checkout
from onrecord.contribution.document_findings import package_findings
from onrecord.findings import Finding, Problem, printable
from onrecord.records.coders.coder_records import ADJUDICATED, Desk
from onrecord.records.coders.slugs import slug_of
from onrecord.records.editing import registry_changes
from onrecord.records.editing.adjudication import shown_agreement
from onrecord.records.editing.operations import perform
from onrecord.records.editing.row_changes import written
from onrecord.records.editing.session import Session
from onrecord.records.editing.shown_state import shown_document, shown_findings, shown_state
from onrecord.records.editing.suggestions import Suggestions
from onrecord.records.format.forms import forms
from onrecord.records.format.new_document import begin_document, first_line, read_article
from onrecord.text.document import Document

Shown = dict[str, Any]


class AnnotationDesk:
    """One document that is annotated; or a text that is to become one (`article`), until it is.

    Its methods may be called from several threads: each looks at one state of the files.
    """

    def __init__(self, checkout: Checkout, slug: str, coder: str = ADJUDICATED, article: Path | None = None) -> None:
        self.checkout, self.coder, self.article = checkout, coder, article
        self.session = None if article is not None else self._open(slug)
        self._lock = threading.Lock()
        self._verifier: ProcessPoolExecutor | None = None

    def close(self) -> None:
        """Ends what runs beside."""
        if self._verifier is not None:
            self._verifier.shutdown(wait=False, cancel_futures=True)

    def version(self) -> str:
        """Of the files as they are now."""
        with self._lock:
            return self.session.state().version if self.session is not None else "new"

    def asked(self, name: str, query: Mapping[str, str]) -> Shown:
        """What is asked for under a name. Raises `Problem` (W002) when there is nothing of that name."""
        if name == "package" and self.session is not None:
            return self._package(self.session)
        with self._lock:
            return self._asked(name, query)

    def change(self, told: Mapping[str, Any]) -> Shown:
        """Make a change; gives the slug of its row and the state after it. Raises `Problem` and `Changed`."""
        with self._lock:
            return self._change(told)

    def _package(self, session: Session) -> Shown:
        """What only the tables show to be wrong: looked for in a process of its own, so that no key waits for it."""
        with self._lock:
            state = session.state()
            if self._verifier is None:
                context = multiprocessing.get_context("spawn")
                self._verifier = ProcessPoolExecutor(1, mp_context=context, initializer=_yielding)
        try:
            found = self._verifier.submit(package_findings, self.checkout, session.slug).result()
        except (BrokenProcessPool, CancelledError, RuntimeError, OSError) as error:
            message = f"the tables that the record makes could not be looked at: {error or 'the check was stopped'}"
            found = [Finding(code="W012", severity="note", message=message, help="run  onrecord verify")]
        with self._lock:
            new = [one for one in found if one not in state.findings]
            return {"version": state.version, "findings": shown_findings(session, state, new)}

    def _asked(self, name: str, query: Mapping[str, str]) -> Shown:
        if name == "forms":
            return forms(*Desk.contract_of(self.checkout))
        if self.session is None:
            assert self.article is not None  # noqa: S101 - it has the one or the other
            raw = read_article(self.article)
            if name == "date":
                return Suggestions(Document(""), Desk.contract_of(self.checkout)[1], None).date_in(
                    query.get("words", "")
                )
            return {
                "article": {
                    "slug": slug_of(self.article.stem, 8),
                    "title": first_line(raw),
                    "text": raw.decode("utf-8"),
                }
            }
        state = self.session.state()
        if name == "document":
            return {"slug": self.session.slug, "coder": self.session.coder, **shown_document(state.document)}
        if name == "state":
            return shown_state(self.session, state)
        if name == "date":
            return self.session.suggestions(state).date_in(query.get("words", ""))
        if name == "coders":
            return {"coders": state.desk.coders(self.session.slug)}
        if name == "agreement":
            return shown_agreement(self.session, query.get("first", ""), query.get("second", ""))
        if name == "mentions":
            told = registry_changes.mentions(self.session, query.get("registry", ""), query.get("slug", ""))
            return {"mentions": [mention._asdict() for mention in told]}
        raise Problem(Finding(code="W002", message=f"“{printable(name, 40)}” is nothing that can be asked", help="reload the page"))  # fmt: skip

    def _change(self, told: Mapping[str, Any]) -> Shown:
        if self.session is None:
            assert self.article is not None  # noqa: S101 - it has the one or the other
            layout = Desk.contract_of(self.checkout)[1]
            slug, values = str(told.get("slug", "")), told.get("values")
            keys = values if isinstance(values, dict) else {}
            told_keys = {key: written(keys[key], spec) for key, spec in layout.source.keys.items() if key in keys}
            begin_document(self.checkout, layout, slug, read_article(self.article), told_keys)
            self.session, self.article = self._open(slug), None
            return {"slug": slug}
        slug = perform(self.session, told)
        return {"slug": slug, "state": shown_state(self.session, self.session.state())}

    def _open(self, slug: str) -> Session:
        return Session(self.checkout, slug, self.coder)


def _yielding() -> None:
    """What runs beside leaves the machine to whoever presses keys; Ctrl-C ends it with the rest, without a word."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(10)
