"""Every number of smaps, held against pmap, ps and the kernel's own sums."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from memscope.collect.look.look import Detail
from memscope.model.process import Process
from memscope.model.region import Region
from tests.live.core.looking import look_at
from tests.live.programs.start import need, started
from tests.live.steady import steady

pytestmark = pytest.mark.live

PYTHON = """
import mmap, sys
touched = bytearray(5 << 20)
sparse = mmap.mmap(-1, 8 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
sparse[0] = sparse[4 << 20] = 1
shared = mmap.mmap(-1, 1 << 20)
shared[0] = 1
print("ready", flush=True)
sys.stdin.read()
"""
KIB = 1024
DEPENDS_ON_OTHERS = re.compile("Pss|Shared_|Private_|Referenced")
"""Of a file these are others while pmap runs, which maps the same libraries."""


@pytest.fixture(scope="module")
def pid() -> Iterator[int]:
    with started([sys.executable, "-c", PYTHON]) as pid:
        yield pid


@contextmanager
def standing_still(pid: int) -> Iterator[None]:
    """Compare two readings of a process that cannot change between them."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.fixture(scope="module")
def process(pid: int) -> Process:
    return look_at(pid, Detail.FULL)


def by_vma(process: Process) -> dict[tuple[int, int], list[Region]]:
    found: dict[tuple[int, int], list[Region]] = {}
    for region in process.regions:
        found.setdefault(region.vma, []).append(region)
    return found


def test_every_number_is_the_one_that_pmap_prints(pid: int) -> None:
    command = [need("pmap", "procps"), "-XX", str(pid)]
    with standing_still(pid):
        process, lines = steady(
            lambda: look_at(pid, Detail.FULL),
            lambda: subprocess.check_output(command, text=True).splitlines(),
            moved=lambda seen: [one.kernel for one in seen.regions],
        )
    header = next(i for i, line in enumerate(lines) if line.split()[:1] == ["Address"])
    names = lines[header].split()
    # The flags are words and the mapping may hold blanks: the numbers before them.
    numbers = names[names.index("Size") : names.index("VmFlags")]
    rows = [line.split() for line in lines[header + 1 :]]
    rows = [row for row in rows if re.fullmatch(r"[0-9a-f]{6,16}", row[0])]

    vmas = [regions[0] for regions in by_vma(process).values()]
    assert len(rows) == len(vmas)
    at = names.index("Size")
    for row, region in zip(rows, vmas, strict=True):
        assert int(row[0], 16) == region.vma[0]
        assert region.kernel is not None
        said = dict(zip(numbers, map(int, row[at:]), strict=False))
        for name, number in said.items():
            if region.inode and DEPENDS_ON_OTHERS.match(name):
                continue
            scale = 1 if name in ("THPeligible", "ProtectionKey") else KIB
            assert region.kernel[name] == number * scale, (name, region)


def test_no_field_of_smaps_is_left_out(pid: int, process: Process) -> None:
    text = Path(f"/proc/{pid}/smaps").read_text()
    names = set(re.findall(r"^(\w+):  ", text, re.MULTILINE))

    for region in process.regions:
        assert region.kernel is not None
        assert set(region.kernel) == names


def test_flags_are_those_of_smaps(pid: int, process: Process) -> None:
    text = Path(f"/proc/{pid}/smaps").read_text()
    said = re.findall(r"^VmFlags: (.*)$", text, re.MULTILINE)

    assert [" ".join(r[0].flags or ()) for r in by_vma(process).values()] == [
        flags.strip() for flags in said
    ]


def test_the_sum_is_the_kernels_own_rollup(pid: int) -> None:
    with standing_still(pid):
        process, total = steady(
            lambda: look_at(pid, Detail.MEMORY),
            lambda: rollup(pid),
            moved=lambda seen: seen.usage,
        )
        status = Path(f"/proc/{pid}/status").read_text()
    usage = process.usage
    (size,) = re.findall(r"^VmSize:\s+(\d+) kB", status, re.MULTILINE)

    assert usage.virtual == int(size) * KIB
    assert usage.resident == total["Rss"]
    assert usage.unique == total["Private_Clean"] + total["Private_Dirty"]
    assert usage.swapped == total["Swap"]
    # Each VMA's share is rounded down to whole KiB; the rollup rounds only once.
    assert usage.proportional is not None
    assert 0 <= total["Pss"] - usage.proportional <= KIB * len(process.regions)


def rollup(pid: int) -> dict[str, int]:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.findall(r"^(\w+): +(\d+) kB$", text, re.MULTILINE)
    return {name: int(size) * KIB for name, size in found}


def test_parts_add_up_to_what_the_kernel_says_of_the_whole(process: Process) -> None:
    for regions in by_vma(process).values():
        kernel = regions[0].kernel
        assert kernel is not None
        resident = [region.usage.resident for region in regions]
        assert None not in resident
        assert sum(filter(None, resident)) == kernel["Rss"], regions
        private = [region.usage.private for region in regions]
        if None not in private:
            said = kernel["Private_Clean"] + kernel["Private_Dirty"]
            assert sum(filter(None, private)) == said


def test_the_cheap_look_sees_the_same_resident_memory(pid: int) -> None:
    with standing_still(pid):
        cheap, exact = look_at(pid), look_at(pid, Detail.MEMORY)

    assert [r.usage.resident for r in cheap.regions] == [
        r.usage.resident for r in exact.regions
    ]
    assert cheap.usage.resident == exact.usage.resident
    assert [(r.start, r.end, r.kind, r.label) for r in cheap.regions] == [
        (r.start, r.end, r.kind, r.label) for r in exact.regions
    ]


def test_what_the_cheap_look_cannot_know_is_unknown(pid: int) -> None:
    process = look_at(pid)

    assert process.usage.proportional is process.usage.unique is None
    for region in process.regions:
        assert region.usage.proportional is region.usage.shared is None
        assert region.usage.private is region.usage.locked is None
        assert (region.flags, region.kernel) == (None, None)


def test_touched_memory_is_resident_and_reserved_memory_is_not(
    process: Process,
) -> None:
    sparse = [r for r in process.regions if r.usage.resident == 8 * KIB]

    assert any(region.size >= 8 << 20 for region in sparse)
    assert any(
        region.kind.value == "shared" and region.usage.resident == 4 * KIB
        for region in process.regions
    )
