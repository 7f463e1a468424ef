"""The formats by the names under which people ask for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from onrecord.records.exchange import brat, cas, json_tasks, web_annotation
from onrecord.records.exchange.annotations import Annotations


class Format(NamedTuple):
    """How a format is written (file name → bytes) and read (files and the text that they are about)."""

    title: str
    write: Callable[[Annotations], dict[str, bytes]]
    read: Callable[[Mapping[str, bytes], str], Annotations]


FORMATS: Mapping[str, Format] = {
    "webannotation": Format("W3C Web Annotation", web_annotation.write, web_annotation.read),
    "brat": Format("brat standoff", brat.write, brat.read),
    "cas": Format("UIMA CAS XMI (INCEpTION)", cas.write, cas.read),
    "labelstudio": Format("Label Studio", json_tasks.write_labelstudio, json_tasks.read_labelstudio),
    "doccano": Format("doccano", json_tasks.write_doccano, json_tasks.read_doccano),
    "spacy": Format("spaCy", json_tasks.write_spacy, json_tasks.read_spacy),
}
