"""The page on how near the machine coder comes, made from the records of a checkout."""

from __future__ import annotations

from onrecord.records.coders.agreement import agreement
from onrecord.records.coders.agreement_report import as_markdown
from onrecord.records.coders.coder_records import ADJUDICATED, Desk
from onrecord.records.record import MACHINE

_INTRODUCTION = """\
# The machine coder against the record

Computed from the records in `seeds/`. In a checkout `onrecord agree` shows the same with all words; here a place
(document, line, column) stands for them. The machine coder is given the registries, whose written forms people have
collected from these very texts: its figures for actors and places are those of a text whose actors are known. Rows
count as the same when they share half of the words of the shorter one.

"""
#: the name of the page in a release
NAME = "agreement.md"
#: kinds whose words may be published whoever is meant, see `mention_field` in the codebook
_PUBLISHED = ("figures",)


def agreement_page(desk: Desk) -> str | None:
    """The page as Markdown, over all documents that the machine and a person have recorded; None when there are none."""
    ours, theirs = desk.pairs([], MACHINE, ADJUDICATED)
    if not ours:
        return None
    return _INTRODUCTION + as_markdown(agreement(ours, theirs, desk.layout), (MACHINE, ADJUDICATED), _PUBLISHED)
