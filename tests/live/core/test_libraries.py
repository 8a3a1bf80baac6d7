"""Every library of a Python process, held against readelf and pyelftools."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from elftools.elf.constants import SH_FLAGS
from elftools.elf.elffile import ELFFile

from memscope.model.process import Process
from memscope.parse.elf import Elf, parse_elf
from tests.live.core.looking import look_at
from tests.live.core.sections import sections_of
from tests.live.programs.start import started

pytestmark = pytest.mark.live

PYTHON = """
import ctypes, decimal, hashlib, json, sqlite3, ssl, sys, zlib
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def process() -> Iterator[Process]:
    with started([sys.executable, "-c", PYTHON]) as pid:
        yield look_at(pid)


@pytest.fixture(scope="module")
def files(process: Process) -> list[str]:
    paths = {
        region.path
        for region in process.regions
        if region.inode and region.is_executable
    }
    assert len(paths) > 10
    return sorted(paths)


def headers(file: str) -> Elf:
    fd = os.open(file, os.O_RDONLY)
    try:
        return parse_elf(lambda offset, size: os.pread(fd, size, offset))
    finally:
        os.close(fd)


def test_sections_are_those_that_readelf_lists(files: list[str]) -> None:
    for file in files:
        ours = [(s.name, s.address, s.size) for s in headers(file).sections]
        theirs = [(row.name, row.address, row.size) for row in sections_of(file)]

        assert ours == sorted(theirs, key=lambda row: row[1])


def test_headers_are_those_that_pyelftools_reads(files: list[str]) -> None:
    for file in files:
        elf = headers(file)
        with Path(file).open("rb") as opened:
            other = ELFFile(opened)
            segments = [segment.header for segment in other.iter_segments()]
            flags = {s.name: s["sh_flags"] for s in other.iter_sections()}
            assert elf.entry == other["e_entry"]
            assert elf.is_position_independent == (other["e_type"] == "ET_DYN")
            assert {section.name for section in elf.sections} <= set(flags)

        assert [(x.offset, x.address, x.file_size, x.memory_size, x.flags)
                for x in elf.loads] == [
            (s.p_offset, s.p_vaddr, s.p_filesz, s.p_memsz, s.p_flags)
            for s in segments if s.p_type == "PT_LOAD"
        ]  # fmt: skip
        assert [elf.relro] == [
            (s.p_vaddr, s.p_memsz) for s in segments if s.p_type == "PT_GNU_RELRO"
        ] or elf.relro is None
        for section in elf.sections:
            assert section.flags == flags[section.name]
            assert section.flags & SH_FLAGS.SHF_ALLOC


def test_every_section_of_every_library_lies_in_regions_that_name_it(
    process: Process, files: list[str]
) -> None:
    for file in files:
        bias = bias_of(process, file)
        for section in sections_of(file):
            start, end = bias + section.address, bias + section.address + section.size
            over = [r for r in process.regions if r.start < end and start < r.end]
            covered = sum(min(r.end, end) - max(r.start, start) for r in over)
            assert covered == section.size, (file, section)
            for region in over:
                assert region.kind.value in section.kinds, (section, region)
                assert region.image == file
                assert section.name in region.evidence[-1].replace(":", ",").split(",")


def bias_of(process: Process, file: str) -> int:
    """Return where the file's first byte lies, less where it was linked to lie."""
    command = ["readelf", "-lW", file]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    load = next(line.split() for line in text.splitlines() if "LOAD" in line)
    assert int(load[1], 16) == 0
    first = next(r for r in process.regions if r.path == file and r.offset == 0)
    return first.start - int(load[2], 16)


def test_no_file_is_code_without_being_an_image(process: Process) -> None:
    for region in process.regions:
        if region.kind.value in ("code", "relro", "data", "bss"):
            assert region.image is not None, region
            assert region.confidence.value == "certain", region


def test_what_is_read_but_not_run_is_a_file(process: Process) -> None:
    readable = {r.path for r in process.regions if r.inode} - {
        r.path for r in process.regions if r.is_executable
    }

    for region in process.regions:
        if region.path in readable:
            assert region.kind.value == "file", region
