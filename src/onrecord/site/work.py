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

#: rows with pages of their own that are worked on at a time
BATCH = 24
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
    """Pages to be made: of rows of a table by their ids, or of a whole table where there are none."""

    setting: Setting
    table: str
    ids: tuple[str, ...]


class Made(NamedTuple):
    """Rows whose pages were made, pages and files written, what they show of texts in copyright, and what is wrong with that."""

    rows: int
    pages: int
    files: int
    shown: dict[str, list[tuple[int, int]]]
    findings: list[Finding]


def jobs(setting: Setting, release: Release) -> Iterator[Job]:
    """All jobs of a release."""
    if release.is_news:
        for table in FOLDERS:
            key = release.rows.key_of(table)
            ids = release.rows.table(table)[key].to_pylist() if key and release.rows.count(table) else []
            for at in range(0, len(ids), BATCH):
                yield Job(setting, table, tuple(ids[at : at + BATCH]))
    for name in release.rows.contract.tables:
        yield Job(setting, name, ())


def make(job: Job) -> Made:
    """Write the pages of a job."""
    to = Renderer(job.setting.root, job.setting.frame, _release(job.setting))
    if job.ids:
        for row_id in job.ids:
            _WRITE[job.table](to, row_id)
    else:
        write_table(to, job.table)
    return Made(max(1, len(job.ids)), to.pages, to.files, to.shown, to.findings)


@lru_cache(2)
def _release(setting: Setting) -> Release:
    return Release(open_package(setting.package), setting.texts, [open_package(folder) for folder in setting.earlier])
