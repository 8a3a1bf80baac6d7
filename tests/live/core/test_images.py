"""Programs and libraries in unusual places: gone, elsewhere, in memory, or twice."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from memscope.collect.look.images import Images
from memscope.collect.look.look import Look, ReadMap
from memscope.collect.look.watched import Watched
from memscope.model.process import Process
from memscope.parse.maps import parse_maps
from memscope.parse.smaps import Smaps
from memscope.parse.stat import parse_stat
from memscope.parse.status import Status
from memscope.proc import images
from memscope.proc.fs import ProcFs
from memscope.proc.images import ElfFiles
from memscope.proc.remedies import to_open_files
from memscope.proc.tasks import read_tasks
from tests.live.core.looking import kind_at, look_at, region_at
from tests.live.programs.c import built, running

pytestmark = pytest.mark.live

SOURCE = Path(__file__).with_name("links.c").read_text()
PARTS = {"function": "code", "constant": "rodata", "data": "data", "big_bss": "bss"}


def parts(process: Process, facts: dict[str, int]) -> dict[str, str]:
    return {name: kind_at(process, facts[name]) for name in PARTS}


def test_a_program_whose_file_was_deleted_still_has_its_sections() -> None:
    with built(SOURCE) as program, running([program]) as target:
        program.unlink()
        process = look_at(target.pid)

    assert parts(process, target.facts) == PARTS
    code = region_at(process, target.facts["function"])
    assert code.deleted
    assert code.image == f"{program} (deleted)"
    assert process.exe == f"{program} (deleted)"


def test_a_program_that_was_replaced_is_shown_as_what_runs() -> None:
    other = "static int shifted[999] = {1}; int *p = shifted;" + SOURCE
    with (
        built(SOURCE) as program,
        built(other) as newer,
        running([program]) as target,
    ):
        program.unlink()
        shutil.copy(newer, program)
        process = look_at(target.pid)

    assert parts(process, target.facts) == PARTS
    assert region_at(process, target.facts["function"]).deleted


def test_a_program_of_another_mount_namespace_is_reached_through_the_process(
    tmp_path: Path,
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may mount here; `make test` as root tries it")
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    script = 'mount -t tmpfs none "$1" && cp "$2" "$1/inside" && exec "$1/inside"'
    with built(SOURCE) as program:
        command = ["unshare", "-m", "sh", "-c", script, "sh", str(hidden), str(program)]
        if subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode:
            pytest.skip("this machine allows no mount namespaces")
        with running(command) as target:
            process = look_at(target.pid)

    assert list(hidden.iterdir()) == []
    assert parts(process, target.facts) == PARTS
    assert region_at(process, target.facts["function"]).image == f"{hidden}/inside"


MEMFD = """
import os, sys
memory = os.memfd_create("program")
os.write(memory, open(sys.argv[1], "rb").read())
os.execve(memory, ["program"], os.environ)
"""


def test_a_program_that_is_only_in_memory_has_its_sections() -> None:
    with (
        built(SOURCE) as program,
        running([sys.executable, "-c", MEMFD, program]) as target,
    ):
        process = look_at(target.pid)

    assert parts(process, target.facts) == PARTS
    code = region_at(process, target.facts["function"])
    assert code.image == "/memfd:program (deleted)"
    assert not code.deleted  # it never had a name


LIBRARY = """
static const char constant[] = "library";
int library_data = 7;
static char library_bss[100000];
const char *library_constant(void) { return constant; }
char *library_zeroes(void) { return library_bss; }
"""

TWICE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
typedef char *(*getter)(void);
static void print(const char *name, void *library)
{
    printf("\"%s\": {\"code\": %lu, \"rodata\": %lu, \"data\": %lu, \"bss\": %lu}, ",
           name, (unsigned long)dlsym(library, "library_constant"),
           (unsigned long)((getter)dlsym(library, "library_constant"))(),
           (unsigned long)dlsym(library, "library_data"),
           (unsigned long)((getter)dlsym(library, "library_zeroes"))());
}
int main(int argc, char **argv)
{
    struct stat status;
    int fd = open(argv[1], O_RDONLY);
    void *early, *late, *header;
    fstat(fd, &status);
    /* Far below the libraries, and once more above them. */
    early = mmap((void *)0x10000000, status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    printf("{");
    print("first", dlmopen(LM_ID_BASE, argv[1], RTLD_NOW));
    print("second", dlmopen(LM_ID_NEWLM, argv[1], RTLD_NOW));
    late = mmap(0, status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    header = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    printf("\"read\": [%lu, %lu, %lu]}\n", (unsigned long)early, (unsigned long)late,
           (unsigned long)header);
    fflush(stdout);
    return getchar() + argc;
}
"""


@pytest.mark.parametrize(
    "flags",
    [(), ("-Wl,-z,max-page-size=0x200000", "-Wl,-z,noseparate-code")],
    ids=["new-layout", "old-layout"],
)
def test_a_library_loaded_twice_and_read_as_a_file_is_told_apart(
    flags: tuple[str, ...],
) -> None:
    with (
        built(LIBRARY, "-shared", "-fPIC", *flags) as library,
        built(TWICE, "-ldl") as program,
        running([program, library]) as target,
    ):
        process = look_at(target.pid)

    for copy in ("first", "second"):
        for kind, address in target.facts[copy].items():
            region = region_at(process, address)
            assert (region.kind.value, region.image) == (kind, str(library))
    for address in target.facts["read"]:
        region = region_at(process, address)
        assert region.path == str(library)
        assert (region.kind.value, region.image) == ("file", None), region


def test_the_hole_in_an_old_library_is_its_own() -> None:
    flags = ("-Wl,-z,max-page-size=0x200000", "-Wl,-z,noseparate-code")
    with (
        built(LIBRARY, "-shared", "-fPIC", *flags) as library,
        built(TWICE, "-ldl") as program,
        running([program, library]) as target,
    ):
        process = look_at(target.pid)

    holes = [r for r in process.regions if r.perms == "---p" and r.path == str(library)]
    if not holes:
        pytest.skip("this C library leaves holes unmapped instead of without access")
    for hole in holes:
        assert (hole.kind.value, hole.image) == ("reserved", str(library))
        assert hole.size > 1 << 20


def test_a_library_whose_file_is_gone_keeps_its_parts_for_everybody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(1, "Operation not permitted")

    with (
        built(LIBRARY, "-shared", "-fPIC") as library,
        built(TWICE, "-ldl") as program,
        running([program, library]) as target,
    ):
        library.unlink()
        by_anybody = look_at(target.pid)
        # Only root may open a deleted library; what root was refused is so for all.
        monkeypatch.setattr(images, "open_mapped", refuse)
        with ProcFs().process(target.pid) as directory:
            table = Smaps(parse_maps(directory.read("maps")), [], [], None)
            stat, (tasks, _) = parse_stat(directory.read("stat")), read_tasks(directory)
            exe = directory.program()
            look = Look(directory, stat, tasks, ReadMap(table), None, True, exe=exe)
            nothing_read = Images(ElfFiles({}), {})
            spans, gaps = nothing_read.spans_of(look, Watched((), Status(b"")))

    for copy in ("first", "second"):
        for kind, address in target.facts[copy].items():
            (span,) = (one for one in spans if one.start <= address < one.end)
            assert (span.kind.value, span.image) == (kind, f"{library} (deleted)")
            assert kind_at(by_anybody, address) == kind
    for address in target.facts["read"]:
        (span,) = (one for one in spans if one.start <= address < one.end)
        assert (span.kind.value, span.image) == ("file", None)
    (gap,) = gaps
    assert gap.remedy == to_open_files()
