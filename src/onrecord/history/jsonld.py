"""A release for machines that look for data: Croissant 1.0 (MLCommons) and schema.org/Dataset, both as JSON-LD.

Made from the descriptor alone, so they never say anything else than the contract does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from onrecord.history.citation import apa, creators

#: the context that the Croissant 1.0 specification prescribes
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}

_TYPES = {
    "integer": "sc:Integer",
    "year": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
    "time": "sc:Time",
}
_PARQUET = "application/x-parquet"


def croissant(described: Mapping[str, Any], day: date) -> dict[str, Any]:
    """The release as a Croissant dataset: its files, its tables as record sets, its vocabularies as enumerations."""
    tables = [resource for resource in described["resources"] if isinstance(resource.get("schema"), Mapping)]
    keys = {table["name"]: table["schema"].get("primaryKey", []) for table in tables}
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        **_about(described, day),
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "citeAs": apa(described, day),
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": table["path"],
                "name": table["path"],
                "description": table.get("description") or table["name"],
                "contentUrl": table["path"],
                "encodingFormat": _PARQUET,
                "sha256": table["hash"].removeprefix("sha256:"),
            }
            for table in tables
        ],
        "recordSet": [
            *(_enumeration(name, vocabulary) for name, vocabulary in described.get("codebook", {}).items()),
            *(_record_set(table, described.get("codebook", {}), keys) for table in tables),
        ],
    }


def schema_org(described: Mapping[str, Any], day: date) -> dict[str, Any]:
    """The release as a schema.org/Dataset, as search engines for data read it."""
    variables = [
        {"@type": "PropertyValue", "name": f"{table['name']}.{field['name']}", "description": field.get("description")}
        for table in described["resources"]
        for field in table.get("schema", {}).get("fields", [])
    ]
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        **_about(described, day),
        "isAccessibleForFree": True,
        "variableMeasured": [{key: value for key, value in variable.items() if value} for variable in variables],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": resource["name"],
                "contentUrl": resource["path"],
                "encodingFormat": resource.get("mediatype", _PARQUET),
                "sha256": resource["hash"].removeprefix("sha256:"),
            }
            for resource in described["resources"]
        ],
    }


def _about(described: Mapping[str, Any], day: date) -> dict[str, Any]:
    described_file = {
        "name": described.get("name"),
        "alternateName": described.get("title"),
        "description": described.get("description"),
        "version": described["version"],
        "datePublished": day.isoformat(),
        "license": next((licence["path"] for licence in described.get("licenses", []) if "path" in licence), None),
        "url": described.get("homepage"),
        "keywords": described.get("keywords"),
        "creator": [{"@type": "Organization", "name": name} for name in creators(described)],
    }
    return {key: value for key, value in described_file.items() if value}


def _enumeration(name: str, vocabulary: Mapping[str, Any]) -> dict[str, Any]:
    own = f"codebook/{name}"
    columns = ("code", "label", "definition")
    return {
        "@type": "cr:RecordSet",
        "@id": own,
        "name": own,
        "description": vocabulary.get("description") or vocabulary.get("title") or name,
        "dataType": "sc:Enumeration",
        "key": {"@id": f"{own}/code"},
        "field": [
            {"@type": "cr:Field", "@id": f"{own}/{column}", "name": f"{own}/{column}", "dataType": "sc:Text"}
            for column in columns
        ],
        "data": [
            {f"{own}/code": code, **{f"{own}/{c}": str(meaning.get(c, "")) for c in columns[1:]}}
            for code, meaning in vocabulary["codes"].items()
        ],
    }


def _record_set(table: Mapping[str, Any], codebook: Mapping[str, Any], keys: Mapping[str, list[str]]) -> dict[str, Any]:
    name, schema = table["name"], table["schema"]
    record_set = {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": table.get("description") or table.get("title") or name,
        "field": [_field(table, field, codebook, keys) for field in schema["fields"]],
    }
    key = [{"@id": f"{name}/{column}"} for column in schema.get("primaryKey", [])]
    return record_set | ({"key": key[0] if len(key) == 1 else key} if key else {})


def _field(
    table: Mapping[str, Any], field: Mapping[str, Any], codebook: Mapping[str, Any], keys: Mapping[str, list[str]]
) -> dict[str, Any]:
    own = f"{table['name']}/{field['name']}"
    described_field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": own,
        "name": own,
        "description": field.get("description") or field.get("title") or field["name"],
        "dataType": _TYPES.get(field.get("type", "any"), "sc:Text"),
        "source": {"fileObject": {"@id": table["path"]}, "extract": {"column": field["name"]}},
    }
    points_to = next(_references(table, field, codebook, keys), None)
    return described_field | ({"references": {"field": {"@id": points_to}}} if points_to else {})


def _references(
    table: Mapping[str, Any], field: Mapping[str, Any], codebook: Mapping[str, Any], keys: Mapping[str, list[str]]
) -> Iterator[str]:
    if field.get("vocabulary") in codebook:
        yield f"codebook/{field['vocabulary']}/code"
    for key in table["schema"].get("foreignKeys", []):
        target = key["reference"].get("resource") or table["name"]
        # mlcroissant can't load a record set that points to itself
        if key["fields"] == [field["name"]] and target in keys and target != table["name"]:
            yield f"{target}/{key['reference']['fields'][0]}"
