"""Tables as they were received, in any format that is read, to a data package.

Each table of the contract is a file of `seeds/` with its name, or one that `scripts/tables.py` of the repository makes
of what lies there, into `build/tables/`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from onrecord.checking.package import verify_package
from onrecord.checking.single_table import is_table
from onrecord.checkout import Checkout
from onrecord.contract import Contract, arrow_schema, descriptor
from onrecord.contract.model import Table
from onrecord.findings import Finding, Problem, printable
from onrecord.package.read import Package
from onrecord.package.write import write_package

SCRIPT = "scripts/tables.py"
#: tables that people write as a list of maps, such as `retired`
_BY_HAND = ".yaml"


def build_tables(
    checkout: Checkout, contract: Contract, folder: Path, version: str
) -> tuple[list[Finding], dict[str, int]]:
    """Write the package, all or nothing: what is wrong with the files, or how many rows each table has.

    Raises `Problem`: D042 when the repository's own script fails.
    """
    folders = [*_made_by_script(checkout), checkout.seeds]
    files = {name: _file_of(name, folders) for name in contract.tables}
    if missing := [_missing(name) for name, path in files.items() if path is None]:
        return missing, {}
    found = {name: path for name, path in files.items() if path is not None}
    with tempfile.TemporaryDirectory(prefix="onrecord-", dir=_scratch(checkout)) as scratch:
        package = _as_received(found, contract, Path(scratch), version)
        report = verify_package(package.folder)
        if not report.ok:
            shown = {path.name.replace(_BY_HAND, ".json"): path for path in found.values()}
            return [_placed(finding, shown, checkout) for finding in report.findings], {}
        tables = {name: _rows(package, table) for name, table in contract.tables.items()}
    write_package(tables, contract, folder, version)
    return [], {name: rows.num_rows for name, rows in tables.items()}


def _scratch(checkout: Checkout) -> Path:
    folder = checkout.root / "build"
    folder.mkdir(exist_ok=True)
    return folder


def _as_received(files: Mapping[str, Path], contract: Contract, folder: Path, version: str) -> Package:
    """The files as a package of their own, under the contract: no copies where the disk can do without."""
    described = descriptor(contract, {}, version)
    for resource in described["resources"]:
        path = files[resource["name"]]
        if path.suffix == _BY_HAND:
            path = _as_json(path, contract.tables[resource["name"]], folder)
        else:
            try:
                (folder / path.name).hardlink_to(path)
            except OSError:
                shutil.copyfile(path, folder / path.name)
        for key in ("format", "mediatype", "encoding", "hash", "bytes", "rows"):
            resource.pop(key, None)
        resource["path"] = path.name
    (folder / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    return Package(folder, described)


def _as_json(path: Path, table: Table, folder: Path) -> Path:
    """A list of rows that was written by hand, as a file that the one reader of tables reads."""
    import yaml

    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        message = f"not YAML: {error}".replace("\n", " ")
        raise Problem(Finding(code="R007", message=message, file=f"seeds/{path.name}")) from None
    if isinstance(rows, list):
        # who writes by hand leaves out what there is nothing to say of
        nothing = dict.fromkeys(field.name for field in table.fields)
        rows = [nothing | row if isinstance(row, dict) else row for row in rows]
    written = folder / f"{path.stem}.json"
    written.write_text(json.dumps(rows if rows is not None else [], default=str), encoding="utf-8")
    return written


def _made_by_script(checkout: Checkout) -> list[Path]:
    """Where the repository's own script has put tables, after it was run; nothing when there is none."""
    script, made = checkout.root / SCRIPT, checkout.root / "build" / "tables"
    if not script.is_file():
        return []
    made.mkdir(parents=True, exist_ok=True)
    for old in made.iterdir():
        old.unlink()
    command = [sys.executable, str(script)]
    ran = subprocess.run(command, cwd=checkout.root, capture_output=True, text=True, check=False)  # noqa: S603
    if ran.returncode:
        said = (ran.stderr.strip() or "it said nothing").splitlines()[-1]
        message = f"{SCRIPT} ended with status {ran.returncode}: {printable(said, 300)}"
        raise Problem(Finding(code="D042", message=message, file=SCRIPT, help=f"run it by itself:  python {SCRIPT}"))
    return [made]


def _file_of(name: str, folders: list[Path]) -> Path | None:
    for folder in folders:
        for path in sorted(folder.glob(f"{name}.*")) if folder.is_dir() else ():
            if is_table(path) or path.suffix == _BY_HAND:
                return path
    return None


def _missing(name: str) -> Finding:
    help_ = f"put it there as {name}.csv or in another format that is read, or let {SCRIPT} make it"
    return Finding(code="D043", message=f"there is no file of the table “{name}”", file="seeds", table=name, help=help_)


def _placed(finding: Finding, files: Mapping[str, Path], checkout: Checkout) -> Finding:
    """The finding with the file that a person can open."""
    path = files.get(finding.file or "")
    return replace(finding, file=path.relative_to(checkout.root).as_posix()) if path else finding


def _rows(package: Package, table: Table) -> pa.Table:
    rows = package.read(table.name, [field.name for field in table.fields]).cast(arrow_schema(table))
    keys = [(name, "ascending") for name in table.primary_key]
    return rows.sort_by(keys) if keys else rows
