"""A site of one release or of several, written whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from os import PathLike
from pathlib import Path
from typing import Any

from onrecord.findings import Finding, Problem
from onrecord.package.catalogue import obtain_release, releases
from onrecord.package.index import version_numbers
from onrecord.package.read import Package, open_package
from onrecord.package.write import replacing, sha256_file
from onrecord.parallel import stream
from onrecord.plot import palette
from onrecord.site.charts import release_charts
from onrecord.site.documentation import DocPage, write_documentation
from onrecord.site.feed import feed
from onrecord.site.guard import shown_by_site
from onrecord.site.links import broken_links
from onrecord.site.pages import search_entries, write_lists
from onrecord.site.places import name_of
from onrecord.site.release import Release
from onrecord.site.render import Meta, NavItem, Renderer, SiteFrame, environment, linked_data
from onrecord.site.search import search_script
from onrecord.site.texts import TextFiles
from onrecord.site.views.overview import Edition, File, checked_package, licences_of, overview, table_lines
from onrecord.site.views.parts import Link
from onrecord.site.work import Setting, jobs, make

Progress = Callable[[int, int], None]
#: a folder with this file was made here, and may be replaced
MARK = ".onrecord-site"
#: bytes of data files that are copied beside the pages
_COPIED = 2_000_000_000
_ALL = "all"
#: pages that are made sooner than other processes start
_ALONE = 600


@dataclass
class SiteRun:
    """What was written: the folder, releases, pages and files, and what was found."""

    folder: Path
    releases: list[str] = field(default_factory=list)
    pages: int = 0
    files: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether the site was written."""
        return not any(finding.severity == "error" for finding in self.findings)


@dataclass(frozen=True)
class _Edition:
    """A release that gets pages."""

    package: Package
    version: str
    day: date | None
    files: tuple[dict[str, Any], ...]
    earlier: tuple[Package, ...]

    @property
    def folder(self) -> str:
        return name_of(self.version.replace("/", "-")) if not _is_plain(self.version) else self.version


def write_site(
    out: str | PathLike[str] = "site",
    *,
    version: str | None = None,
    package: str | PathLike[str] | None = None,
    catalogue: str | PathLike[str] | None = None,
    texts: TextFiles | None = None,
    docs: Sequence[DocPage] = (),
    url: str | None = None,
    progress: Progress | None = None,
) -> SiteRun:
    """Write the pages of a release (default: the newest; `version="all"`: of every release) into a folder.

    package: a data package in a folder, a zip or at an address, instead of a release. texts: where texts of sources
    are at hand; of those in copyright they give bars their lengths, nothing more. docs: pages of documentation. url:
    where the site will stand, for cards, previews and the feed.

    The folder is there whole or stays as it was; what it holds is replaced if such a run made it. When a page shows
    more of a text than the rights budget allows, nothing is written, and `findings` say so (W031). Raises `Problem`:
    W030 the folder holds something else, W033 a library is missing, and as `onrecord.load`.
    """
    target = Path(out)
    _refuse_others(target)
    environment()
    editions, listed = _editions(version, package, catalogue)
    run = SiteRun(target, [edition.version for edition in editions])
    try:
        with replacing(target) as folder:
            site = _Site(folder, editions, listed, texts or TextFiles(), docs, _ended(url), run, progress)
            site.write()
            if not run.ok:
                raise _RefusedError
    except _RefusedError:
        pass
    return run


class _RefusedError(Exception):
    """Something is wrong with the pages: the folder stays as it was."""


def _refuse_others(target: Path) -> None:
    if target.exists() and not (target / MARK).is_file() and (not target.is_dir() or any(target.iterdir())):
        help_ = "name a folder that is new or empty, or one that such a run made: --out DIR"
        message = "this folder is there and holds something else"
        raise Problem(Finding(code="W030", message=message, file=str(target), help=help_))


def _ended(url: str | None) -> str | None:
    return f"{url.rstrip('/')}/" if url else None


def _is_plain(version: str) -> bool:
    return bool(version) and all(part.isdigit() for part in version.split("."))


def _editions(version: str | None, package: Any, catalogue: Any) -> tuple[list[_Edition], list[tuple[str, str]]]:
    """The releases that get pages, the newest first, and all that the catalogue lists with their days."""
    if package is not None:
        opened = open_package(package)
        return [_Edition(opened, opened.version or "data", None, (), ())], []
    entries = releases(catalogue, _say_nothing)
    listed = [(str(entry["version"]), str(entry["date"])) for entry in entries]
    wanted = [entry["version"] for entry in entries] if version == _ALL else [version]
    found = []
    for one in wanted:
        entry, folder = obtain_release(one, catalogue, say=_say_nothing)
        earlier = list(_earlier(entry["version"], entries, catalogue))
        day = date.fromisoformat(entry["date"])
        found.append(_Edition(open_package(folder), str(entry["version"]), day, tuple(entry["files"]), tuple(earlier)))
    return found, listed


def _earlier(version: str, entries: Sequence[dict[str, Any]], catalogue: Any) -> Iterator[Package]:
    """The releases before this one that are at hand, the oldest first: what changed is read from them."""
    for entry in reversed(entries):
        if version_numbers(entry["version"]) < version_numbers(version):
            try:
                yield open_package(None, entry["version"], catalogue)
            except Problem:
                continue


def _say_nothing(_message: str) -> None:
    """What the catalogue says beside its answer is said where releases are listed."""


@dataclass
class _Site:
    folder: Path
    editions: list[_Edition]
    listed: list[tuple[str, str]]
    texts: TextFiles
    docs: Sequence[DocPage]
    url: str | None
    run: SiteRun
    progress: Progress | None

    def write(self) -> None:
        """All files of the site."""
        self._assets()
        search: list[tuple[str, str, str, str]] = []
        for edition in self.editions:
            search += self._release(edition)
        search += write_documentation(self.folder, self.docs, replace(self._frame(self.editions[0]), newest=None))
        (self.folder / "assets" / "search.js").write_text(search_script(search), encoding="utf-8", newline="\n")
        if self.listed:
            entries = [
                (version, day, f"{version}/index.html" if version in self.run.releases else "index.html")
                for version, day in self.listed
            ]
            newest = Release(self.editions[0].package)
            (self.folder / "feed.xml").write_text(
                feed(newest.title, newest.name, entries, self.url), encoding="utf-8", newline="\n"
            )
        (self.folder / MARK).write_text("Made by onrecord site; it may be replaced.\n", encoding="utf-8")
        self.run.findings += broken_links(self.folder, ["docs", "."])

    def _assets(self) -> None:
        assets = self.folder / "assets"
        assets.mkdir()
        here = Path(__file__).with_name("assets")
        style = palette.css() + (here / "site.css").read_text(encoding="utf-8")
        (assets / "site.css").write_text(style, encoding="utf-8", newline="\n")
        for name in ("site.js", "icon.svg"):
            shutil.copyfile(here / name, assets / name)

    def _frame(self, edition: _Edition) -> SiteFrame:
        release = Release(edition.package)
        news = release.is_news
        nav = [
            NavItem("Release", "index.html"),
            *([NavItem("Timeline", "timeline.html")] if news else []),
            *([NavItem("Figures", "figures.html")] if news and release.rows.has("figures") else []),
            NavItem("Tables", "tables.html"),
            *([NavItem("Codebook", "codebook.html")] if release.rows.contract.vocabularies else []),
            NavItem("Changes", "changes.html"),
            *([NavItem("Docs", f"docs/{self.docs[0].file}", in_release=False)] if self.docs else []),
        ]
        newest = self.editions[0]
        link = Link(newest.version, f"{newest.folder}/index.html") if newest is not edition else None
        return SiteFrame(release.name, release.title, edition.version, edition.folder, tuple(nav),
                         tuple(licences_of(edition.package.descriptor)), bool(self.listed), self.url, newest=link)  # fmt: skip

    def _release(self, edition: _Edition) -> list[tuple[str, str, str, str]]:
        """All pages of a release; gives what the search finds in it."""
        release = Release(edition.package, self.texts, edition.earlier)
        frame = self._frame(edition)
        setting = Setting(
            edition.package.folder, tuple(p.folder for p in edition.earlier), self.folder, frame, self.texts
        )
        everything = list(jobs(setting, release))
        total = sum(job.size for job in everything)
        shown: list[dict[str, list[tuple[int, int]]]] = []
        rows = 0
        each = stream(make, iter(everything)) if total > _ALONE else map(make, everything)
        for made in each:
            rows += made.rows
            self.run.pages += made.pages
            self.run.files += made.files
            self.run.findings += made.findings
            shown.append(made.shown)
            if len(shown) > 256:
                shown = [shown_by_site(shown)]
            if self.progress:
                self.progress(rows, total)
        to = Renderer(self.folder, frame, release, shown_by_site(shown))
        self._first_pages(edition, release, to)
        self.run.findings += [*to.findings, *to.together()]
        self.run.pages += to.pages
        self.run.files += to.files
        return list(search_entries(to))

    def _first_pages(self, edition: _Edition, release: Release, to: Renderer) -> None:
        charts = release_charts(release)
        write_lists(to, charts)
        files = self._copied(edition, to.frame)
        known = {one.version: f"{one.folder}/index.html" for one in self.editions}
        list_ = [Edition(version, day, known.get(version), version == edition.version) for version, day in self.listed]
        view = overview(release, edition.day, checked_package(edition.package), files, list_)
        data = linked_data(_dataset(edition)) if edition.day else None
        meta = Meta(release.title, view.description, section="index.html", linked_data=data)
        to.page("index.html", "overview.html", meta, page=view, charts=charts)
        to.page("tables.html", "tables.html", Meta("Tables", "All tables of the release", section="tables.html"),
                page={"tables": list(table_lines(release))})  # fmt: skip
        if edition is self.editions[0]:
            first = (
                environment().get_template("first.html").render(to=f"{edition.folder}/index.html", title=release.title)
            )
            (self.folder / "index.html").write_text(first, encoding="utf-8", newline="\n")

    def _copied(self, edition: _Edition, frame: SiteFrame) -> Iterator[File]:
        """The files of the release, copied beside its pages so that the data are one click away."""
        rows = {str(r.get("path")): r.get("rows") for r in edition.package.descriptor["resources"]}
        data = self.folder / frame.folder / "data"
        paths = _files_of(edition)
        copied = sum(path.stat().st_size for path in paths) <= _COPIED
        for path in paths:
            name = path.relative_to(edition.package.folder).as_posix()
            if copied:
                (data / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, data / name)
            yield File(name, f"data/{name}" if copied else None, path.stat().st_size, rows.get(name), sha256_file(path))


def _files_of(edition: _Edition) -> list[Path]:
    """The files of a release: those that the catalogue lists; of another package those that its descriptor names."""
    folder = edition.package.folder
    named = [str(entry["path"]) for entry in edition.files]
    if not named:
        paths_named = [resource.get("path") for resource in edition.package.descriptor["resources"]]
        named = ["datapackage.json", *chain.from_iterable([p] if isinstance(p, str) else p or [] for p in paths_named)]
    paths = [folder / name for name in dict.fromkeys(named)]
    return [path for path in paths if path.resolve().is_relative_to(folder.resolve()) and path.is_file()]


def _dataset(edition: _Edition) -> dict[str, Any]:
    from onrecord.history.jsonld import schema_org

    assert edition.day is not None  # noqa: S101 - asked for releases only
    return schema_org(edition.package.descriptor, edition.day)
