"""Patterns mean what XML Schema says, as another implementation of it reads them."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pandas as pd
import pandera.errors
import polars as pl
import pytest
from elementpath.regex import RegexError, translate_pattern
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord.contract import from_descriptor, pandera_schema
from onrecord.contract.pandera import Backend
from onrecord.contract.patterns import read_pattern
from onrecord.contract.patterns.xml_schema import read_xml_schema

VALUES = ["", "a", "b", "e", "xyz", "a-b", "a_b", "-", "^", "&", "&&", "~", "[", "]", "|", "\\", ".", "A1", "1", "12", "٣", "é", "αβ", "Ω", "я", "中", " ", "\n", "a\nb", "\u00a0", "+", "$", "a:b", ":", "€", "aa", "aaa", "ab", "abab", "\t"]  # fmt: skip
single = st.sampled_from(["a", "b", "e", "x", "1", "-", "&", "~", "_", "é", "Ω", ":", " "])
plain = [
    r"\d",
    r"\w",
    r"\s",
    r"\i",
    r"\c",
    r"\p{L}",
    r"\p{Nd}",
    r"\p{IsGreekandCoptic}",
    r"\-",
    r"\[",
    r"\]",
    r"\^",
    r"\\",
    r"\.",
]
others = [r"\D", r"\W", r"\S", r"\I", r"\C", r"\P{Lu}", r"\P{IsBasicLatin}"]
marks = ["a", "b", "e", "&", "&&", "~~", "_", "é", "^b", "a-z", "A-Z", "0-9", "a-c", "α-ω"]


def classes(depth: int) -> st.SearchStrategy[str]:
    # several complements in one class (`[\D\W]`) elementpath reads in another way than the standard
    parts = st.lists(st.sampled_from([*marks, *plain]), min_size=1, max_size=4).map("".join)
    start = st.builds("{}{}".format, st.sampled_from(["", "^"]), parts)
    whole = st.builds("[{}{}]".format, start, st.sampled_from(["", "-"]))
    return whole if not depth else st.one_of(whole, st.builds("[{}-{}]".format, start, classes(depth - 1)))


# outside of classes, elementpath gives `\w` and `\s` the meaning that they have in Python: so all stand in one here
escapes = st.sampled_from([*plain, *others]).map("[{}]".format)
atoms = st.one_of(single, escapes, st.just("."), classes(2))
patterns = st.recursive(
    st.builds(
        lambda atom, often: atom + often, atoms, st.sampled_from(["", "", "?", "*", "+", "{2}", "{1,2}", "{2,}"])
    ),
    lambda inner: st.one_of(
        st.builds("{}{}".format, inner, inner),
        st.builds("({}|{})*".format, inner, inner),
        st.builds("({}|)".format, inner),
    ),
    max_leaves=5,
)


@settings(max_examples=300, deadline=None)
@given(patterns)
def test_patterns_mean_what_another_implementation_of_xml_schema_says(pattern: str) -> None:
    try:
        theirs = re.compile(translate_pattern(pattern, xsd_version="1.1", back_references=False, lazy_quantifiers=False, anchors=False))  # fmt: skip
    except RegexError:
        return
    expected = [theirs.fullmatch(value) is not None for value in VALUES]
    ours = read_pattern(pattern)
    assert ours.is_xml_schema
    assert pl.Series(VALUES).str.contains(ours.rust).to_list() == expected
    assert [re.match(ours.python, value) is not None for value in VALUES] == expected


@pytest.mark.parametrize("name", ["L", "Lu", "Nd", "P", "Z", "C", "S", "IsCyrillic", "IsGreek", "IsLatin-1Supplement"])
def test_properties_hold_the_characters_of_another_implementation(name: str) -> None:
    # what a newer Unicode assigns is not known to all three
    every = [chr(point) for point in range(0x3000) if unicodedata.category(chr(point)) != "Cn"]
    theirs = re.compile(translate_pattern(rf"\p{{{name}}}", xsd_version="1.0", back_references=False, anchors=False))
    ours = read_pattern(rf"\p{{{name}}}")
    found = pl.Series(every).str.contains(ours.rust).to_list()
    assert [c for c, has in zip(every, found, strict=True) if has != bool(theirs.fullmatch(c))] == []
    assert [c for c in every if bool(re.match(ours.python, c)) != bool(theirs.fullmatch(c))] == []


@pytest.mark.parametrize("pattern", ["(", "a)", "[", "[]", "[^]", "a**", "*", "a{2", "a{3,2}", "[b-a]", r"\q", r"\p{Xx}", r"\p{IsNowhere}", "(?:a)", "a*?", r"\bx", "[a-z-[b]c]"])  # fmt: skip
def test_what_is_none_of_xml_schema_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_xml_schema(pattern)


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("^[a-z]+$", ["ab"], ["aB", "^ab$"]),
        ("[a&&b]+", ["a&b"], ["c"]),
        ("^[a~~b]+$", ["a~b"], ["c"]),
        ("^[+--]+$", ["+,-"], ["a"]),
        ("^[[]$", ["["], ["a"]),
        ("^[]a]$", ["]", "a"], ["b"]),
        (r"(?:a|b)\Z", ["a"], ["c", "a\n"]),
        ("^[a-z-[aeiou]]+$", ["xyz"], ["abc"]),
        (r"^\w+$", ["a_b"], ["a+b"]),
        (r"\w+", ["ab"], ["a_b"]),
    ],
)
def test_patterns_of_other_languages_mean_what_they_mean_there(pattern: str, yes: list[str], no: list[str]) -> None:
    read = read_pattern(pattern)
    assert pl.Series(yes + no).str.contains(read.rust).to_list() == [True] * len(yes) + [False] * len(no)
    assert [re.match(read.python, value) is not None for value in yes + no] == [True] * len(yes) + [False] * len(no)


@pytest.mark.parametrize("letter", "dDwWsSiIcC")
def test_a_letter_means_the_same_inside_and_outside_of_a_class(letter: str) -> None:
    alone, inside = (
        pl.Series(VALUES).str.contains(read_pattern(text).rust) for text in (rf"\{letter}+", rf"[\{letter}]+")
    )
    assert alone.to_list() == inside.to_list()
    assert alone.any() and not alone.all()


LOOK_AROUND = r"^(?=^[^./~])(^((?!\.{2}).)*$).*$"


def test_patterns_with_look_around_are_run_and_rows_told(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("path\na/b.jpg\n../b.jpg\n")
    schema = {"fields": [{"name": "path", "type": "string", "constraints": {"pattern": LOOK_AROUND}}]}
    found = onrecord.verify(tmp_path / "t.csv", schema=schema).findings
    assert [(f.code, f.row, f.message) for f in found] == [
        ("T003", 2, f"“../b.jpg”: does not match the pattern {LOOK_AROUND}")
    ]


def test_a_pattern_that_takes_for_ever_is_told_as_not_verified(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(f"a\n{'x' * 60}\n")
    schema = {"fields": [{"name": "a", "type": "string", "constraints": {"pattern": r"(?=x)(x|xx)+y"}}]}
    found = onrecord.verify(tmp_path / "t.csv", schema=schema).findings
    assert [(f.code, f.severity) for f in found] == [("T015", "warning")]
    assert "the pattern takes more than 0.5 seconds for one value" in found[0].message


@pytest.mark.parametrize("backend", ["pandas", "polars"])
@pytest.mark.parametrize("pattern", ["[a-z-[aeiou]]+", LOOK_AROUND, r"\i\c*"])
def test_pandera_reads_patterns_as_verify_does(backend: Backend, pattern: str) -> None:
    table = from_descriptor({"resources": [{"name": "t", "schema": {"fields": [{"name": "a", "type": "string", "constraints": {"pattern": pattern}}]}}]}).tables["t"]  # fmt: skip
    make = pd.DataFrame if backend == "pandas" else pl.DataFrame
    schema = pandera_schema(table, backend)
    for value, good in (("xyz", True), ("../1", False)):
        try:
            schema.validate(make({"a": [value]}), lazy=True)
        except pandera.errors.SchemaErrors:
            assert not good
        else:
            assert good
