"""The guards around every test run do catch what they are for."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.session.early_stop import reason_not_to_look
from tests.session.leftovers import checkout

pytestmark = pytest.mark.house

ROOT = Path(__file__).parents[2]

LEAVES_A_PROCESS = """
import subprocess
def test_leaves_a_process():
    subprocess.Popen(["sleep", "120"], start_new_session=True).returncode = 0
"""

IMPATIENT = """
import sys, pytest
from tests.session import leftovers
leftovers.PATIENCE_S = 0.1
sys.exit(pytest.main(sys.argv[1:], plugins=[leftovers]))
"""

LOOKS = """
import pytest
pytestmark = pytest.mark.live
def test_looks(): pass
"""

CLOSED = """
import sys, pytest
from tests.session import early_stop
early_stop.reason_not_to_look = lambda: "closed for today"
sys.exit(pytest.main(sys.argv[1:], plugins=[early_stop]))
"""


CHANGES = """
import gc, os, signal, sys
from memscope import i18n
from memscope.tui import plain
from memscope.tui.settings import asked
def test_speaks():
    i18n.set_language("ja", is_asked=True)
    plain.draw_in_ascii(True)
    asked.ask(is_bare=True)
def test_is_not_spoken_to():
    assert i18n.language() == "en" and not i18n.is_language_asked()
    assert not plain.is_ascii() and not asked.asked().is_bare
def test_sets():
    os.environ["LEFT"] = "behind"
def test_takes():
    del os.environ["HOME"]
def test_moves():
    os.chdir("/")
def test_is_deaf():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
def test_finds():
    sys.path.append("/nowhere")
def test_collects_nothing():
    gc.disable()
def test_nests():
    sys.setrecursionlimit(5000)
def test_is_innocent(monkeypatch):
    monkeypatch.setenv("PUT", "back")
    monkeypatch.chdir("/")
    assert "LEFT" not in os.environ and "HOME" in os.environ and gc.isenabled()
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
"""

WATCHES = """
import sys, pytest
from tests.session import environment, unchanged
sys.exit(pytest.main(sys.argv[1:], plugins=[environment, unchanged]))
"""


def run(command: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = live\n")
    options = ["-q", "-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)]
    return subprocess.run(
        [sys.executable, *command, *options],
        cwd=ROOT,
        # Plugins of the outside have no part in it, and take seconds to load.
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_process_left_behind_fails_the_session(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(LEAVES_A_PROCESS)

    result = run(["-c", IMPATIENT], tmp_path)

    assert result.returncode == 1
    assert "left behind by the tests" in result.stdout
    assert "sleep 120" in result.stdout


def test_what_a_test_changes_for_all_is_found_and_its_language_forgotten(
    tmp_path: Path,
) -> None:
    (tmp_path / "test_it.py").write_text(CHANGES)

    result = run(["-c", WATCHES], tmp_path)

    assert "10 passed, 7 errors" in result.stdout
    for name, left in (
        ("sets", "os.environ: {'LEFT': None} became {'LEFT': 'behind'}"),
        ("takes", "os.environ: {'HOME': "),
        ("moves", " became '/'"),
        ("is_deaf", "SIG_IGN"),
        ("finds", "sys.path: [] became ['/nowhere']"),
        ("collects_nothing", "the garbage collector: True became False"),
        ("nests", "became 5000"),
    ):
        said = result.stdout.partition(f"ERROR at teardown of test_{name} ")[2]
        assert left in said.partition("ERROR at teardown")[0]


def test_live_tests_do_not_even_start_where_children_cannot_be_seen(
    tmp_path: Path,
) -> None:
    (tmp_path / "test_it.py").write_text(LOOKS)

    result = run(["-c", CLOSED], tmp_path)

    assert result.returncode == 1
    assert "closed for today" in result.stdout + result.stderr
    assert "ptrace_scope" in result.stdout + result.stderr
    assert "passed" not in result.stdout


def test_this_machine_lets_us_look_at_our_children() -> None:
    assert reason_not_to_look() is None


def test_the_checkout_is_watched_but_not_what_tools_make() -> None:
    names = {Path(path).relative_to(ROOT).as_posix() for path in checkout()}

    assert "src/memscope/errors.py" in names
    assert not any("__pycache__" in name or name.startswith(".git") for name in names)
