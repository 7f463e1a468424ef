"""Versions of releases: three numbers, and what raises which (Semantic Versioning 2.0.0, without pre-releases)."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from onrecord.findings import Finding, Problem, printable
from onrecord.package.index import VERSION

#: the first release of anything
FIRST = "1.0.0"


class Bump(IntEnum):
    """How far a version must be raised. Ordered: more change never asks for less."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


class Version(NamedTuple):
    """Three numbers; compares as people expect (1.10.0 comes after 1.9.0)."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return ".".join(map(str, self))

    def raised(self, bump: Bump) -> Version:
        """The smallest version that is higher by that much."""
        return {
            Bump.NONE: self,
            Bump.PATCH: Version(self.major, self.minor, self.patch + 1),
            Bump.MINOR: Version(self.major, self.minor + 1, 0),
            Bump.MAJOR: Version(self.major + 1, 0, 0),
        }[bump]


def is_version(text: str) -> bool:
    """Whether the text is a whole version such as 1.2.0."""
    return VERSION.fullmatch(text) is not None


def parse_version(text: str) -> Version:
    """The version that a text names. Raises `Problem` (H016) when it names none."""
    if not is_version(text):
        message = f"“{printable(text, 40)}” is no version"
        help_ = "write three numbers of at most nine digits, such as 1.2.0"
        raise Problem(Finding(code="H016", message=message, help=help_))
    return Version(*map(int, text.split(".")))
