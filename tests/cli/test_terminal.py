"""On a real terminal: colours, and lines as wide as the screen."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios

import pytest

from memscope.units import cell_width

pytestmark = pytest.mark.cli


def on_a_terminal(*args: str, columns: int, **environment: str) -> str:
    """Run memscope with a terminal as its output and return what it wrote there."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", 24, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "memscope", *args],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env=os.environ | environment,
    )
    os.close(theirs)
    written = b""
    try:
        while piece := os.read(ours, 65536):
            written += piece
    except OSError:  # EIO: the other end is closed
        pass
    finally:
        os.close(ours)
        process.wait(timeout=60)
    return written.decode().replace("\r\n", "\n")


def test_a_terminal_gets_colours() -> None:
    text = on_a_terminal("snapshot", str(os.getpid()), columns=100)

    assert "\x1b[1" in text
    assert "48;5;" in text


def test_no_color_means_none() -> None:
    text = on_a_terminal("snapshot", str(os.getpid()), columns=100, NO_COLOR="1")

    assert "\x1b" not in text


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_tables_are_as_wide_as_the_terminal_at_most(columns: int) -> None:
    text = on_a_terminal("snapshot", str(os.getpid()), columns=columns, NO_COLOR="1")

    rows = [line for line in text.split("\n") if line[12:13] == "-"]
    assert len(rows) > 20
    assert cell_width(text.split("\n")[0]) <= columns
    user_rows = [row for row in rows if not row.startswith("ffff")]
    assert max(map(cell_width, user_rows)) <= columns


def test_json_for_eyes_is_indented() -> None:
    text = on_a_terminal("snapshot", str(os.getpid()), "--format", "json", columns=80)

    assert text.startswith('{\n  "format": "memscope.snapshot",\n')
