"""The page of a release that the Hugging Face hub reads: `README.md` with a header in YAML (its dataset card)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from onrecord.findings import in_markdown
from onrecord.history.citation import bibtex

NAME = "README.md"
#: rows from which on the hub puts a data set into a class of its own (hub documentation, `size_categories`)
_SIZES = ((10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"), (10**7, "1M<n<10M"))


def dataset_card(described: Mapping[str, Any], day: date) -> str:
    """The page of a release, made from its descriptor. A JSON value is a YAML value, so quoting is JSON's."""
    return "\n".join([*_header(described), "", *_body(described, day)]) + "\n"


def _header(described: Mapping[str, Any]) -> Iterator[str]:
    resources = described["resources"]
    rows = sum(int(resource.get("rows") or 0) for resource in resources)
    licences = [str(licence["name"]).lower() for licence in described.get("licenses", []) if "name" in licence]
    languages = described.get("languages") or described.get("language")
    told: dict[str, Any] = {
        "pretty_name": described.get("title") or described.get("name"),
        "license": licences if len(licences) > 1 else (licences or ["other"])[0],
        "language": [languages] if isinstance(languages, str) else languages,
        "tags": described.get("keywords"),
        "size_categories": [next((name for bound, name in _SIZES if rows < bound), "n>10M")],
    }
    yield "---"
    yield from (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in told.items() if value)
    yield "configs:"
    for resource in resources:
        yield f"- config_name: {json.dumps(resource['name'], ensure_ascii=False)}"
        yield f"  data_files: {json.dumps(resource['path'], ensure_ascii=False)}"
    yield "---"


def _body(described: Mapping[str, Any], day: date) -> Iterator[str]:
    yield f"# {in_markdown(str(described.get('title') or described.get('name')))}"
    if described.get("description"):
        yield from ("", str(described["description"]).strip())
    yield from ("", f"Release {described['version']} of {day.isoformat()}. Each table is one Parquet file:", "")
    yield from ("| table | rows | what it holds |", "|---|--:|---|")
    for resource in described["resources"]:
        about = resource.get("schema", {}) if isinstance(resource.get("schema"), Mapping) else {}
        words = (
            resource.get("description") or about.get("description") or resource.get("title") or about.get("title") or ""
        )
        yield f"| `{resource['name']}` | {int(resource.get('rows') or 0):,} | {in_markdown(' '.join(str(words).split()))} |"
    yield ""
    yield "`datapackage.json` describes every column (Data Package v2, Table Schema), `codebook.md` says it for people,"
    yield "and `changes.parquet` what is new since the release before. `SHA256SUMS` is read by `sha256sum -c`."
    yield from ("", "```bibtex", bibtex(described, day), "```")
