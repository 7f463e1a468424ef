"""The functions and operators of row rules: what each means, and which engines read the same text alike.

The meaning is SQL's. Where SQL leaves a case open, it is DuckDB's, which runs the text of every rule as it stands; a
test compares both on nulls, Unicode, edges and special numbers. What engines don't agree on has no place here:
`concat` (null or not), `ln` and `log10` (null, NaN or an error), `CAST` of fractions to whole numbers, and the like.
"""

from __future__ import annotations

from typing import NamedTuple

#: what Spark makes of the text, where it is the same
SAME = "the same"


class Function(NamedTuple):
    """A function or operator. `least` and `most` arguments; `kinds` are theirs, the last one for all that follow."""

    name: str
    shown: str
    kinds: tuple[str, ...]
    least: int
    most: int
    meaning: str
    spark: str = SAME


_MANY = 100

_ALL = (
    Function("abs", "abs(x)", ("number",), 1, 1, "the number without its sign"),
    Function("ceil", "ceil(x)", ("number",), 1, 1, "the next whole number upwards"),
    Function("ceiling", "ceiling(x)", ("number",), 1, 1, "the same as ceil"),
    Function("floor", "floor(x)", ("number",), 1, 1, "the next whole number downwards",
             "an error for numbers beyond 64 bits"),
    Function("round", "round(x, n)", ("number", "count"), 1, 2,
             "rounded to n decimals (0, if none are given); halves go away from zero"),
    Function("sign", "sign(x)", ("number",), 1, 1, "-1, 0 or 1; of NaN 0", "of NaN NaN"),
    Function("sqrt", "sqrt(x)", ("number",), 1, 1, "the square root; of what is below zero NaN"),
    Function("mod", "mod(x, y)", ("number", "number"), 2, 2, "the same as x % y"),
    Function("pow", "pow(x, y)", ("number", "number"), 2, 2, "x to the power of y, in floating point"),
    Function("power", "power(x, y)", ("number", "number"), 2, 2, "the same as pow"),
    Function("coalesce", "coalesce(a, b, …)", ("any",), 1, _MANY, "the first value that is not null"),
    Function("ifnull", "ifnull(a, b)", ("any", "any"), 2, 2, "the same as coalesce(a, b)"),
    Function("nullif", "nullif(a, b)", ("any", "any"), 2, 2, "null when a = b, else a"),
    Function("greatest", "greatest(a, b, …)", ("any",), 1, _MANY, "the largest value that is not null"),
    Function("least", "least(a, b, …)", ("any",), 1, _MANY, "the smallest value that is not null"),
    Function("if", "if(p, a, b)", ("boolean", "any", "any"), 3, 3, "a when p is true, else b"),
    Function("length", "length(s)", ("text",), 1, 1, "the number of characters (code points)"),
    Function("char_length", "char_length(s)", ("text",), 1, 1, "the same as length"),
    Function("lower", "lower(s)", ("text",), 1, 1, "in small letters, character by character",
             "some letters become two"),
    Function("upper", "upper(s)", ("text",), 1, 1, "in capitals, character by character",
             "some letters become two: of “ß” “SS”"),
    Function("trim", "trim(s)", ("text",), 1, 1, "without spaces of any width at both ends",
             "takes U+0020 only for a space"),
    Function("ltrim", "ltrim(s)", ("text",), 1, 1, "without spaces at the beginning", "takes U+0020 only for a space"),
    Function("rtrim", "rtrim(s)", ("text",), 1, 1, "without spaces at the end", "takes U+0020 only for a space"),
    Function("left", "left(s, n)", ("text", "whole"), 2, 2,
             "the first n characters; with n below zero, all but the last -n", "with n below zero nothing"),
    Function("right", "right(s, n)", ("text", "whole"), 2, 2,
             "the last n characters; with n below zero, all but the first -n", "with n below zero nothing"),
    Function("substr", "substr(s, from, n)", ("text", "whole", "whole"), 2, 3,
             "n characters (or all) from a position on, counted from 1; from 0 on, one fewer; a position below zero "
             "counts from the end", "takes position 0 for 1"),
    Function("substring", "substring(s, from, n)", ("text", "whole", "whole"), 2, 3, "the same as substr",
             "takes position 0 for 1"),
    Function("split_part", "split_part(s, by, n)", ("text", "separator", "part"), 3, 3,
             "part n between separators, from 1 (from the end, if below zero); an empty text when there is none"),
    Function("starts_with", "starts_with(s, t)", ("text", "text"), 2, 2, "whether s begins with t",
             "is called startswith"),
    Function("ends_with", "ends_with(s, t)", ("text", "text"), 2, 2, "whether s ends with t", "is called endswith"),
    Function("strpos", "strpos(s, t)", ("text", "text"), 2, 2,
             "the position (in characters, from 1) where t first stands in s, or 0", "is called instr"),
    Function("instr", "instr(s, t)", ("text", "text"), 2, 2, "the same as strpos"),
    Function("date_part", "extract(part FROM d)", ("text literal", "moment"), 2, 2,
             "year, quarter, month, week (of ISO 8601), day, hour, minute or second (without its fraction)",
             "seconds have their fraction"),
    *(
        Function(part, f"{part}(d)", ("moment",), 1, 1, f"the same as extract({part} FROM d)")
        for part in ("year", "quarter", "month", "day", "hour", "minute", "second")
    ),
)  # fmt: skip

FUNCTIONS = {function.name: function for function in _ALL}

#: why functions that people try are not here
REFUSED = {
    "concat": "engines differ on whether it is null when a part is: write ||, which is",
    "ln": "engines differ on what it is below zero: compare the number itself",
    "log10": "engines differ on what it is below zero: compare the number itself",
    "exp": "engines differ in its last digits: compare the number itself",
    "octet_length": "engines differ on whether texts have one: use length, which counts characters",
    "regexp_like": "engines differ in their patterns, and in what the function is called: use the column's “pattern”",
    "week": "engines differ on its name: write extract(week FROM d)",
}

#: what isn't a function, as it is shown, with its meaning and what Spark makes of it
OPERATORS = (
    ("a = b, <>, !=, <, <=, >, >=", "null when a or b is null; texts compare by code points, NaN is equal to itself and above all numbers", SAME),
    ("AND, OR, NOT", "true, false or null, as in SQL", SAME),
    ("IS NULL, IS TRUE, IS FALSE, IS DISTINCT FROM", "true or false, never null", SAME),
    ("a IN (b, c)", "true when one is equal; else null when one of them is null; else false", SAME),
    ("a BETWEEN b AND c", "the same as a >= b AND a <= c", SAME),
    ("a LIKE 'p' ESCAPE 'e'", "% stands for any characters, _ for one; the pattern is a literal text, and a backslash in it needs an ESCAPE", SAME),
    ("a ILIKE 'p'", "the same with both in small letters, by lower", SAME),
    ("+, -, *", "exact among whole numbers and decimals such as 0.1, in floating point otherwise; a day less a day is a number of days", "days are compared by datediff"),
    ("x / y", "in floating point; by zero infinity, or NaN", "by zero an error, or null"),
    ("x % y", "what is left of x after whole ys, with the sign of x; by zero NaN, and of whole numbers it can't be worked out", "by zero an error, or null"),
    ("s || t", "both texts one after the other", SAME),
    ("CASE WHEN p THEN a ELSE b END", "a when p is true, else b; without ELSE null", SAME),
    ("CAST(a AS type), a::type", "text to BIGINT, INTEGER, DOUBLE, DATE or TIMESTAMP as these are written, which it has to be; BIGINT, DATE and BOOLEAN to STRING; BIGINT to DOUBLE; DATE to TIMESTAMP and back", "the same; without ANSI mode, null for what can't be cast"),
    ("TRY_CAST(a AS type)", "the same, and null for what can't be cast", SAME),
    ("DATE '2021-04-13', TIMESTAMP '2021-04-13 15:00:00'", "a day, a moment; a day is also the text of one beside a day", SAME),
)  # fmt: skip


_INTRODUCTION = """\
# Row rules

A table's schema may have `checks`, our addition to the standard: conditions on each row, in SQL.

```yaml
checks:
  - name: bounds-in-order
    expression: value_low <= value AND value <= value_high
    message: the value lies within its bounds
```

A rule that is false breaks the row (T010); one that is null passes, as SQL's CHECK has it. A row for which a rule can't
be worked out, since a text that is no number is cast to one or a whole number is divided by 0 with a remainder, breaks
it: SQL would refuse the row. A rule speaks of one row: no queries, no totals over rows, nothing that reads files. What
isn't listed here is told as not verified (T015), since engines don't agree on what it means.

Every rule runs in DuckDB as it stands and means the same there, which a test sees to for each line of the table, on
nulls, Unicode, edges and special numbers. Beyond that, DuckDB refuses whole numbers of more than 64 bits that a rule
computes, and takes more texts for numbers in CAST (`12.5` for 13, `1_000`). What Spark makes of the same text stands in
the last column, as its documentation has it; it takes names in double quotation marks for texts: so give a column no
name that SQL reserves (`end`, `order`, `user`).

"""


def row_rules_page() -> str:
    """`docs/row-rules.md`: all functions and operators, what they mean, and where that is so."""
    lines = ["| in a rule | means | Spark |", "|---|---|---|"]
    functions = ((one.shown, one.meaning, one.spark) for one in FUNCTIONS.values())
    for shown, meaning, spark in (*OPERATORS, *functions):
        lines.append(f"| {_code(shown)} | {_text(meaning)} | {_text(spark)} |")
    lines += ["", "Not here, and why:", ""]
    lines += [f"- `{name}`: {reason}" for name, reason in REFUSED.items()]
    return _INTRODUCTION + "\n".join(lines) + "\n"


def _code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")


def _text(text: str) -> str:
    return text.replace("|", "\\|")
