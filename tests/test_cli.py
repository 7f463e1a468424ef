"""The command as a person uses it: what it prints, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from conftest import DOCUMENT, ROOT

import onrecord
from onrecord.checkout import Checkout
from onrecord.cli import main
from onrecord.cli.program import parser

Out = pytest.CaptureFixture[str]


def test_every_command_has_help_with_examples(capsys: Out) -> None:
    commands = next(action for action in parser()._actions if hasattr(action, "choices") and action.choices)
    for name in commands.choices or ():
        with pytest.raises(SystemExit) as ended:
            main([name, "--help"])
        assert ended.value.code == 0
        assert "example" in capsys.readouterr().out, name


def test_tables_lists_the_tables(built: Path, capsys: Out) -> None:
    assert main(["tables", "--package", str(built)]) == 0
    assert "event_claims" in capsys.readouterr().out


def test_tables_as_json_can_be_parsed(built: Path, capsys: Out) -> None:
    assert main(["tables", "--package", str(built), "--json"]) == 0
    assert {row["table"] for row in json.loads(capsys.readouterr().out)} >= {"events", "mentions"}


def test_show_gives_the_words_where_the_text_is_at_hand(
    built: Path, checkout: Checkout, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(checkout.root)
    assert main(["show", f"quote:{DOCUMENT}:western-concern", "--package", str(built)]) == 0
    assert "“western nations”" in capsys.readouterr().out
    monkeypatch.chdir(checkout.root.parent)
    assert main(["show", f"quote:{DOCUMENT}:western-concern", "--package", str(built)]) == 0
    assert "words not published" in capsys.readouterr().out


def test_an_unknown_id_is_no_traceback(built: Path, capsys: Out) -> None:
    assert main(["show", "actor:rusia", "--package", str(built)]) == 2
    told = capsys.readouterr().err
    assert told == (
        "error[D007] no row has the id “actor:rusia”\n"
        "  = help: did you mean “actor:russia”?\n"
    )  # fmt: skip


def test_codebook_lists_vocabularies_and_explains_codes(built: Path, capsys: Out) -> None:
    assert main(["codebook", "--package", str(built)]) == 0
    assert "factuality" in capsys.readouterr().out
    assert main(["codebook", "factuality", "--package", str(built)]) == 0
    assert "PR+" in capsys.readouterr().out


def test_a_checkout_that_is_right_is_verified(checkout: Checkout, capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(checkout.root)
    assert main(["verify"]) == 0
    assert capsys.readouterr().out.endswith("all verified\n")


def test_a_checkout_with_errors_ends_with_1_and_all_of_them(
    checkout: Checkout, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = checkout.seeds / DOCUMENT / "record.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("type: annexation", "type: anexation").replace("claimant: kremlin", "claimant: cremlin", 1)
    path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(checkout.root)
    assert main(["verify"]) == 1
    told = capsys.readouterr().out
    assert "error[R013] “anexation” is no code of event_type" in told
    assert "error[R014] there is no actor “cremlin”" in told
    assert told.endswith("2 errors\n")


def test_findings_for_github_stand_on_their_lines(
    checkout: Checkout, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = checkout.seeds / DOCUMENT / "record.yaml"
    text = path.read_text(encoding="utf-8").replace("type: annexation", "type: anexation")
    path.write_text(text, encoding="utf-8")
    line = text[: text.index("anexation")].count("\n") + 1
    monkeypatch.chdir(checkout.root)
    assert main(["verify", "--format", "github"]) == 1
    told = capsys.readouterr().out
    assert told.startswith(f"::error file=seeds/{DOCUMENT}/record.yaml,line={line},col=11,title=onrecord R013::")


def test_a_changed_release_is_noticed(checkout: Checkout, capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    newest = next(path for path in checkout.dataset.iterdir() if path.is_dir())
    (newest / "codebook.md").write_text("changed", encoding="utf-8")
    monkeypatch.chdir(checkout.root)
    assert main(["verify"]) == 1
    assert "error[H003] a released file was changed" in capsys.readouterr().out


def test_a_package_that_is_not_there_could_not_be_verified(tmp_path: Path, capsys: Out) -> None:
    assert main(["verify", str(tmp_path / "nowhere")]) == 2
    assert "error[P001] there is no such file or folder" in capsys.readouterr().err


def test_a_table_without_a_package_is_not_passed_over(
    checkout: Checkout, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(checkout.root)
    assert main(["verify", "--table", "events"]) == 2
    assert "--table is for a package" in capsys.readouterr().err


def test_findings_that_are_not_shown_are_counted(
    checkout: Checkout, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = checkout.seeds / DOCUMENT / "record.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("    status: occurred", "    status: hapened"), "utf-8")
    monkeypatch.chdir(checkout.root)
    assert main(["verify", "--quiet", "--max-findings", "2"]) == 1
    told = capsys.readouterr().out
    assert told.count("error[R013]") == 2
    assert "more findings: --max-findings" in told


def test_a_checkout_takes_memory_output_and_fail_fast(
    checkout: Checkout, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (checkout.schemas / "figures.yaml").open("a", encoding="utf-8") as file:
        file.write("  - {name: small, expression: value < 80000, message: a figure is small}\n")
    (checkout.dataset / "index.json").write_text("{", encoding="utf-8")
    monkeypatch.chdir(checkout.root)
    assert main(["verify", "--memory", "lots"]) == 2
    assert "error[P016] “lots” is no size" in capsys.readouterr().err
    assert main(["verify", "--output", "failing.parquet", "--memory", "1GB"]) == 1
    told = capsys.readouterr().out
    assert "error[H001]" in told and "note[P021] 1 error is about no row of a table" in told
    rows = pq.read_table("failing.parquet").to_pylist()
    assert rows and {row["table"] for row in rows} == {"figures"}
    assert all(row["row_id"] in told and row["message"] == "small: a figure is small" for row in rows)
    assert main(["verify", "--fail-fast"]) == 1
    told = capsys.readouterr().out
    assert "H001" not in told and "P019] not verified: their sources, the history of releases" in told


def test_outside_of_a_checkout_the_installed_data_are_verified(
    tmp_path: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["verify"]) == 0
    said = capsys.readouterr()
    assert f"these are the installed data, {onrecord.releases()[0]['version']}" in said.err
    assert "all verified" in said.out


def ran(*arguments: str, first: str = "", **streams: Any) -> subprocess.CompletedProcess[str]:
    program = f"import sys; from onrecord.cli import main; {first}\nsys.exit(main())"
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams
    return subprocess.run([sys.executable, "-c", program, *arguments], text=True, **streams)


@pytest.mark.parametrize("command", [["tables"], ["verify", str(ROOT / "dataset" / "1.0.0")], ["cite"]])
def test_a_reader_that_went_away_is_no_error_and_no_success(command: list[str]) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    told = ran(*command, stdout=writes)
    os.close(writes)
    assert (told.returncode, told.stderr) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is full")
@pytest.mark.parametrize("command", [["tables"], ["verify", str(ROOT / "dataset" / "1.0.0")]])
def test_output_that_can_not_be_written_is_told(command: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        told = ran(*command, stdout=full)
    assert (told.returncode, told.stderr) == (2, "error: [Errno 28] No space left on device\n")


def test_stopped_is_told_without_a_traceback() -> None:
    told = ran(
        "tables", first="import onrecord.cli.program as p; p.run = lambda _: (_ for _ in ()).throw(KeyboardInterrupt)"
    )
    assert (told.returncode, told.stderr) == (130, "stopped; nothing was left half-written\n")


def test_a_program_without_streams_and_one_without_characters_is_content() -> None:
    assert ran("tables", first="sys.stdout = sys.stderr = None").returncode == 0
    told = ran("show", "actor:ukraine", env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert (told.returncode, told.stderr) == (0, "")
