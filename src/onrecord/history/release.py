"""A package becomes a release: compared with the newest one, numbered by what changed, explained, made ready.

with alone(checkout):
    recover(checkout)
    built = build(checkout, stage(checkout) / "package", UNRELEASED)
    draft = prepare(checkout)
    ...verify draft.folder...
    commit(checkout)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.checkout import Checkout
from onrecord.findings import Finding, Note, Problem
from onrecord.history import changelog, citation
from onrecord.history.chain import chained_index
from onrecord.history.change_notes import Fragment, read_fragments
from onrecord.history.commit import stage_folder, write_plan
from onrecord.history.release_files import index_entry, no_changes, read_whole_index, stamp_release
from onrecord.history.version import FIRST, is_version, parse_version
from onrecord.package.read import Package, open_package

if TYPE_CHECKING:
    import pyarrow as pa

    from onrecord.history.difference import Difference
    from onrecord.history.version_bump import Verdict

_CHANGELOG = "CHANGELOG.md"
#: reasons for the version that a summary names
_SHOWN = 20


@dataclass
class Draft:
    """A release that lies ready in `folder`, verified by nobody yet."""

    version: str
    folder: Path
    entry: dict[str, Any]
    #: its entry in CHANGELOG.md
    changelog_entry: str
    previous: str | None = None
    #: what changed, and which version that asks for; None for a first release
    diff: Difference | None = None
    verdict: Verdict | None = None
    #: paths in the checkout that the release writes beside `dataset/`, and the fragments that it uses up
    files: list[str] = field(default_factory=list)
    spent: list[str] = field(default_factory=list)


def prepare_release(
    checkout: Checkout, day: date, version: str | None = None, mirrors: Iterable[str] = (), folder: Path | None = None
) -> Draft:
    """Make the package in `folder` (default: the stage's) ready as the next release of the checkout's catalogue.

    version: what it shall be called; by default the smallest allowed. Raises `Problem` with all findings when it
    can't be a release: the version is taken (H010) or too small (H011), nothing changed (H012), the contract's
    version was not raised (H013), a correction has no reason (H014), a fragment is broken (H015).
    """
    ready = folder or stage_folder(checkout)
    package = open_package(ready / "package")
    listed, chain = read_whole_index(checkout.dataset)
    fragments, found = read_fragments(checkout.root)
    if found:
        raise Problem(*found)
    if version is not None:
        _not_taken(version, [index_entry["version"] for index_entry in listed])
    if listed:
        before = open_package(checkout.dataset / listed[0]["version"])
        draft, changes = _next(package, before, fragments, version, day)
    else:
        draft, changes = _first(package, fragments, version or FIRST, day)
    described = stamp_release(package.folder, draft.version, changes, day)
    draft.entry = index_entry(package.folder, described, day, mirrors)
    texts = {
        _CHANGELOG: changelog.with_entry(_read(checkout.root / _CHANGELOG), draft.changelog_entry),
        "CITATION.cff": citation.citation_cff(described, day),
        ".zenodo.json": citation.zenodo_json(described, day),
    }
    draft.files, draft.spent = sorted(texts), [fragment.file for fragment in fragments]
    write_plan(ready, draft.version, chained_index(draft.entry, listed, chain), texts, draft.spent)
    return draft


def _not_taken(version: str, taken: list[str]) -> None:
    parse_version(version)
    if version in taken:
        message = f"{version} is released already, and a release is never touched again"
        raise Problem(Finding(code="H010", message=message, file="dataset/index.json", help="choose a higher version"))


def _first(package: Package, fragments: list[Fragment], version: str, day: date) -> tuple[Draft, pa.Table]:
    rows = {name: int(resource.get("rows", 0)) for name, resource in package.resources.items()}
    added = [f"The first release. {changelog.rows_counted(rows)}.", *(fragment.text for fragment in fragments)]
    return Draft(version, package.folder, {}, changelog.changelog_entry(version, day, {"Added": added})), no_changes()


def _next(
    package: Package, before: Package, fragments: list[Fragment], version: str | None, day: date
) -> tuple[Draft, pa.Table]:
    from onrecord.history.diff import diff
    from onrecord.history.reasons import changelog_sections, changes_with_reasons, unknown_targets, without_reason
    from onrecord.history.version_bump import classify

    difference = diff(before, package)
    if difference.same:
        why = f"rows and contract are those of {before.version}"
        raise Problem(Finding(code="H012", message=f"there is nothing to release: {why}"))
    verdict = _asked(classify(difference), fragments)
    changes = changes_with_reasons(difference, package, fragments)
    found = [
        *_too_small(version, before.version, verdict),
        *_contract_version(before, package, verdict),
        *without_reason(difference, changes),
        *unknown_targets(difference, before, package, fragments),
    ]
    if found:
        raise Problem(*found)
    smallest = str(parse_version(before.version).raised(verdict.bump))
    points = changelog_sections(difference, verdict, changes, fragments, package.contract)
    changelog_entry = changelog.changelog_entry(version or smallest, day, points)
    draft = Draft(version or smallest, package.folder, {}, changelog_entry, before.version, difference, verdict)
    return draft, changes


def refusals(before: Package, package: Package, root: Path) -> Iterator[Finding]:
    """What a release of the package would be refused for, as things stand: its contract's version was not raised
    (H013), a correction has no reason (H014), a reason names what isn't there (H018). Warnings: it can still be mended.

    root: the checkout, whose `changes/` holds the reasons.
    """
    from onrecord.history.diff import diff
    from onrecord.history.reasons import changes_with_reasons, unknown_targets, without_reason
    from onrecord.history.version_bump import classify

    difference = diff(before, package)
    if difference.skipped:
        return  # the check of the history says so
    fragments, _ = read_fragments(root)
    found = [
        *_contract_version(before, package, _asked(classify(difference), fragments)),
        *without_reason(difference, changes_with_reasons(difference, package, fragments)),
        *unknown_targets(difference, before, package, fragments),
    ]
    for finding in found:
        yield replace(finding, severity="warning")


def _asked(verdict: Verdict, fragments: list[Fragment]) -> Verdict:
    """The verdict, raised to what people ask for in `changes/`: only they know when a coding rule changed."""
    from onrecord.history.version_bump import Reason

    asked = [Reason(fragment.bump, f"{fragment.file} asks for it") for fragment in fragments if fragment.bump]
    reasons = sorted([*verdict.reasons, *asked], key=lambda reason: (-reason.bump, reason.text))
    return replace(verdict, bump=max((reason.bump for reason in reasons), default=verdict.bump), reasons=tuple(reasons))


def _too_small(version: str | None, before: str, verdict: Verdict) -> Iterator[Finding]:
    smallest = parse_version(before).raised(verdict.bump)
    if version is None or parse_version(version) >= smallest:
        return
    weightiest = [reason.text for reason in verdict.reasons if reason.bump == verdict.bump]
    yield Finding(
        code="H011",
        message=f"{version} is too small: after {before}, the changes ask for {smallest}",
        notes=tuple(Note(f"{verdict.bump.name.lower()}: {text}") for text in weightiest[:10]),
        help=f"release it as {smallest} or higher",
    )


def _contract_version(before: Package, package: Package, verdict: Verdict) -> Iterator[Finding]:
    old, new = (str(each.descriptor.get("contractVersion", "")) for each in (before, package))
    if not verdict.contract or not (is_version(old) and is_version(new)):
        return
    smallest = parse_version(old).raised(verdict.contract)
    if parse_version(new) < smallest:
        yield Finding(
            code="H013",
            message=f"the contract changed; its version is {new} and must be {smallest} or higher",
            file="schemas/datapackage.yaml",
            help=f'contractVersion: "{smallest}"',
        )


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def release_summary(draft: Draft) -> str:
    """A release in some lines: version, predecessor, why this version, what it has."""
    rows = sum(file.get("rows", 0) for file in draft.entry["files"])
    size = sum(file["bytes"] for file in draft.entry["files"])
    head = f"Release {draft.version}"
    if draft.verdict is not None:
        head += f": {draft.verdict.bump.name.lower()}, after {draft.previous}"
    lines = [head, "", f"{len(draft.entry['files'])} files, {rows:,} rows, {size:,} bytes"]
    if draft.verdict is not None:
        shown = draft.verdict.reasons[:_SHOWN]
        lines += ["", *(f"{reason.bump.name.lower():<6} {reason.text}" for reason in shown)]
        more = len(draft.verdict.reasons) - len(shown)
        lines += [f"… and {more:,} more reasons"] if more else []
    return "\n".join(lines)
