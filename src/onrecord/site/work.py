"""Pages made on all cores: some rows at a time, by ids, each job picklable and small."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from onrecord.findings import Finding
from onrecord.package.read import open_package
from onrecord.site.pages import write_actor, write_article, write_event, write_table
from onrecord.site.places import FOLDERS
from onrecord.site.release import Release
from onrecord.site.render import Renderer, SiteFrame
from onrecord.site.texts import TextFiles
from onrecord.site.views.table import page_count

#: rows with pages of their own that are worked on at a time
BATCH = 64
#: pages of a table that are worked on at a time
TABLE_BATCH = 8
_WRITE = {"sources": write_article, "events": write_event, "actors": write_actor}


@dataclass(frozen=True)
class Setting:
    """What all jobs of a release share: where its package and the earlier ones lie, the site, the texts."""

    package: Path
    earlier: tuple[Path, ...]
    root: Path
    frame: SiteFrame
    texts: TextFiles


class Job(NamedTuple):
    """Pages to be made: of rows with pages of their own, by table and id; or pages of a table, by their numbers."""

    setting: Setting
    rows: tuple[tuple[str, str], ...] = ()
    table: str = ""
    pages: tuple[int, ...] = ()

    @property
    def size(self) -> int:
        """How many pages are to be made, cards not counted."""
        return len(self.rows) + len(self.pages)


class Made(NamedTuple):
    """Rows whose pages were made, pages and files written, what they show of texts in copyright, and what is wrong with that."""

    rows: int
    pages: int
    files: int
    shown: dict[str, list[tuple[int, int]]]
    findings: list[Finding]


def jobs(setting: Setting, release: Release) -> Iterator[Job]:
    """All jobs of a release. Rows of an article are worked on together: their pages ask for the same rows."""
    rows = list(_rows(release)) if release.is_news else []
    for at in range(0, len(rows), BATCH):
        yield Job(setting, tuple(rows[at : at + BATCH]))
    for name in release.rows.contract.tables:
        pages = range(1, page_count(release, name) + 1)
        for at in range(0, len(pages), TABLE_BATCH):
            yield Job(setting, table=name, pages=tuple(pages[at : at + TABLE_BATCH]))


def _rows(release: Release) -> list[tuple[str, str]]:
    """All rows with pages of their own: each article with its events, then the actors."""
    found = []
    for place, table in enumerate(FOLDERS):
        key = release.rows.key_of(table)
        for row_id in release.rows.table(table)[key].to_pylist() if key and release.rows.count(table) else []:
            parts = str(row_id).split(":")
            document = parts[1] if table != "actors" and len(parts) > 1 else ""
            found.append((document == "", document, place, table, row_id))
    return [(table, row_id) for *_, table, row_id in sorted(found)]


def make(job: Job) -> Made:
    """Write the pages of a job."""
    to = Renderer(job.setting.root, job.setting.frame, _release(job.setting))
    for table, row_id in job.rows:
        _WRITE[table](to, row_id)
    if job.pages:
        write_table(to, job.table, job.pages)
    return Made(job.size, to.pages, to.files, to.shown, to.findings)


@lru_cache(2)
def _release(setting: Setting) -> Release:
    return Release(open_package(setting.package), setting.texts, [open_package(folder) for folder in setting.earlier])
