"""What a package is named by: a folder here, or something that has to be brought here first."""

from __future__ import annotations

#: what the descriptor of a package is called: the standard's name, and those of others
DESCRIPTORS = ("datapackage.json", "datapackage.yaml", "datapackage.yml")


def is_elsewhere(source: str) -> bool:
    """Whether the source is an address or an archive rather than a folder."""
    return "://" in source or source.lower().endswith(".zip")
