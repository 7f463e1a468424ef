"""Count what recording an article takes: key presses in the annotator, and characters in YAML, for the same rows.

The machine's proposals are answered one by one against the record as people made it: `y` for a row that the record has
with the same values, `n` for all others. Times are estimates by the keystroke-level model (Card, Moran, Newell 1980): a
key 0.28 s, a decision 1.35 s; both ways need the same reading.

  python bench/annotate.py [DOCUMENT]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

from onrecord.checkout import Checkout
from onrecord.records.coders.agreement import Coded, agreement
from onrecord.records.coders.coder_records import Desk
from onrecord.records.editing.operations import perform
from onrecord.records.editing.session import Session
from onrecord.records.editing.shown_state import in_reading_order, shown_state
from onrecord.records.format.new_document import start_record
from onrecord.records.format.splices import row_text

ROOT = Path(__file__).resolve().parent.parent
KEY, DECISION = 0.28, 1.35


def main() -> None:
    document = sys.argv[1] if len(sys.argv) > 1 else "nationalworld-2021-04-border"
    with tempfile.TemporaryDirectory() as folder:
        for name in ("schemas", "seeds", "dataset"):
            shutil.copytree(ROOT / name, Path(folder) / name)
        checkout = Checkout(Path(folder))
        desk = Desk.open(checkout)
        gold = desk.read(document, "record")
        text = desk.file(document, "record").read_text(encoding="utf-8")
        desk.file(document, "record").write_text(start_record(document, desk.source(document)[1]), encoding="utf-8")
        report(Session(checkout, document), desk, document, gold, text)


def report(session: Session, desk: Desk, document: str, gold: Coded, text: str) -> None:
    right = right_rows(session, desk, gold)
    accepted = rejected = 0
    slowest = 0.0
    while waiting := list(in_reading_order(session.state().proposals.open, gold.document)):
        proposal = waiting[0]
        verb = "accept" if (proposal.section, proposal.slug) in right else "reject"
        began = time.perf_counter()
        perform(
            session, {"do": verb, "seen": session.state().version, "section": proposal.section, "slug": proposal.slug}
        )
        shown_state(session, session.state())
        slowest = max(slowest, time.perf_counter() - began)
        accepted, rejected = accepted + (verb == "accept"), rejected + (verb == "reject")
    typed = sum(end - start for start, end in (row_text(text, section, there) for section, there in right.values()))
    print(f"proposals of {document} that the record has with the same values: {len(right)} rows")
    print(f"  annotator: {accepted} key presses for them ({rejected} more reject the others)")
    print(f"  YAML: {typed:,} characters for them")
    with_keys, by_hand = accepted * (KEY + DECISION), typed * KEY + len(right) * DECISION
    print(f"  estimated time: {with_keys:.0f} s against {by_hand:.0f} s ({with_keys / by_hand:.0%})")
    print(f"slowest answer, from the key to the new state: {slowest * 1000:.0f} ms")


def right_rows(session: Session, desk: Desk, gold: Coded) -> dict[tuple[str, str], tuple[str, str]]:
    """Proposals (section, slug) that are rows of the record with the same values in all compared columns."""
    made = agreement([session.state().machine], [gold], desk.layout)
    return {
        (name, same.ours.rsplit(":", 1)[-1]): (name, same.theirs.rsplit(":", 1)[-1])
        for name, told in made.items()
        for same in told.both
        if not same.differs
    }


if __name__ == "__main__":
    main()
