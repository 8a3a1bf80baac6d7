"""ELF files that are mapped in other ways, or say other things, than usual."""

import sys
from pathlib import Path

import pytest

from memscope.model.evidence import ELF_SEGMENT
from memscope.model.kinds import Confidence, Kind
from tests.live.programs.start import need
from tests.live.truth.cases import built, told
from tests.live.truth.hosts import library
from tests.live.truth.lies import with_false_sections

pytestmark = pytest.mark.live


def test_a_section_table_that_lies_is_not_believed(tmp_path: Path) -> None:
    bad = with_false_sections(library(), tmp_path / "bad.so")
    with told(built("plugins/load_library.c", "-ldl"), bad) as case:
        look = case.look()

    assert not case.wrong(look)
    process = look.process(case.pid)
    assert process is not None
    parts = [one for one in process.regions if one.image == str(bad)]
    assert parts
    for part in parts:
        assert part.confidence is Confidence.LIKELY
        assert part.evidence[-1] == ELF_SEGMENT


def test_a_guest_of_an_emulator_is_made_of_elf_files() -> None:
    emulator = need("qemu-x86_64", "qemu-user")
    guest = built("guest.c")
    with told(emulator, guest) as case:
        look = case.look()

    assert not case.wrong(look)
    process = look.process(case.pid)
    assert process is not None
    for one in process.regions:
        if one.image == str(guest) and one.kind is Kind.CODE and not one.is_executable:
            assert one.confidence is Confidence.LIKELY
    assert not any(
        one.kind is Kind.FILE and one.label.startswith("file libc.so")
        for one in process.regions
    )
    assert not any("coroutine" in one.label for one in process.regions)
    of_guest = [one for one in process.regions if "that qemu runs" in one.label]
    assert {one.confidence for one in of_guest} == {Confidence.GUESS}
    assert sum(one.size for one in of_guest) > 16 << 20  # its two stacks
    assert all(one.start < 1 << 41 for one in of_guest)
    made = [one for one in process.regions if one.label == "code that qemu translated"]
    assert {one.perms for one in made} <= {"rwxp"}
    assert {one.confidence for one in made} <= {Confidence.LIKELY}


READER = """
import mmap, sys, time
file = open(sys.argv[1], "rb")
whole = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
assert whole[:4] == b"\\x7fELF"
print("ready", flush=True)
time.sleep(600)
"""


def test_an_elf_file_that_is_only_read_is_a_file() -> None:
    plugin = library()
    with told(sys.executable, "-c", READER, plugin) as case:
        process = case.look().process(case.pid)

    assert process is not None
    rows = [one for one in process.regions if one.path == str(plugin)]
    assert [(one.kind, one.image, one.confidence) for one in rows] == [
        (Kind.FILE, None, Confidence.CERTAIN)
    ]
    assert rows[0].label == f"ELF file {plugin.name}, mapped as data"
