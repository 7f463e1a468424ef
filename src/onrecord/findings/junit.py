"""Findings as JUnit XML, which CI systems show as the outcome of tests.

Source of the form: the JUnit report that Jenkins and GitLab read (testsuites, testsuite, testcase, failure, skipped).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as Xml

from onrecord.findings.model import Finding, printable
from onrecord.findings.terminal import as_text

#: the suite of what was checked; a report that is all right has this one only
CHECKED = "checked"


def as_junit(found: Sequence[Finding], checked: Mapping[str, int]) -> str:
    """A suite per table or file with a case per finding, and one of what was checked.

    Errors and warnings are failures; what was there before the change is skipped; notes pass.
    """
    suites: dict[str, list[Xml.Element]] = {}
    for finding in found:
        suites.setdefault(finding.table or finding.file or "the package", []).append(_case(finding))
    passed = [Xml.Element("testcase", classname=CHECKED, name=f"{n:,} {what}") for what, n in checked.items()]
    root = Xml.Element("testsuites", name="onrecord verify")
    for name, cases in [*suites.items(), *([(CHECKED, passed)] if passed else [])]:
        suite = Xml.SubElement(root, "testsuite", {"name": _xml(name), **_counts(cases)})
        suite.extend(cases)
    for name, count in _counts(list(root.iter("testcase"))).items():
        root.set(name, count)
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode")


def _counts(cases: Sequence[Xml.Element]) -> dict[str, str]:
    kinds = {"failures": "failure", "skipped": "skipped"}
    counts = {name: str(sum(case.find(tag) is not None for case in cases)) for name, tag in kinds.items()}
    return {"tests": str(len(cases)), "errors": "0", **counts}


def _case(finding: Finding) -> Xml.Element:
    place = finding.place or "the package"
    attributes = {"classname": _xml(finding.table or finding.file or place), "name": _xml(f"{finding.code} {place}")}
    attributes |= {"file": _xml(finding.file)} if finding.file else {}
    attributes |= {"line": str(finding.line)} if finding.line is not None else {}
    case = Xml.Element("testcase", attributes)
    message = _xml(finding.message, 1000)
    if finding.known:
        Xml.SubElement(case, "skipped", message=f"already there: {message}").text = _text(finding)
    elif finding.severity == "note":
        Xml.SubElement(case, "system-out").text = _text(finding)
    else:
        Xml.SubElement(case, "failure", type=finding.code, message=message).text = _text(finding)
    return case


def _text(finding: Finding) -> str:
    return "\n".join(printable(line, 2000) for line in as_text(finding).splitlines())


def _xml(text: str, limit: int = 300) -> str:
    """Without the characters that XML 1.0 can't hold (section 2.2): they are shown as escapes."""
    return printable(text, limit)
