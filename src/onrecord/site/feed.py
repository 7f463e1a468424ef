"""A feed of releases (Atom, RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

_ATOM = "http://www.w3.org/2005/Atom"


def feed(title: str, name: str, releases: Sequence[tuple[str, str, str]], url: str | None) -> str:
    """The feed; `releases` are versions with their day and page, the newest first. Ids never change between runs.

    >>> "<title>2.0.0</title>" in feed("News", "news", [("2.0.0", "2026-11-28", "2.0.0/index.html")], None)
    True
    """
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed")
    _child(root, "title", title)
    _child(root, "id", url or f"urn:onrecord:{name}")
    _child(root, "updated", _moment(releases[0][1]) if releases else _moment("1970-01-01"))
    author = ET.SubElement(root, f"{{{_ATOM}}}author")
    _child(author, "name", name)
    if url:
        ET.SubElement(root, f"{{{_ATOM}}}link", {"rel": "self", "href": f"{url}feed.xml"})
    for version, day, page in releases:
        entry = ET.SubElement(root, f"{{{_ATOM}}}entry")
        _child(entry, "title", version)
        _child(entry, "id", f"urn:onrecord:{name}:{version}")
        _child(entry, "updated", _moment(day))
        ET.SubElement(entry, f"{{{_ATOM}}}link", {"href": f"{url or ''}{page}"})
        _child(entry, "summary", f"Release {version} of {title}")
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _child(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{name}").text = text


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"
