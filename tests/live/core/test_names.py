"""Names that try to be something else: each is kept whole, none shifts a field."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from memscope.collect.look.snapshot import take_snapshot
from memscope.units import safe
from tests.live.core.looking import kind_at, look_at, region_at
from tests.live.programs.c import built, running

pytestmark = [pytest.mark.live, pytest.mark.once]

SOURCE = Path(__file__).with_name("links.c").read_text()

NAMES = {
    "newline": b"new\nline",
    "looks escaped": b"new\\012line",
    "both": b"both\n\\012",
    "carriage return": b"carriage\rreturn",
    "escape": b"\x1b[2J\x1b]0;owned\x07",
    "not UTF-8": b"\xff\xfe\x80",
    "blanks": b"  two  blanks  ",
    "deleted": b"real (deleted)",
    "twice deleted": b"real (deleted) (deleted)",
    "brackets": b"[heap]",
    "markup": b"[bold red]x",
    "bidi": "\u202egnp.exe".encode(),
    "line separator": "a\u2028b".encode(),
    "C1": b"\xc2\x9b31m",
    "row of maps": b"7f00-8f00 rw-p 00000000 00:00 0 ",
    "long": b"x" * 255,
}
EVERY = pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())


@EVERY
def test_a_program_of_that_name_is_known_with_all_its_parts(
    name: bytes, tmp_path: Path
) -> None:
    with built(SOURCE) as program:
        copy = tmp_path / os.fsdecode(name)
        shutil.copy(program, copy)
        with running([copy]) as target:
            process = look_at(target.pid)

    assert process.exe == str(copy)
    assert process.cmdline == (str(copy),)
    assert process.name == os.fsdecode(name[:15])
    code = region_at(process, target.facts["function"])
    assert (code.kind.value, code.image, code.path) == ("code", str(copy), str(copy))
    assert not code.deleted
    assert kind_at(process, target.facts["big_bss"]) == "bss"


@EVERY
def test_nothing_of_it_reaches_a_terminal_raw(name: bytes) -> None:
    shown = safe(os.fsdecode(name))

    assert shown.isprintable()
    shown.encode("utf-8")


@EVERY
def test_it_is_deleted_only_once_it_is(name: bytes, tmp_path: Path) -> None:
    with built(SOURCE) as program:
        copy = tmp_path / os.fsdecode(name)
        shutil.copy(program, copy)
        with running([copy]) as target:
            copy.unlink()
            process = look_at(target.pid)

    code = region_at(process, target.facts["function"])
    assert code.deleted
    assert code.path == f"{copy} (deleted)"
    assert code.kind.value == "code"


RENAMES = """
import ctypes, sys, os
libc = ctypes.CDLL(None)
libc.prctl(15, bytes.fromhex(sys.argv[1]), 0, 0, 0)
print("{}", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize(
    "name",
    [b") R 1 (", b"a\nb", b"x\x1b[2J", b"\xff\xfe", b"()", b" ", b"\\n", b"4 (x) S"],
)
def test_a_thread_may_call_itself_anything(name: bytes) -> None:
    with running([sys.executable, "-c", RENAMES, name.hex()]) as target:
        process = look_at(target.pid)

    assert process.name.encode("utf-8", "surrogateescape") == name
    assert process.threads[0].name == process.name
    assert process.ppid == os.getpid()
    assert process.state in ("R", "S")


def test_arguments_are_kept_byte_for_byte() -> None:
    odd = ["", " ", "new\nline", "\x1b[2J", "--", os.fsdecode(b"\xff")]
    command = [sys.executable, "-c", RENAMES, "78", *odd]
    with running(command) as target:
        process = look_at(target.pid)

    assert list(process.cmdline) == command


def test_names_are_json_and_back() -> None:
    """A snapshot of a process with a name that is no UTF-8 can be written."""
    from memscope.codec.snapshot import decode_snapshot, encode_snapshot

    with running([sys.executable, "-c", RENAMES, b"\xff)\n".hex()]) as target:
        snapshot = take_snapshot([target.pid])

    again = decode_snapshot(encode_snapshot(snapshot))

    assert again.processes[0].name == snapshot.processes[0].name


def test_a_path_longer_than_any_buffer_is_kept(tmp_path: Path) -> None:
    script = (
        'for i in $(seq 25); do mkdir "$2" && cd -P "$2" || exit 1; done\n'
        'cp "$1" deep && exec ./deep'
    )
    folder = "d" * 200
    with (
        built(SOURCE) as program,
        running(
            ["sh", "-c", f'cd "$0" || exit 1\n{script}', tmp_path, program, folder]
        ) as target,
    ):
        process = look_at(target.pid)

    code = region_at(process, target.facts["function"])
    assert len(code.path) > 5000
    assert code.path.endswith(f"/{folder}/deep")
    assert (code.kind.value, code.deleted) == ("code", False)
    subprocess.run(["rm", "-rf", str(tmp_path / folder)], check=True)
