"""What many tests start from: a copy of the checkout's contract and seeds, and the package built from them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from chromium_found import CHROMIUM
from hypothesis import HealthCheck, settings

from onrecord.build import build
from onrecord.checkout import Checkout
from onrecord.contract import Contract, from_schemas
from onrecord.package.write import write_checksums

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = "nationalworld-2021-04-border"

# the same examples in every run, however slow the machine: a change is refused for what it does only.
# `--hypothesis-profile=search` (with `--hypothesis-seed=…`) looks at others
settings.register_profile("search", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", settings.get_profile("search"), derandomize=True)
settings.load_profile("same")

#: what the machine, the terminal or a CI service tell programs, and what tests say themselves where it matters
_TOLD = ("GITHUB_", "ONRECORD_CACHE", "ONRECORD_CATALOG", "ONRECORD_MEMORY", "GIT_", "CI", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TTY_", "TERM")  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", metavar="FOLDER", help="keep the pictures of pages that tests take")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if CHROMIUM is None:
        terminalreporter.write_line("no Chromium was found: the tests in tests/browser were not run")


@pytest.fixture(scope="session", autouse=True)
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The same for every test, wherever it runs; nothing is read from or written to the home folder."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(_TOLD)]:
            patch.delenv(name)
        home = tmp_path_factory.mktemp("home")
        patch.setenv("HOME", str(home))
        patch.setenv("ONRECORD_CACHE", str(home / "cache"))
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        yield


def with_path(*folders: Path) -> dict[str, str]:
    """The environment of a program that finds modules in these folders, too: what is tested stays what is tested."""
    known = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return os.environ | {"PYTHONPATH": os.pathsep.join([*map(str, folders), *filter(None, known)])}


@pytest.fixture(scope="session")
def contract() -> Contract:
    return from_schemas(ROOT / "schemas")


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    for folder in ("schemas", "seeds", "dataset"):
        shutil.copytree(ROOT / folder, tmp_path / "checkout" / folder)
    return Checkout(tmp_path / "checkout")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package built from the seeds. Not to be changed: see `package`."""
    root = tmp_path_factory.mktemp("built")
    for folder in ("schemas", "seeds"):
        shutil.copytree(ROOT / folder, root / folder)
    result = build(Checkout(root), root / "package", "1.0.0")
    assert result.folder is not None, result.findings
    return result.folder


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the newest release with the documentation. Not to be changed."""
    from onrecord.site import write_site
    from onrecord.site.documentation import project_docs
    from onrecord.site.texts import TextFiles

    folder = tmp_path_factory.mktemp("pages") / "site"
    run = write_site(folder, catalogue=ROOT / "dataset", texts=TextFiles(Checkout(ROOT)), docs=project_docs(ROOT))
    assert run.findings == []
    return folder


@pytest.fixture
def package(built: Path, tmp_path: Path) -> Path:
    """A copy of the built package, to be spoilt."""
    return Path(shutil.copytree(built, tmp_path / "package"))


@pytest.fixture
def spoil(package: Path) -> Callable[..., Path]:
    """Change cells of a table (and its check sums, so that only the change is found): `spoil("events", row, column=value)`."""

    def change(table: str, row: int, **cells: object) -> Path:
        import json

        path = package / f"{table}.parquet"
        rows = pq.read_table(path)
        values = rows.to_pylist()
        values[row].update(cells)
        pq.write_table(pa.Table.from_pylist(values, schema=rows.schema), path)
        described = json.loads((package / "datapackage.json").read_text())
        for resource in described["resources"]:
            for key in ("bytes", "hash"):
                resource.pop(key, None)
        (package / "datapackage.json").write_text(json.dumps(described))
        write_checksums(package)
        return package

    return change
