"""What is said to people who get a record wrong, word for word.

`findings.txt` holds what is said of each case of `bad.py`, to be read as its readers would. Whoever changes a
message changes it there.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from bad import CASES, RIGHT, findings
from hypothesis import given, settings
from hypothesis import strategies as st

HERE = Path(__file__).resolve().parent
EXPECTED = dict(
    part.split("\n\n", 1) for part in ("\n" + (HERE / "findings.txt").read_text(encoding="utf-8")).split("\n### ")[1:]
)


@pytest.mark.parametrize("case", CASES)
def test_each_mistake_is_told_in_these_words(case: str) -> None:
    assert findings(CASES[case]).strip() == EXPECTED[case].strip()


def test_the_right_document_has_no_findings() -> None:
    assert findings(RIGHT) == ""


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["record.yaml", "source.yaml", "text.txt"]), st.data())
def test_no_bytes_end_in_a_traceback(name: str, data: st.DataObject) -> None:
    """Any file cut, overwritten or replaced by noise gives findings, or none."""
    raw = RIGHT[name]
    assert isinstance(raw, bytes)
    at = data.draw(st.integers(0, len(raw)))
    noise = data.draw(
        st.binary(max_size=12)
        | st.text(max_size=6).map(str.encode)
        | st.sampled_from([b": ", b"\n  - ", b"[", b"{", b"&a ", b"*a", b"!!x ", b"\t", b"|", b'"'])
    )
    files = RIGHT | {name: data.draw(st.sampled_from([raw[:at], raw[:at] + noise + raw[at:], raw[:at] + noise, noise]))}
    findings(files)
