"""How a release wants to be cited: `CITATION.cff` and `.zenodo.json`, made from its descriptor."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any


def citation_cff(described: Mapping[str, Any], day: date) -> str:
    """`CITATION.cff` (Citation File Format 1.2.0) of a release. A JSON string is a YAML string, so quoting is JSON's."""
    citation: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite the version that you used.",
        "type": "dataset",
        "title": described.get("title") or described.get("name"),
        "abstract": described.get("description"),
        "version": described["version"],
        "date-released": day.isoformat(),
        "license": [licence["name"] for licence in described.get("licenses", []) if "name" in licence],
        "doi": described.get("doi"),
        "url": described.get("homepage"),
        "keywords": described.get("keywords"),
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in citation.items() if value]
    lines += ["authors:", *(f"  - name: {json.dumps(name, ensure_ascii=False)}" for name in creators(described))]
    return "\n".join(lines) + "\n"


def zenodo_json(described: Mapping[str, Any], day: date) -> str:
    """`.zenodo.json`: what Zenodo's deposit of the release says of itself (Zenodo REST API, deposit metadata)."""
    licences = [licence["name"].lower() for licence in described.get("licenses", []) if "name" in licence]
    deposit = {
        "title": described.get("title") or described.get("name"),
        "description": described.get("description"),
        "upload_type": "dataset",
        "access_right": "open",
        "version": described["version"],
        "publication_date": day.isoformat(),
        "creators": [{"name": name} for name in creators(described)],
        "license": licences[0] if licences else None,
        "keywords": described.get("keywords"),
    }
    return json.dumps({key: value for key, value in deposit.items() if value}, indent=2, ensure_ascii=False) + "\n"


def creators(described: Mapping[str, Any]) -> list[str]:
    """The names of those who made it (Data Package v2: contributors with the role creator; else all)."""
    people = [person for person in described.get("contributors", []) if person.get("title")]
    makers = [person["title"] for person in people if "creator" in person.get("roles", [])]
    return makers or [person["title"] for person in people] or [str(described.get("name", "unknown"))]


def apa(described: Mapping[str, Any], day: date) -> str:
    """A reference in the style of the American Psychological Association (7th edition, data set)."""
    who = " & ".join(creators(described))
    where = described.get("doi") or described.get("homepage")
    reference = f"{who}. ({day.year}). {described.get('title') or described.get('name')} (Version {described['version']}) [Data set]."
    return f"{reference} {where}" if where else reference


def bibtex(described: Mapping[str, Any], day: date) -> str:
    """A reference as a BibLaTeX `@dataset` entry."""
    fields = {
        "author": " and ".join(f"{{{name}}}" for name in creators(described)),
        "title": f"{{{described.get('title') or described.get('name')}}}",
        "version": described["version"],
        "date": day.isoformat(),
        "doi": described.get("doi"),
        "url": described.get("homepage"),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@dataset{{{described.get('name', 'data')}-{described['version']},", *lines, "}"])
