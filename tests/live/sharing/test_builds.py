"""A library that was copied, and one that was replaced under a running process."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from memscope.analyze.beside.compared import Footing, gutter_of
from memscope.analyze.beside.objects import LIBRARY
from memscope.analyze.beside.rows import BesideRow, side_by_side
from memscope.collect.closer.beside import compare_neighbours
from memscope.collect.look.snapshot import Collector
from memscope.model.process import Process
from tests.live.pages.own import sees_frames
from tests.live.programs.c import built, running
from tests.live.sharing.forked import go_on

pytestmark = pytest.mark.live

OLD, NEW = "11" * 20, "22" * 20
SOURCE = "char text[65536] = {1}; int answer(void) { return text[9]; }"
LOADS = """
import ctypes, json, sys
ctypes.CDLL(sys.argv[1]).answer()
print(json.dumps({}), flush=True)
sys.stdin.read()
"""


def library(folder: Path, build: str) -> Path:
    flags = ("-shared", "-fPIC", f"-Wl,--build-id=0x{build}")
    with built(SOURCE, *flags) as program:
        return Path(shutil.copy(program, folder / build[:4]))


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Process]]:
    """A has a library, B a copy of it elsewhere, C what came to its path later."""
    folder = tmp_path_factory.mktemp("builds")
    old, new = library(folder, OLD), library(folder, NEW)
    place, copy = folder / "libanswer.so", folder / "box" / "libanswer.so"
    copy.parent.mkdir()
    old.rename(place)
    shutil.copy(place, copy)
    with ExitStack() as stack:
        pids = []
        for path, update in ((place, None), (copy, None), (place, new)):
            if update is not None:
                update.rename(place)
            command = [sys.executable, "-ISc", LOADS, str(path)]
            pids.append(stack.enter_context(running(command)).pid)
        yield list(Collector().look(pids).processes)


def libraries(processes: list[Process]) -> dict[tuple[bool, ...], BesideRow]:
    """Return the rows of the library by who has it."""
    rows = side_by_side("ABC", processes).rows
    inner = [one for row in rows for one in (*row.objects, row)]
    return {
        tuple(part is not None for part in row.parts): row
        for row in inner
        if row.key.sort == LIBRARY and row.some.path.endswith("libanswer.so")
    }


def test_the_ids_are_those_that_the_linker_was_told(processes: list[Process]) -> None:
    ids = [
        [one.id for one in process.builds or () if "libanswer" in one.path]
        for process in processes
    ]
    assert ids == [[OLD], [OLD], [NEW]]
    assert "(deleted)" in next(
        one.path for one in processes[0].builds or () if one.id == OLD
    )
    for one in processes[0].builds or ():
        if Path(one.path).exists() and shutil.which("readelf"):
            told = subprocess.run(["readelf", "-n", one.path], capture_output=True)
            assert f"Build ID: {one.id}".encode() in told.stdout


def test_a_copy_is_the_same_object_and_an_update_is_another(
    processes: list[Process],
) -> None:
    rows = libraries(processes)
    assert rows.keys() == {(True, True, False), (False, False, True)}
    assert all(row.some.is_other for row in rows.values())


def test_of_a_copy_no_page_is_the_same(processes: list[Process]) -> None:
    row = libraries(processes)[True, True, False]
    keys = [one.identity for one in processes[:2]]
    gutter = gutter_of(row, 0, compare_neighbours(keys, go_on))
    if sees_frames():
        assert (gutter.footing, gutter.same) == (Footing.CERTAIN, 0)
    else:
        assert gutter.footing in (Footing.NEEDS_ROOT, Footing.CERTAIN)
        assert not gutter.same
