"""Anybody's dataset: laid out by one command, and everything works in it at once; nothing of it is about ours."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from onrecord.cli import main
from onrecord.contract import from_schemas

Out = pytest.CaptureFixture[str]
ARTICLE = "Mayor Ana Ruiz said on Monday that 40 ships were lost. “We mourn,” Ruiz told reporters.\n"


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def begin(monkeypatch: pytest.MonkeyPatch, name: str, *options: str) -> Path:
    assert main(["init", name, "--author", "A. B.", *options]) == 0
    folder = Path(name).resolve()
    monkeypatch.chdir(folder)
    return folder


def told_of_others(folder: Path) -> list[str]:
    """Files about the data in which our dataset or its topic is named; what one types may be called by its name."""
    typed = re.compile(r"onrecord [a-z]+")
    found = []
    for path in [
        *folder.glob("*.*"),
        *folder.glob("schemas/*"),
        *folder.glob("seeds/**/*"),
        *folder.glob("dataset/*/*"),
    ]:
        if (
            path.is_file()
            and path.suffix in {".yaml", ".json", ".md", ".cff", ".csv"}
            and "pre-commit" not in path.name
        ):
            text = typed.sub("", path.read_text(encoding="utf-8"))
            found += [path.name] if re.search("onrecord|ukrain|nationalworld|russia", text, re.IGNORECASE) else []
    return found


def test_plain_tables_are_built_verified_and_released(
    begun: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    folder = begin(monkeypatch, "ports", "--kind", "tables", "--title", "All ports")
    assert main(["verify"]) == 0
    assert main(["release", "--date", "2026-01-01"]) == 0
    citation = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    assert (citation["title"], citation["authors"], citation["keywords"]) == (
        "All ports",
        [{"name": "A. B."}],
        ["ports"],
    )
    things = folder / "seeds" / "things.csv"
    things.write_text(things.read_text().replace("0.3", "33"))
    capsys.readouterr()
    assert main(["verify"]) == 1
    assert "error[T010] toys-are-light: a toy weighs less than 10 kg" in capsys.readouterr().out
    things.write_text(things.read_text().replace("thing:kite,Kite,toy,33\n", ""))
    assert main(["release"]) == 1
    assert 'list it in seeds/retired.yaml:\n          - {id: "thing:kite", retired_in: 1.1.0' in capsys.readouterr().out
    entry = '- {id: "thing:kite", retired_in: 1.1.0, reason: error, note: No such kite.}\n'
    (folder / "seeds" / "retired.yaml").write_text(entry)
    assert main(["release", "--date", "2026-01-02"]) == 0
    assert main(["verify"]) == 0
    listed = json.loads((folder / "dataset" / "index.json").read_text())["releases"]
    assert [release["version"] for release in listed] == ["1.1.0", "1.0.0"]
    assert told_of_others(folder) == []


def test_what_is_wrong_with_a_table_is_told_where_it_stands(
    begun: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    folder = begin(monkeypatch, "ports", "--kind", "tables")
    (folder / "scripts" / "tables.py").unlink()
    things = folder / "seeds" / "things.csv"
    things.write_text(things.read_text().replace("1.2", "heavy"))
    capsys.readouterr()
    assert main(["build"]) == 1
    assert "  --> seeds/things.csv:2 · things.weight · row 1 · thing:hammer\n" in capsys.readouterr().out
    assert not (folder / "build" / "package").exists()


@pytest.mark.parametrize("codebook", ["ours", "own"])
def test_news_records_are_recorded_verified_and_released(
    begun: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out, codebook: str
) -> None:
    (begun / "article.txt").write_text(ARTICLE, encoding="utf-8")
    folder = begin(monkeypatch, "council", "--kind", "news", "--codebook", codebook)
    assert main(["verify"]) == 0
    assert main(["records", "--new", "council-2024", "../article.txt"]) == 0
    source = folder / "seeds" / "council-2024" / "source.yaml"
    source.write_text(source.read_text("utf-8").replace("in_copyright", "open_licence\nlicence: CC-BY-4.0"), "utf-8")
    assert main(["records", "--propose"]) == 0
    assert main(["records", "--adopt", "council-2024", "--all"]) == 0
    assert main(["verify"]) == 0
    assert main(["release", "--date", "2026-01-01"]) == 0
    assert main(["verify"]) == 0
    assert told_of_others(folder) == []
    codes = list(from_schemas(folder / "schemas").vocabularies["event_type"].codes)
    assert (codes == ["other"]) == (codebook == "own")


def test_the_scripts_of_a_dataset_are_the_commands(begun: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = begin(monkeypatch, "ports", "--kind", "tables")
    for script, said in (("build.py", "2 tables → build/package"), ("release.py", "Release 1.0.0")):
        ran = subprocess.run([sys.executable, f"scripts/{script}"], cwd=folder, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stderr
        assert said in ran.stdout


def test_nothing_is_overwritten(begun: Path, capsys: Out) -> None:
    (begun / "there").mkdir()
    (begun / "there" / "mine.txt").write_text("mine")
    assert main(["init", "there", "--kind", "tables"]) == 2
    assert capsys.readouterr().err == (
        "error[D040] there is something in this folder already, and it is left as it is\n"
        "  --> there\n"
        "  = help: name a new folder\n"
    )
    assert [path.name for path in begun.rglob("*")] == ["there", "mine.txt"]
    assert main(["init", "new", "--name", "Not a name"]) == 2
    assert capsys.readouterr().err == (
        "error[D041] “Not a name” can't be the name of a data package\n"
        "  = help: small letters, digits, hyphens: --name my-dataset\n"
    )


def test_a_script_that_fails_and_a_file_that_is_missing_are_told(
    begun: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    folder = begin(monkeypatch, "ports", "--kind", "tables")
    (folder / "scripts" / "tables.py").write_text("raise SystemExit('no table today')")
    capsys.readouterr()
    assert main(["build"]) == 2
    assert capsys.readouterr().err == (
        "error[D042] scripts/tables.py ended with status 1: no table today\n"
        "  --> scripts/tables.py\n"
        "  = help: run it by itself:  python scripts/tables.py\n"
    )
    (folder / "scripts" / "tables.py").unlink()
    (folder / "seeds" / "things.csv").unlink()
    assert main(["build"]) == 1
    assert capsys.readouterr().out == (
        "error[D043] there is no file of the table “things”\n"
        "  --> seeds · things\n"
        "  = help: put it there as things.csv or in another format that is read, or let scripts/tables.py make it\n"
    )


def test_a_repository_of_several_packages_is_verified_whole(begun: Path, capsys: Out) -> None:
    schema = {"fields": [{"name": "id", "type": "integer"}]}
    for name, cell in (("a", "1"), ("pkg/b", "x")):
        (begun / name).mkdir(parents=True)
        (begun / name / "t.csv").write_text(f"id\n{cell}\n")
        resource = {"name": "t", "path": "t.csv", "schema": schema}
        (begun / name / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    for arguments in (["verify"], ["verify", "."]):
        assert main(arguments) == 1
        out = capsys.readouterr().out
        assert "  --> pkg/b/t.csv:2 · t.id · row 1\n" in out
        assert "checked: 2 files · 2 rows · 2 tables · 2 packages\n" in out
