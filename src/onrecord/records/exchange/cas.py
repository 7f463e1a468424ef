"""UIMA CAS (XMI), as INCEpTION imports and exports it: a custom layer for each section of a record.

A layer `webanno.custom.Quotes` has the features `part`, `slug`, `row` and one for each key. Read and written by
dkpro-cassis, which minds that UIMA counts UTF-16.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from onrecord.findings import Finding, Problem
from onrecord.records.exchange.annotations import Anchored, AnnotatedRow, Annotations
from onrecord.text.document import Span

_PREFIX = "webanno.custom."
_OWN = ("part", "slug", "row")
_XMI, _TYPES = ".xmi", "TypeSystem.xml"


def write(annotations: Annotations) -> dict[str, bytes]:
    """File name → bytes: a zip with the XMI and its type system, as INCEpTION exports one."""
    cassis = _cassis()
    types = cassis.TypeSystem()
    keys: dict[str, dict[str, None]] = {}
    for row in annotations.rows:
        keys.setdefault(row.section, {}).update(dict.fromkeys(row.keys))
    layers = {}
    for section, names in keys.items():
        layers[section] = types.create_type(name=_PREFIX + section.capitalize(), supertypeName="uima.tcas.Annotation")
        for name in (*_OWN, *(f"key_{key}" for key in names)):
            types.create_feature(domainType=layers[section], name=name, rangeType="uima.cas.String")
    cas = cassis.Cas(typesystem=types)
    cas.sofa_string = annotations.text
    cas.sofa_mime = "text/plain"
    for number, row in enumerate(annotations.rows):
        told = {
            f"key_{key}": value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            for key, value in row.keys.items()
        }
        for anchor in row.anchors:
            layer = layers[row.section]
            cas.add(
                layer(
                    begin=anchor.span.start,
                    end=anchor.span.end,
                    part=anchor.part,
                    slug=row.slug,
                    row=str(number),
                    **told,
                )
            )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in ((f"{annotations.document}{_XMI}", cas.to_xmi()), (_TYPES, types.to_xml())):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return {f"{annotations.document}.cas.zip": packed.getvalue()}


def read(files: Mapping[str, bytes], text: str) -> Annotations:
    """The annotations of all custom layers. Raises `ValueError` when there is no XMI or no type system."""
    cassis = _cassis()
    files = dict(_unpacked(files))
    types = next((raw for name, raw in files.items() if name.endswith(_TYPES)), None)
    xmi = next((raw for name, raw in files.items() if name.endswith(_XMI)), None)
    if types is None or xmi is None:
        raise ValueError("an XMI and its TypeSystem.xml are needed, side by side or in a zip")
    cas = cassis.load_cas_from_xmi(io.BytesIO(xmi), typesystem=cassis.load_typesystem(io.BytesIO(types)), lenient=True)
    made = Annotations("", text)
    if cas.sofa_string != text:
        made.notes.append("the text of the CAS is another one; words are looked for by themselves")
    rows: dict[tuple[str, str], AnnotatedRow] = {}
    for number, found in enumerate(cas.select_all_annotations()):
        name = found.type.name
        if not name.startswith(_PREFIX) or not hasattr(found, "begin"):
            continue
        section = name.removeprefix(_PREFIX).lower()
        features = {feature.name: getattr(found, feature.name, None) for feature in found.type.all_features}
        group = str(features.get("row")) if features.get("row") is not None else f"only-{number}"
        keys = {
            key.removeprefix("key_"): _value(value)
            for key, value in features.items()
            if key.startswith("key_") and value is not None
        }
        row = rows.setdefault((section, group), AnnotatedRow(section, str(features.get("slug") or ""), keys))
        row.anchors.append(
            Anchored(str(features.get("part") or ""), Span(found.begin, found.end), found.get_covered_text())
        )
    made.rows = list(rows.values())
    return made


def _value(value: str) -> Any:
    if value[:1] in "[{":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _unpacked(files: Mapping[str, bytes]) -> Any:
    """The files themselves, and what stands in those that are zips (100 MB at most)."""
    for name, raw in files.items():
        if not zipfile.is_zipfile(io.BytesIO(raw)):
            yield name, raw
            continue
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > 100_000_000:
                raise ValueError("the zip holds more than 100 MB")
            for entry in archive.infolist():
                yield entry.filename, archive.read(entry)


def _cassis() -> Any:
    try:
        import cassis
    except ImportError:
        raise Problem(Finding(code="W009", message="the library dkpro-cassis is not installed", help="pip install onrecord[interchange]")) from None  # fmt: skip
    return cassis
