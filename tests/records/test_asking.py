"""Choosing among proposals at a terminal, as a person does it: one key each, taken back, corrected, stopped."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

from onrecord.checkout import Checkout
from onrecord.text.document import sha256

TEXT = """\
Storm closes harbour of Porto Novo

Police arrested three activists near Porto Novo on 3 March 2022, Mayor Ana Ruiz said. “We will reopen on Monday,” Ruiz told reporters.

At least 1,200 workers protested against the closure, according to the Dockers Union.
"""
COMMAND = [sys.executable, str(ROOT / "scripts" / "annotate.py")]


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A document that a person has begun and the machine has read."""
    root = tmp_path_factory.mktemp("begun")
    (root / "article.txt").write_text(TEXT, encoding="utf-8")
    shutil.copytree(ROOT / "schemas", root / "schemas")
    (root / "seeds").mkdir()
    for path in (ROOT / "seeds").glob("*.yaml"):
        shutil.copy(path, root / "seeds")
    subprocess.run([*COMMAND, "--root", str(root), "--new", "harbour", str(root / "article.txt")], check=True)
    folder = root / "seeds" / "harbour"
    (folder / "source.yaml").write_text(
        f'title: Storm\nlanguage: en\ngenre: news\npublished: "2022-03-04"\npublished_basis: stated\n'
        f"rights_status: in_copyright\nsha256: {sha256(TEXT.encode())}\n"
    )
    subprocess.run([sys.executable, str(ROOT / "scripts" / "extract.py"), "--root", str(root), "harbour"], check=True)
    return folder


@pytest.fixture
def harbour(checkout: Checkout, document: Path) -> Checkout:
    shutil.copytree(document, checkout.seeds / "harbour")
    return checkout


def asked(checkout: Checkout, keys: str, *kinds: str, editor: str = "false") -> subprocess.CompletedProcess[str]:
    chosen = [option for kind in kinds for option in ("--kind", kind)]
    command = [*COMMAND, "--root", str(checkout.root), "--adopt", "harbour", *chosen]
    told = "".join(f"{key}\n" for key in keys)
    return subprocess.run(command, input=told, capture_output=True, text=True, env={**os.environ, "EDITOR": editor})


def rows(checkout: Checkout, section: str) -> dict[str, dict[str, object]]:
    told = yaml.safe_load((checkout.seeds / "harbour" / "record.yaml").read_text(encoding="utf-8"))
    return dict(told[section])


def test_proposals_come_in_the_order_of_the_text_with_their_words_marked(harbour: Checkout) -> None:
    told = asked(harbour, "s" * 40).stdout
    kinds = [line.split()[1] for line in told.splitlines() if re.match("[0-9]+/[0-9]+ ", line)]
    assert kinds.index("figures") < len(kinds) - 1 - kinds[::-1].index("quotes")
    assert set(kinds[-2:]) <= {"actors", "places"}
    assert "[[“We will reopen on Monday,”]] [[Ruiz]] [[told]] reporters." in told
    assert "nothing was adopted" in told


def test_an_answer_can_be_taken_back(harbour: Checkout) -> None:
    done = asked(harbour, "ynusq", "quotes")
    assert "quotes: 1 adopted" in done.stdout
    assert "turned down" not in done.stdout
    assert "still open: the same command goes on from here" in done.stderr


def test_a_row_can_be_corrected_before_it_is_adopted(harbour: Checkout) -> None:
    done = asked(harbour, "eq", "figures", editor="sed -i s/activists$/protesters/")
    assert done.returncode == 0, done.stderr
    assert "error[A010]" in done.stderr
    assert not rows(harbour, "figures")
    done = asked(
        harbour, "eq", "figures", editor="sed -i 's/measure: .*/measure: other/; $a \\ \\ \\ \\ note: Names not told'"
    )
    assert done.returncode == 0, done.stderr
    (row,) = rows(harbour, "figures").values()
    assert (row["measure"], row["note"]) == ("other", "Names not told")
    assert "by_rule" not in row


def test_an_editor_that_is_not_there_is_told_and_nothing_is_lost(harbour: Checkout) -> None:
    done = asked(harbour, "yeq", "quotes", editor="no-such-editor")
    assert "error[R023]" in done.stderr
    assert len(rows(harbour, "quotes")) == 1


def test_what_is_claimed_of_an_event_that_was_turned_down_is_not_asked_for(harbour: Checkout) -> None:
    first = asked(harbour, "n" * 20, "events", "claims").stdout
    assert " claims · " not in first
    assert " claims · " not in asked(harbour, "s" * 20, "events", "claims").stdout


def test_at_a_terminal_a_key_needs_no_enter_and_ctrl_c_keeps_what_was_said(harbour: Checkout) -> None:
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.pop("NO_COLOR", None)
        os.execv(COMMAND[0], [*COMMAND, "--root", str(harbour.root), "--adopt", "harbour", "--kind", "quotes"])  # noqa: S606
    seen, keys, deadline = b"", [b"y", b"?", b"\x03"], time.monotonic() + 20
    while time.monotonic() < deadline:
        if keys and seen.count(b"[y]es") >= 4 - len(keys):
            os.write(terminal, keys.pop(0))
        if select.select([terminal], [], [], 0.05)[0]:
            try:
                seen += os.read(terminal, 65536)
            except OSError:
                break
    else:
        os.kill(pid, signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, seen.decode()
    assert b"\x1b[36mMayor Ana Ruiz\x1b[0m" in seen
    assert b"$EDITOR" in seen
    assert len(rows(harbour, "quotes")) == 1
