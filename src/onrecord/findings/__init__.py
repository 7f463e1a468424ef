"""What is wrong, said in one way everywhere: the finding, its codes and how it is shown.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""

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
