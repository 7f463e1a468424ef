"""What is wrong, said in one way everywhere: the finding, its codes and how it is shown."""

from onrecord.findings.codes import CODES, Code
from onrecord.findings.model import (
    Finding,
    Note,
    Problem,
    Severity,
    did_you_mean,
    exit_code,
    in_markdown,
    ordered,
    printable,
)

__all__ = [
    "CODES",
    "Code",
    "Finding",
    "Note",
    "Problem",
    "Severity",
    "did_you_mean",
    "exit_code",
    "in_markdown",
    "ordered",
    "printable",
]
