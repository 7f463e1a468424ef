"""Descriptors, schemas and dialects as people give them: in JSON or YAML, in one file or several, with or without names."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from onrecord.checking.files import SMALL_FILE
from onrecord.checking.report import Report
from onrecord.findings import Finding, printable
from onrecord.reading.address import DESCRIPTORS
from onrecord.reading.resource_files import not_fetched, path_inside

_YAML = (".yaml", ".yml")


def descriptor_path(path: Path) -> Path:
    """The file that describes the package in a folder, or the path itself when it is a file."""
    if not path.is_dir():
        return path
    return next((path / name for name in DESCRIPTORS if (path / name).is_file()), path / DESCRIPTORS[0])


def read_package(path: Path, report: Report) -> dict[str, Any] | None:
    """The descriptor of a package, with a list of resources; one that describes a single resource makes a package."""
    if path.is_file() and path.suffix.lower() not in (".json", *_YAML, ""):
        message = f"a file of the kind {printable(path.suffix)} is no descriptor, and no table that is read here"
        instead = "give a datapackage.json, or a table in a format that is read (docs/formats.md lists them)"
        report.findings.append(Finding(code="P004", message=message, file=str(path), help=instead))
        return None
    descriptor = read_map(path, str(path), "descriptor", report)
    if descriptor is None or isinstance(descriptor.get("resources"), list):
        return descriptor
    if "resources" not in descriptor and ("path" in descriptor or "data" in descriptor):
        return {"resources": [descriptor]}
    problem, help_ = "a data package has a list of `resources`; there is none here", None
    if isinstance(descriptor.get("fields"), list):
        help_ = f"it is the schema of a table: onrecord verify data.csv --schema {printable(str(path), 80)}"
    report.findings.append(Finding(code="P004", message=problem, file=str(path), help=help_))
    return None


def read_map(path: Path, shown: str, what: str, report: Report, *, yaml: bool | None = None) -> dict[str, Any] | None:
    """A map that stands in a file of JSON or, by its suffix or when told so, YAML. What keeps it from being read is
    told (P001 to P004) under the name shown.
    """

    def problem(code: str, message: str, help_: str | None = None, line: int | None = None) -> None:
        report.findings.append(Finding(code=code, message=message, file=shown, line=line, help=help_))

    as_yaml = path.suffix.lower() in _YAML if yaml is None else yaml
    try:
        if path.stat().st_size > SMALL_FILE:
            problem("P002", f"the {what} is larger than {SMALL_FILE // 1_000_000} MB and was not read")
            return None
        raw = path.read_bytes()
        content = _yaml(raw.decode("utf-8-sig")) if as_yaml else json.loads(raw)
        # half a surrogate pair is no character: nothing can write or compare it
        json.dumps(content, ensure_ascii=False, default=str).encode()
    except OSError as error:
        problem("P001", f"the {what} can't be read: {error.strerror}", _missing(path, what))
    except UnicodeDecodeError:
        problem("P003", f"the {what} is not UTF-8", "save it as UTF-8")
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        problem("P003", f"the {what} is no JSON: {error.msg} ({where})", line=error.lineno)
    except (ValueError, RecursionError) as error:
        problem("P003", f"the {what} is no {'YAML' if as_yaml else 'JSON'}: {printable(str(error))}")
    else:
        if isinstance(content, dict):
            return content
        fields = what == "schema"
        problem("P004", f"the {what} is no map", "a Table Schema is a map with a list of `fields`" if fields else None)
    return None


def _missing(path: Path, what: str) -> str:
    if what != "descriptor":
        return "name a file of JSON or YAML"
    try:
        tables = sorted(one.name for one in path.parent.iterdir() if one.suffix.lower() in (".csv", ".parquet", ".tsv"))
    except OSError:
        tables = []
    one = f"; or one table: onrecord verify {printable(tables[0], 60)} --schema FILE" if tables else ""
    return f"give a folder with a datapackage.json{one}"


def _yaml(text: str) -> Any:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        # a few aliases can stand for more than fits into memory
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=loader)):
            raise ValueError("aliases have no place here")
        return yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader, written in C
    except yaml.YAMLError as error:
        raise ValueError(str(error).replace("\n", " ")) from None


def resources_of(descriptor: Mapping[str, Any], file: str, report: Report) -> list[dict[str, Any]]:
    """The resources, each with a name; what is no resource, or has no name, is told (C007)."""
    resources = []
    if not descriptor["resources"]:
        message = "there are no resources: nothing can be verified"
        report.findings.append(Finding(code="P004", message=message, file=file, help="list the tables in `resources`"))
    for number, resource in enumerate(descriptor["resources"], 1):
        if not isinstance(resource, dict):
            message = f"resource {number} is {printable(repr(resource), 60)}"
            report.findings.append(Finding(code="C007", message=message, file=file, help="it has to be a map"))
            continue
        name = resource.get("name")
        if not isinstance(name, str) or not name:
            path = resource.get("path")
            first = path[0] if isinstance(path, list) and path else path
            name = (Path(first).name.partition(".")[0] if isinstance(first, str) else "") or f"resource-{number}"
            message = f"name of resource {number} is missing; here it is called “{printable(name, 60)}”"
            help_ = "give it a name that no other resource has"
            report.findings.append(Finding(code="C007", message=message, file=file, help=help_))
        # version 0 of the standard says `url`
        path = {"path": resource["url"]} if "url" in resource and not {"path", "data"} & resource.keys() else {}
        resources.append(resource | path | {"name": name})
    return resources


def resolve_references(
    part: str,
    resources: list[dict[str, Any]],
    folder: Path,
    report: Report,
    reference: Callable[[str], Path | None] | None = None,
) -> set[str]:
    """Put schemas and dialects that stand in files of their own in place; `reference` gives those at addresses.

    Gives the names of the resources that have to do without theirs.
    """
    lost = set()
    for resource in resources:
        named = resource.get(part)
        if not isinstance(named, str):
            continue
        name, found = str(resource["name"]), None
        if "://" in named:
            copy = reference(named) if reference is not None else None
            if copy is None:
                report.findings.append(not_fetched(name, part, named))
            else:
                found = read_map(copy, named, part, report, yaml=named.lower().endswith(_YAML))
        elif isinstance(path := path_inside(folder, named, name), Finding):
            report.findings.append(path)
        else:
            found = read_map(path, named, part, report)
        if found is None:
            del resource[part]
            lost.add(name)
        else:
            resource[part] = found
    return lost
