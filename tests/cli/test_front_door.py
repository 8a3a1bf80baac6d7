"""Help, versions, languages, wrong usage, and what a plain start costs."""

import errno
import os
import subprocess
import sys

import pytest

import memscope as package
from memscope.cli import main
from memscope.cli.commands.schema import SCHEMAS
from memscope.cli.group import COMMANDS
from memscope.errors import MemscopeError
from memscope.lessons.offered import BUILT_IN
from memscope.units import cell_width
from tests.cli.command import memscope, memscope_process

pytestmark = pytest.mark.cli

HEAVY = ("textual", "rich", "psutil", "flask", "msgspec", "elftools", "httpx")
PROBE = """
import sys
from memscope.cli.main import run
code = run(sys.argv[2:])
print(code, *[name for name in sys.argv[1].split(",") if name in sys.modules])
"""


def loaded_by(*args: str) -> list[str]:
    """Run a command and return its exit code and which heavy modules it loaded."""
    result = subprocess.run(
        [sys.executable, "-c", PROBE, ",".join(HEAVY), *args],
        capture_output=True,
        text=True,
        check=True,
    )
    return result.stdout.splitlines()[-1].split()


def test_version_is_one_line() -> None:
    assert memscope("--version").text == f"memscope {package.__version__}\n"


def test_version_loads_nothing_heavy() -> None:
    assert loaded_by("--version") == ["0"]


def test_help_loads_nothing_heavy() -> None:
    assert loaded_by("--help") == ["0"]


def test_a_snapshot_loads_neither_textual_nor_flask() -> None:
    code, *names = loaded_by("snapshot", str(os.getpid()))

    assert code == "0"
    assert not {"textual", "rich", "flask", "httpx", "psutil"} & set(names)


def test_help_lists_every_command_with_a_summary() -> None:
    text = memscope("--help").text

    for name in COMMANDS:
        assert f"\n  {name} " in text


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_has_help_with_an_example(name: str, option: str) -> None:
    result = memscope(name, option)

    assert result.returncode == 0
    assert f"Usage: memscope {name}" in result.text
    assert "Example:\n    " in result.text


@pytest.mark.parametrize("name", COMMANDS)
def test_every_paragraph_of_a_help_page_is_translated(name: str) -> None:
    text = memscope(name, "--help", "--lang", "ja").text

    told = text.partition("\n\n")[2].partition("\n例:")[0]
    for paragraph in told.strip().split("\n\n"):
        assert not paragraph.isascii(), paragraph


def test_the_help_of_schema_names_every_format() -> None:
    text = memscope("schema", "--help").text

    assert [name for name in SCHEMAS if name not in text] == []


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("name", COMMANDS)
def test_help_fits_into_80_cells(name: str, lang: str) -> None:
    text = memscope(name, "--help", "--lang", lang, env={"COLUMNS": "80"}).text

    assert [line for line in text.splitlines() if cell_width(line) > 80] == []


def test_help_speaks_japanese_when_asked() -> None:
    by_option = memscope("--lang", "ja", "snapshot", "--help").text
    behind = memscope("snapshot", "--help", "--lang", "ja").text
    by_environment = memscope("snapshot", "--help", env={"MEMSCOPE_LANG": "ja"}).text
    by_locale = memscope("snapshot", "--help", env={"LC_ALL": "ja_JP.UTF-8"}).text

    assert "使い方" in by_option
    assert by_option == behind == by_environment == by_locale
    assert "Usage" in memscope("snapshot", "--help").text


def test_english_can_be_had_in_a_japanese_locale() -> None:
    result = memscope("--lang", "en", "--help", env={"LC_ALL": "ja_JP.UTF-8"})

    assert "Usage" in result.text


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["snapsht"], "'snapsht' というコマンドはありません"),
        (["--nonsense"], "'--nonsense' というオプションはありません"),
        (["snapshot", "1", "--format", "x"], "--format: 次のいずれか"),
        (["record", "1", "--interval", "0"], "--interval: 数を指定してください: 0.02"),
        (["record", "1", "--for", "0"], "--for: 0 より大きい数を指定してください"),
        (["snapshot", "-o"], "-o には値が必要です"),
        (["lesson", "a", "b", "c"], "余分な語があります: b c"),
        (["run"], "CMD... が指定されていません"),
        (["record", "1"], "-o / --output が指定されていません"),
        (["schema", "x"], "memscope: FORMAT: 次のいずれか"),
        (["completion", "x"], "memscope: SHELL: 次のいずれか"),
    ],
)
def test_wrong_usage_is_told_in_japanese(arguments: list[str], complaint: str) -> None:
    result = memscope(*arguments, env={"LC_ALL": "ja_JP.UTF-8"})

    assert result.returncode == 2
    first, *rest = result.stderr.decode().splitlines()
    assert complaint in first
    assert len(rest) == 1
    assert "ご覧ください" in rest[0]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["snapsht"], "No such command 'snapsht'. Did you mean 'snapshot'?"),
        (["--lang", "xx", "schema"], "Invalid value for '--lang'"),
        (["--nonsense"], "No such option '--nonsense'."),
        (["schema", "extra"], "'extra' is not one of"),
        (["completion", "bash", "extra"], "unexpected extra argument"),
        (["4242"], "no such command: 4242"),
        (["run"], "Missing argument 'CMD...'"),
        (["run", "no-such-program-here"], "no such program: no-such-program-here"),
        (["run", "/etc/passwd"], "not a program: /etc/passwd"),
        (["lesson", "no-such-lesson"], "no-such-lesson"),
        (["completion", "tcsh"], "'tcsh' is not one of"),
        (["compare", "", "1"], "'' is not a process id"),
        (["where", "9" * 5000, "0"], "999' is not a process id"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_a_line(
    arguments: list[str], complaint: str
) -> None:
    result = memscope(*arguments)

    assert result.returncode == 2
    assert result.stdout == b""
    first, *rest = result.stderr.decode().splitlines()
    assert first.startswith("memscope: ")
    assert complaint in first
    assert len(rest) <= 1


@pytest.mark.parametrize(
    "arguments", [[], ["run", "true"], ["attach", "1"], ["lesson", "pool"]]
)
def test_the_full_screen_needs_a_terminal(arguments: list[str]) -> None:
    result = memscope_process(*arguments)

    assert result.returncode == 2
    assert b"needs a terminal" in result.stderr
    assert result.stdout == b""


def test_a_lesson_without_a_terminal_is_told_of_its_other_way() -> None:
    assert b"--headless" in memscope_process("lesson", "pool").stderr


def test_attach_to_a_process_that_is_gone_is_exit_code_3() -> None:
    assert memscope("attach", "99999999").returncode == 3


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(shell: str) -> None:
    result = memscope("completion", shell)

    assert result.returncode == 0
    assert "_MEMSCOPE_COMPLETE" in result.text


def test_completion_knows_the_commands() -> None:
    words = {"COMP_WORDS": "memscope s", "COMP_CWORD": "1"}

    result = memscope_process(env={"_MEMSCOPE_COMPLETE": "bash_complete"} | words)

    assert result.text.split() == [*("plain,snapshot", "plain,serve", "plain,schema")]


def test_completion_knows_the_processes() -> None:
    pid = str(os.getpid())
    words = {"COMP_WORDS": f"memscope snapshot {pid}", "COMP_CWORD": "2"}

    result = memscope_process(env={"_MEMSCOPE_COMPLETE": "bash_complete"} | words)

    assert f"plain,{pid}" in result.text.split()


@pytest.mark.parametrize(
    ("begun", "offered"),
    [
        ("", [f"plain,{name}" for name in BUILT_IN]),
        ("th", ["plain,threads"]),
        ("./mi", ["file,./mi"]),
    ],
)
def test_completion_knows_the_lessons_and_leaves_files_to_the_shell(
    begun: str, offered: list[str]
) -> None:
    words = {"COMP_WORDS": f"memscope lesson {begun}", "COMP_CWORD": "2"}

    result = memscope_process(env={"_MEMSCOPE_COMPLETE": "bash_complete"} | words)

    assert result.text.split() == offered


def failing(error: BaseException) -> object:
    def fail(*_args: object, **_options: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "code", "text"),
    [
        (KeyboardInterrupt(), 130, ""),
        (MemscopeError("broken", hint="mend it"), 1, "memscope: broken\n  mend it\n"),
        (
            ZeroDivisionError("by\nzero"),
            1,
            "memscope: unexpected problem: ZeroDivisionError: by zero\n"
            "  Please report it, with what MEMSCOPE_DEBUG=1 shows.\n",
        ),
        (
            RuntimeError("can't start new thread"),
            1,
            "memscope: no more threads or processes can be started\n"
            "  A limit is reached; see `ulimit -u`.\n",
        ),
        (
            OSError(errno.EMFILE, "Too many open files"),
            1,
            "memscope: no more files can be opened\n"
            "  A limit is reached; see `ulimit -n`.\n",
        ),
        (
            MemoryError(),
            1,
            "memscope: no more memory can be had\n"
            "  It is short, or a limit is reached; see `ulimit -v`.\n",
        ),
    ],
)  # fmt: skip
def test_whatever_happens_there_is_no_traceback(
    error: BaseException,
    code: int,
    text: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(main, "memscope", type("Broken", (), {"main": failing(error)}))

    result = memscope()

    assert (result.returncode, result.stderr.decode()) == (code, text)


def test_debugging_shows_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = type("Broken", (), {"main": failing(ZeroDivisionError())})
    monkeypatch.setattr(main, "memscope", broken)
    monkeypatch.setenv("MEMSCOPE_DEBUG", "1")

    with pytest.raises(ZeroDivisionError):
        memscope()
