"""A table that stands alone, without a package: its file, and a schema beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from onrecord.findings import Finding, printable
from onrecord.tabular.formats import source_of
from onrecord.verifier.files import SMALL
from onrecord.verifier.how import How
from onrecord.verifier.package import verify_descriptor
from onrecord.verifier.report import Report


def is_table(path: Path) -> bool:
    """Whether a file holds rows, by its name; `.json` is a descriptor unless a schema is told."""
    source = source_of({}, [path])
    return path.is_file() and source is not None and source.format != "json"


def verify_table(
    path: Path,
    schema: Path | Mapping[str, Any] | None = None,
    tables: Iterable[str] | None = None,
    how: How | None = None,
) -> Report:
    """Check a table's file against a Table Schema (a JSON or YAML file, or what stands in one).

    Without a schema the rows are said to be not verified.
    """
    report = Report()
    resource: dict[str, Any] = {"name": path.name.partition(".")[0] or path.name, "path": path.name}
    if schema is not None:
        told = _read(schema, report) if isinstance(schema, Path) else schema
        if told is None:
            return report
        resource["schema"] = dict(told)
    file = schema.name if isinstance(schema, Path) else path.name
    return verify_descriptor({"resources": [resource]}, path.resolve().parent, file, tables, report, how)


def _read(path: Path, report: Report) -> Mapping[str, Any] | None:
    def problem(code: str, message: str, help_: str | None = None) -> None:
        report.findings.append(Finding(code=code, message=message, file=str(path), help=help_))

    try:
        if path.stat().st_size > SMALL:
            problem("P002", f"the schema is larger than {SMALL // 1_000_000} MB and was not read")
            return None
        text = path.read_text(encoding="utf-8-sig")
        told = json.loads(text) if path.suffix.lower() == ".json" else _yaml(text)
        json.dumps(told, ensure_ascii=False, default=str).encode()
    except OSError as error:
        problem("P001", f"the schema can't be read: {error.strerror}", "name a file of JSON or YAML")
    except ImportError:
        problem("P003", "a schema in YAML needs the package pyyaml", "pip install pyyaml, or write it as JSON")
    except (ValueError, RecursionError) as error:
        problem("P003", f"the schema is neither JSON nor YAML: {printable(str(error))}")
    else:
        if isinstance(told, dict):
            return told
        problem("P004", "the schema is no map", "a Table Schema is a map with a list of `fields`")
    return None


def _yaml(text: str) -> Any:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        # a few aliases can stand for more than fits into memory
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=loader)):
            raise ValueError("aliases have no place in a schema")
        return yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader, written in C
    except yaml.YAMLError as error:
        raise ValueError(str(error).replace("\n", " ")) from None
