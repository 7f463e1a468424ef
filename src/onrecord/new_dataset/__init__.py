"""A repository for a dataset of one's own, laid out from templates: records of news, or plain tables.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from onrecord.corpus.coded_package import shipped_schemas
from onrecord.findings import Finding, Problem

TEMPLATES = Path(__file__).resolve().parent / "templates"
KINDS = {"news": "records of what texts say, each row with its words", "tables": "tables of your own, in any format"}
LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
}
#: words in the examples of our columns, and what a dataset about something else has there
_EXAMPLES = {
    "nationalworld-2021-04-border": "a-document",
    "NationalWorld": "Harbour News",
    "ukraine": "ruritania",
    "ukrainian": "ruritanian",
    "russia": "graustark",
}
#: vocabularies that say what a dataset is about: a codebook of one's own begins with these empty
TOPICS = ("event_type", "measure")


@dataclass(frozen=True)
class NewDataset:
    """What a dataset says of itself, and how it begins."""

    name: str
    title: str
    author: str
    licence: str = "CC-BY-4.0"
    kind: str = "news"
    own_codebook: bool = False


def lay_out(folder: Path, dataset: NewDataset) -> list[str]:
    """Write the repository, whole or not at all; gives its files. Raises `Problem`: D040 not empty, D041 no name."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", dataset.name):
        message = f"“{dataset.name}” can't be the name of a data package"
        raise Problem(Finding(code="D041", message=message, help="small letters, digits, hyphens: --name my-dataset"))
    if folder.exists() and (not folder.is_dir() or any(path.name != ".git" for path in folder.iterdir())):
        message = "there is something in this folder already, and it is left as it is"
        raise Problem(Finding(code="D040", message=message, file=str(folder), help="name a new folder"))
    with _placed(folder) as place:
        for part in ("common", dataset.kind):
            _copy(TEMPLATES / part, place, dataset)
        if dataset.kind == "news":
            _contract(place / "schemas", dataset)
        (place / "schemas" / "datapackage.yaml").write_text(_package(dataset), encoding="utf-8")
        return sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())


@contextmanager
def _placed(folder: Path) -> Iterator[Path]:
    """A temporary folder whose files stand in `folder` when the block ends without an error."""
    folder.absolute().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder.absolute().parent) as temporary:
        yield Path(temporary)
        folder.mkdir(exist_ok=True)
        for path in Path(temporary).iterdir():
            path.rename(folder / path.name)


def _copy(template: Path, place: Path, dataset: NewDataset) -> None:
    """The files of a template; names that begin with a dot are written `dot-…` there."""
    for path in sorted(template.rglob("*")):
        if not path.is_file() or "__pycache__" in path.parts:
            continue
        parts = [re.sub("^dot-", ".", part) for part in path.relative_to(template).parts]
        target = place.joinpath(*parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8")
        for key, value in (("title", dataset.title), ("licence", dataset.licence)):
            text = text.replace(f"@@{key}@@", value)
        target.write_text(text, encoding="utf-8")


def _contract(schemas: Path, dataset: NewDataset) -> None:
    """The tables for news records, with the vocabularies as they are or those of the topic empty."""
    schemas.mkdir(exist_ok=True)
    for path in sorted(shipped_schemas().glob("*.yaml")):
        if path.name != "datapackage.yaml":
            (schemas / path.name).write_text(_of_nobody(path.read_text(encoding="utf-8")), encoding="utf-8")
    if dataset.own_codebook:
        path = schemas / "codebook.yaml"
        path.write_text(_emptied(path.read_text(encoding="utf-8")), encoding="utf-8")


def _of_nobody(schema: str) -> str:
    """The schema with examples that are about no real conflict."""
    for real, made_up in _EXAMPLES.items():
        schema = schema.replace(real, made_up).replace(real.capitalize(), made_up.capitalize())
    return schema


def _emptied(codebook: str) -> str:
    """The codebook with one code left in each vocabulary of the topic: `other`."""
    for name in TOPICS:
        begin = re.search(rf"^  {name}:$", codebook, re.MULTILINE)
        if begin is None:
            continue
        codes = re.compile(r"^    codes:\n(?:(?:      .*)?\n)+", re.MULTILINE)
        left = "    codes:\n      # yours\n      other: {label: Other, definition: None of the others.}\n"
        found = codes.search(codebook, begin.end())
        if found:
            codebook = codebook[: found.start()] + left + codebook[found.end() :]
    return codebook


def _package(dataset: NewDataset) -> str:
    """`schemas/datapackage.yaml`. A JSON string is a YAML string, so quoting is JSON's."""
    import yaml

    if dataset.kind == "news":
        ours = yaml.safe_load((shipped_schemas() / "datapackage.yaml").read_text(encoding="utf-8"))
        tables, more = ours["tables"], {"rightsBudget": ours["rightsBudget"]}
    else:
        tables, more = ["things", "retired"], {}
    licence = {"name": dataset.licence}
    if dataset.licence in LICENCES:
        licence["path"] = LICENCES[dataset.licence]
    described = {
        "name": dataset.name,
        "title": dataset.title,
        "description": KINDS[dataset.kind][0].upper() + KINDS[dataset.kind][1:] + ".",
        "keywords": [dataset.name],
        "licenses": [licence],
        "contributors": [{"title": dataset.author, "roles": ["creator"]}],
        "contractVersion": "1.0.0",
        **more,
    }
    lines = ["# What every release says of itself, and the order of its tables."]
    lines += [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in described.items()]
    return "\n".join([*lines, "tables:", *(f"  - {name}" for name in tables)]) + "\n"
