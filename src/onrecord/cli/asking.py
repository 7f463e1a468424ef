"""Choosing among proposals at a terminal: the words in their sentence, the row, and one key for each answer."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from onrecord.cli.output import Screen
from onrecord.findings import Finding, Problem, printable
from onrecord.findings.terminal import as_text
from onrecord.records.coders.adopted_rows import editable
from onrecord.records.coders.adoption import Answer, Corrected, Offer
from onrecord.text.document import Span

KEYS: dict[str, Answer] = {
    "y": "yes", "a": "yes", "n": "never", "s": "skip", "u": "back", "q": "quit", "": "quit", "\x03": "quit", "\x04": "quit",
}  # fmt: skip
_PROMPT = "[y]es [n]ever [s]kip [e]dit [u]ndo [a]ll of this kind [q]uit [?]"
_HELP = """\
  y  put the row into the record           n  turn it down for good
  s  leave it for another time             e  correct it in an editor ($VISUAL, $EDITOR), then put it in
  u  go back to the one before             a  yes to this and all further ones of its kind
  q  stop: what was said yes to is put in, the rest is offered next time"""
#: part of a row -> how its words look on a terminal (SGR)
_LOOKS = {"speaker": "36", "cue": "35", "addressee": "34", "date": "34", "place": "34", "claimant": "36", "quoted": "1"}
_MAIN = "1;33"
_LONGEST = 900


class Asking:
    """Asks for each proposal: yes, never, skip, edit, undo, all of the kind, quit."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.all_of: set[str] = set()

    def __call__(self, offer: Offer) -> Answer | Corrected:
        """What the person says of it."""
        proposal = offer.proposal
        if proposal.section in self.all_of and not offer.wrong:
            return "yes"
        self._show(offer)
        while True:
            self.screen.say(_PROMPT)
            key = read_key()
            if key == "?":
                self.screen.say(_HELP)
            elif key == "e":
                if (answer := self._edited(offer)) is not None:
                    return answer
            elif key in KEYS:
                if key == "a":
                    self.all_of.add(proposal.section)
                if key == "u":
                    self.all_of.clear()
                return KEYS[key]

    def _show(self, offer: Offer) -> None:
        proposal = offer.proposal
        told = f"{offer.number}/{offer.total} {proposal.section} · {proposal.by_rule} · {proposal.confidence:.2f}"
        self.screen.show(f"\n\x1b[1m{told}\x1b[0m" if self.screen.colour else f"\n{told}")
        self.screen.show(f"  {marked(offer.context, offer.spans, colour=self.screen.colour)}")
        for line in _row(proposal.lines):
            self.screen.show(printable(line, 300))
        for finding in offer.wrong:
            self.screen.say(as_text(finding, colour=self.screen.colour))

    def _edited(self, offer: Offer) -> Corrected | None:
        """The row as it comes back from an editor; None, and why, when nothing did."""
        editor = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{offer.proposal.section}.yaml"
            words = printable(" ".join(offer.context.split()), _LONGEST)
            path.write_text(
                f"# {words}\n# empty: leave the row as it was\n{editable(offer.proposal)}", encoding="utf-8"
            )
            try:
                done = subprocess.run([*editor, str(path)])  # noqa: S603, PLW1510 - the person's own editor
                text = path.read_text(encoding="utf-8") if done.returncode == 0 else ""
            except (OSError, UnicodeDecodeError) as error:
                self.screen.problem(Problem(Finding(code="R023", message=f"the editor “{editor[0]}” can't be used: {error}",
                                                    help="name another in EDITOR")))  # fmt: skip
                return None
        if any(line.strip() and not line.startswith("#") for line in text.splitlines()):
            return Corrected(text)
        self.screen.say("nothing was corrected")
        return None


def _row(lines: Iterable[str]) -> Iterator[str]:
    """The lines of a row without its anchors, which the marked sentence shows, and what its heading says."""
    hidden = False
    for line in lines:
        if key := re.match("    ([a-z_]+):", line):
            hidden = key[1] in ("at", "by_rule", "confidence")
        if not hidden:
            yield line


def marked(context: str, spans: Iterable[tuple[str, Span]], *, colour: bool) -> str:
    """The sentence with the words of the row in brackets, or in colours by what they state; on one line."""
    told = [(span, _LOOKS.get(part, _MAIN)) for part, span in spans]
    if not colour:
        outer = _merged(span for span, _ in told)
        for span in reversed(outer):
            context = f"{context[: span.start]}[[{context[span.start : span.end]}]]{context[span.end :]}"
        return printable(" ".join(context.split()), _LONGEST)
    made = []
    bounds = sorted({0, len(context), *(end for span, _ in told for end in span)})
    for at, end in pairwise(bounds):
        over = [(span.end - span.start, look) for span, look in told if span.start <= at and end <= span.end]
        words = printable(re.sub(r"\s+", " ", context[at:end]), _LONGEST)
        made.append(
            f"\x1b[{';'.join(look for _, look in sorted(over, reverse=True))}m{words}\x1b[0m" if over else words
        )
    return "".join(made)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Spans without those inside others, in order."""
    kept: list[Span] = []
    for span in sorted(set(spans), key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def read_key() -> str:
    """One key from the terminal without Enter; one letter of a line where standard input is no terminal.

    Ctrl-C and Ctrl-D come as keys.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline()[:1].lower()
    try:
        import termios
        import tty
    except ImportError:
        return input()[:1].lower()
    before = termios.tcgetattr(sys.stdin)
    try:
        # what was typed ahead stays
        tty.setcbreak(sys.stdin, termios.TCSANOW)
        return os.read(sys.stdin.fileno(), 1).decode("latin-1").lower()
    except KeyboardInterrupt:
        return "\x03"
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
