"""Commands load what they need and no more.

The contracts in pyproject.toml see which file may import which. They cannot see that a
command which only prints a number pulls in a whole screen library by way of others.
"""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.house

PROBE = """
import contextlib, io, sys
from memscope.cli.main import run
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    run(sys.argv[1:])
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""

SCREEN = {"textual", "rich", "plotext"}
SERVER = {
    *{"flask", "werkzeug", "waitress", "httpx", "jinja2"},
    *{"aiohttp", "textual_serve"},
}


def loaded(*arguments: str) -> set[str]:
    result = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(result.stdout.split())


@pytest.fixture
def own_pid() -> str:
    import os

    return str(os.getpid())


def test_the_version_needs_neither_screen_nor_process_library() -> None:
    modules = loaded("--version")

    assert modules & (SCREEN | SERVER | {"psutil", "elftools", "hypothesis"}) == set()
    assert "pathlib" not in modules


def test_a_snapshot_of_a_program_without_a_java_machine_loads_no_symbol_reader(
    own_pid: str,
) -> None:
    assert loaded("snapshot", own_pid) & {"elftools", "hashlib", "secrets"} == set()


def test_help_needs_no_screen() -> None:
    assert loaded("--help") & (SCREEN | SERVER) == set()


@pytest.mark.parametrize("form", ["text", "json", "svg", "csv", "ndjson"])
def test_a_snapshot_needs_no_screen(own_pid: str, form: str) -> None:
    modules = loaded("snapshot", own_pid, "--format", form)

    assert "memscope" in modules
    assert modules & (SCREEN | SERVER) == set()


def test_the_schema_needs_no_screen_and_no_process_library() -> None:
    assert loaded("schema") & (SCREEN | SERVER | {"psutil"}) == set()


@pytest.mark.parametrize("command", ["serve", "run", "attach", "lesson", "replay"])
def test_the_help_of_a_command_with_a_screen_loads_none(command: str) -> None:
    assert loaded(command, "--help") & (SCREEN | SERVER) == set()


def test_the_screen_needs_no_web_server() -> None:
    command = [
        sys.executable,
        "-c",
        "import memscope.tui.start, sys; print(*sys.modules)",
    ]

    result = subprocess.run(command, capture_output=True, text=True, check=True)

    modules = {name.partition(".")[0] for name in result.stdout.split()}
    assert "textual" in modules
    assert modules & {"aiohttp", "textual_serve"} == set()


def test_the_probe_would_see_a_screen_library() -> None:
    command = [sys.executable, "-c", "import textual, sys; print(*sys.modules)"]

    result = subprocess.run(command, capture_output=True, text=True, check=True)

    assert "textual" in result.stdout.split()
