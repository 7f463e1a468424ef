"""Rules on what may change from one package to the next, each an expression over transitions; and as a Pandera schema.

What docs/history.md asks of releases is compiled from the contract: which columns say what a row is (`immutable`), and
whether the package lists rows that are gone (`retired`) and why cells changed (`changes`). A table's own rules stand in
its schema, as `checks` do: `transitions: [{name, expression, message}]`, in the same SQL, on the columns of
`transitions` (`"ships.new" >= "ships.old"`, or `ships.new >= ships.old`). A rule that is null passes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from onrecord.contract import Contract, Table
from onrecord.contract.row_rules import RowRule, row_rule
from onrecord.contract.row_rules.expressions import holds
from onrecord.findings import Finding, Problem, printable
from onrecord.history.release_files import CHANGES
from onrecord.history.transitions import ABOUT, RETIRED, STATES

if TYPE_CHECKING:
    from onrecord.contract.pandera import Backend

#: a column of a row before or after, as written without quotation marks
_SIDE = re.compile(r"""('(?:[^']|'')*'|"(?:[^"]|"")*")|\b([^\W\d]\w*)\.(old|new|changed)\b""")
#: what is known of an entry in `retired` beside what stands in it: see `entry_frame`
ENTRY = {"lives": pl.Boolean, "was_published": pl.Boolean, "successor": pl.String, "retired_in_fits": pl.Boolean}


@dataclass(frozen=True)
class AcrossRule:
    """A rule on each row of transitions. `name` begins with the code of its finding, where it is one of ours."""

    name: str
    message: str
    #: what must not be false: an expression, or SQL as its author wrote it
    expression: pl.Expr | RowRule
    #: the rows that it is about; all of them without
    only: pl.Expr | None = None
    #: the column of the table that it is about, if it is one
    column: str | None = None

    @property
    def columns(self) -> list[str]:
        """The columns that it looks at."""
        told = self.expression.columns if isinstance(self.expression, RowRule) else self.expression.meta.root_names()
        return list(dict.fromkeys([*told, *(self.only.meta.root_names() if self.only is not None else ())]))

    def holds(self, types: Mapping[str, pl.DataType]) -> pl.Expr:
        """False where a row breaks it. Raises `Problem` (H052) when SQL has no meaning for columns of these types."""
        verdict = self.expression
        if not isinstance(verdict, pl.Expr):
            try:
                verdict = holds(verdict, types)
            except ValueError as error:
                message = f"the rule “{printable(self.name, 60)}” can't be run: {printable(str(error), 200)}"
                raise Problem(Finding(code="H052", message=message, help="see what the columns hold")) from None
        kept = verdict if self.only is None else ~self.only | verdict
        return kept.fill_null(True)

    @property
    def label(self) -> str:
        """What Pandera calls it in its messages."""
        return f"{self.name}: {self.message}"

    @property
    def code(self) -> str:
        """The code of its findings: H051 for rules of a table's own."""
        return self.name[:4] if re.match("H[0-9]{3}\\b", self.name) else "H051"


def across_rules(table: Table, contract: Contract) -> list[AcrossRule]:
    """The rules on transitions of a table. Raises `Problem` (H052) for a rule of its own that can't be run."""
    return [*_of_history(table, contract), *own_rules(table)]


def across_schema(table: Table, contract: Contract, backend: Backend = "polars") -> Any:
    """The rules on transitions of a table as a Pandera schema, whose checks have the names of the rules.

    Raises `ValueError` for another backend, `Problem` (H052) as `across_rules` does.
    """
    return schema_of_rules(across_rules(table, contract), {"state": list(STATES)}, backend, table.name)


def schema_of_rules(
    rules: Iterable[AcrossRule], columns: Mapping[str, Sequence[str]], backend: Backend, name: str
) -> Any:
    """Rules as a Pandera schema, and columns with the texts that they may hold. Raises `ValueError` for another backend."""
    if backend == "pandas":
        import pandera.pandas as pa
    elif backend == "polars":
        import pandera.polars as pa
    else:
        raise ValueError(f"backend is “pandas” or “polars”, not “{backend}”")
    check = _check_in_pandas if backend == "pandas" else _check_in_polars
    return pa.DataFrameSchema(
        {column: pa.Column(str, pa.Check.isin(list(values))) for column, values in columns.items()},
        # a rule says itself what holds for nulls
        checks=[pa.Check(check(rule), name=rule.name, error=rule.label, ignore_na=False) for rule in rules],
        name=name,
    )


def _check_in_polars(rule: AcrossRule) -> Callable[[Any], Any]:
    def keeps(data: Any) -> Any:
        return data.lazyframe.select(rule.holds(data.lazyframe.collect_schema()))

    return keeps


def _check_in_pandas(rule: AcrossRule) -> Callable[[Any], Any]:
    def keeps(frame: Any) -> Any:
        import pandas as pd

        rows = pl.from_pandas(frame[rule.columns])
        verdict = rows.select(rule.holds(rows.schema)).to_series()
        return pd.Series(verdict.to_list(), index=frame.index, dtype=bool)

    return keeps


def _of_history(table: Table, contract: Contract) -> Iterator[AcrossRule]:
    state, has_id = pl.col("state"), len(table.primary_key) == 1
    if has_id and table.name != RETIRED and RETIRED in contract.tables:
        listed = (state != "removed") | pl.col("reason").is_not_null()
        yield AcrossRule("H020", "a row that is gone is listed in `retired`", listed)
        back = (state != "added") | pl.col("gone_since").is_null()
        yield AcrossRule("H021", "an id that is gone never comes back", back)
    for field in table.fields:
        if field.immutable and field.name not in table.primary_key:
            kept = ~pl.col(f"{field.name}.changed")
            yield AcrossRule(f"H022 {field.name}", f"{field.name} never changes under an id", kept, column=field.name)
    if CHANGES in contract.tables:
        columns = [f"{field.name}.changed" for field in table.fields if field.name not in table.primary_key]
        corrected = pl.any_horizontal(columns) if columns else pl.lit(False)
        yield AcrossRule("H014", "every correction carries a reason", ~corrected | pl.col("reason").is_not_null())
    if table.name == RETIRED and table.primary_key == ("id",):
        yield from _of_entries()


def _of_entries() -> Iterator[AcrossRule]:
    """Of `retired` itself, of which all rows are looked at: see `entry_frame`."""
    state = pl.col("state")
    fresh = state == "added"
    yield AcrossRule("H025", "an entry of `retired` stays for good", state != "removed")
    yield AcrossRule("H023", "a retired id is no row any more", ~(fresh & pl.col("lives")))
    yield AcrossRule("H024", "a retired id was published", ~(fresh & ~pl.col("lives") & ~pl.col("was_published")))
    yield AcrossRule("H028", "`retired_in` is the first release without the row", ~fresh | pl.col("retired_in_fits"))
    yield AcrossRule("H026", "`replaced_by` ends at a row that lives", pl.col("successor") != "missing")
    yield AcrossRule("H027", "`replaced_by` leads in no circle", pl.col("successor") != "circle")


def own_rules(table: Table) -> list[AcrossRule]:
    """The rules on transitions in a table's own schema. Raises `Problem` (H052) with all that can't be run."""
    columns = transition_columns(table)
    rules, wrong = [], []
    for told in listed_rules(table, "transitions"):
        try:
            rule = row_rule(sides_quoted(str(told["expression"])), columns)
            rules.append(AcrossRule(str(told["name"]), str(told.get("message") or told["name"]), rule))
        except (KeyError, TypeError, ValueError, pl.exceptions.PolarsError) as error:
            wrong.append(unusable(table, "transitions", told, error))
    if wrong:
        raise Problem(*wrong)
    return rules


def transition_columns(table: Table) -> list[str]:
    """The columns of a table's transitions."""
    sides = [f"{f.name}.{side}" for f in table.fields if f.name not in table.primary_key for side in ("old", "new", "changed")]  # fmt: skip
    return [*table.primary_key, "state", *sides, *ABOUT]


def sides_quoted(expression: str) -> str:
    """`ships.new > 1` as `"ships.new" > 1`."""
    return _SIDE.sub(lambda found: found[1] or f'"{found[2]}.{found[3]}"', expression)


def listed_rules(table: Table, name: str) -> Sequence[Any]:
    """The rules of a kind in a table's own schema, as they stand. Raises `Problem` (H052) when they are no list."""
    told = table.custom.get(name, [])
    if not isinstance(told, list | tuple):
        raise Problem(unusable(table, name, told, TypeError("it is no list of rules")))
    return told


def unusable(table: Table, kind: str, told: Any, error: Exception) -> Finding:
    """A rule of a table's own that can't be run."""
    name = told.get("name") if isinstance(told, Mapping) else None
    why = f"it has no {error}" if isinstance(error, KeyError) else printable(str(error), 200)
    message = f"the rule “{printable(str(name or told), 60)}” in {kind} can't be run: {why}"
    help_ = 'write {name, expression, message}; columns are those of transitions, such as "ships.old"'
    return Finding(code="H052", message=message, table=table.name, help=help_)


def failing_rows(
    frame: pl.DataFrame, rules: Iterable[AcrossRule], schema: Callable[[], Any]
) -> dict[str, pl.DataFrame]:
    """The rows that break each rule, by its name, as Pandera finds them; rules that none breaks are left out.

    schema: gives the Pandera schema of the same rules. Pandera is imported only when a rule is broken: the checks of
    the schema are these expressions, so nothing it would find is missed.
    """
    rules = list(rules)
    if not rules or not frame.height:
        return {}
    verdicts = frame.select(r.holds(frame.schema).all().alias(str(i)) for i, r in enumerate(rules))
    if all(verdicts.row(0)):
        return {}
    from onrecord.pandera_files.failure_cases import pandera_failures

    found = pandera_failures(schema(), frame)
    names = {rule.label: rule.name for rule in rules}
    told = {names[each.name]: frame[each.rows] for each in found if each.rows and each.name in names}
    broken = [rule for rule, kept in zip(rules, verdicts.row(0), strict=True) if not kept]
    # nothing is lost should Pandera call a check otherwise
    return {rule.name: told.get(rule.name, frame.filter(~rule.holds(frame.schema))) for rule in broken}
