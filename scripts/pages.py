"""Write the pages of docs/ that are made from the code: findings, records, and the reference of the library.

examples:
  python scripts/pages.py
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable
from operator import attrgetter
from pathlib import Path

import onrecord
from onrecord.contract import from_schemas
from onrecord.findings.codes import codes_page
from onrecord.plot.palette import PAPER
from onrecord.records.document_folder import layout_of
from onrecord.records.format.reference_page import records_page

ROOT = Path(__file__).resolve().parent.parent

_INTRODUCTION = """\
# Reference

All that `import onrecord` gives. What else can be imported is internal ([what that means](stability.md)). The commands
explain themselves: `onrecord --help`. Every example on this page is run by the tests; the page is made from the code by
`python scripts/pages.py`.
"""
_SECTION = re.compile(r"\n([A-Z][a-z]+)\n-+\n")


def reference_page() -> str:
    """The public functions and classes with their docstrings, as Markdown."""
    parts = [_INTRODUCTION]
    for name in [*onrecord.__all__, *(f"plot.{name}" for name in onrecord.plot.__all__)]:
        thing = attrgetter(name)(onrecord)
        first, *sections = _SECTION.split(inspect.cleandoc(thing.__doc__ or ""))
        parts.append(f"\n## {name}\n\n```text\n{signature(name, thing)}\n```\n\n{first.strip()}\n")
        for title, body in zip(sections[::2], sections[1::2], strict=True):
            parts.append(f"\n**{title}**\n\n{_section(title, body)}\n")
    return "".join(parts)


def picture() -> str:
    """What the README shows first: everybody's answer to one question, of the newest release, on light paper."""
    chart = onrecord.plot.claims("event:nationalworld-2021-04-border:invasion-of-ukraine", title="Will Russia invade?")
    return onrecord.plot.svg(chart.properties(background=PAPER.light, padding=22)) + "\n"


def signature(name: str, thing: Callable[..., object]) -> str:
    """How it is called, without annotations: those are for programs."""
    shown = []
    star = False
    for parameter in inspect.signature(thing).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not star and not isinstance(thing, type):
            shown.append("*")
            star = True
        default = parameter.default
        plain = default is None or isinstance(default, str | int | tuple)
        value = "" if default is parameter.empty else f"={default!r}" if plain else "=…"
        shown.append(f"{'*' if parameter.kind is parameter.VAR_POSITIONAL else ''}{parameter.name}{value}")
    return f"onrecord.{name}({', '.join(shown)})"


def _section(title: str, body: str) -> str:
    if title == "Examples":
        return f"```python\n{body.strip()}\n```"
    # a name at the margin, what it is indented below it
    entries = re.findall(r"^(\S[^\n]*)\n((?:(?: {4}[^\n]*)?\n?)+)", body, re.MULTILINE) if "\n    " in body else []
    if not entries:
        return body.strip()
    return "\n".join(f"- `{name}`: {' '.join(text.split())}" for name, text in entries)


def pages() -> dict[str, str]:
    """The pages by their names."""
    contract = from_schemas(ROOT / "schemas")
    return {
        "findings.md": codes_page(),
        "records.md": records_page(contract, layout_of(ROOT / "schemas", contract)),
        "reference.md": reference_page(),
        "stances.svg": picture(),
    }


def main() -> int:
    """Write what has changed, and say so."""
    for name, text in pages().items():
        path = ROOT / "docs" / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"written: docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
