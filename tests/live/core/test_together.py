"""Where memory is, and what a family of processes takes: pages are counted once."""

import os
import re
import sys
from pathlib import Path

import pytest

from memscope.analyze.portions import portions, portions_of
from memscope.collect.look.snapshot import take_snapshot
from memscope.model import sorts
from tests.live.programs.c import running
from tests.live.steady import steady

pytestmark = pytest.mark.live

MIB = 1 << 20
FAMILY = f"""
import json, mmap, os, sys
data = bytearray(24 * {MIB})
data[::4096] = b"x" * len(data[::4096])
shared = mmap.mmap(-1, 8 * {MIB})
shared[::4096] = b"y" * len(shared[::4096])
children = []
for _ in range(2):
    children.append(os.fork())
    if not children[-1]:
        sys.stdin.read()
        os._exit(0)
print(json.dumps({{"children": children}}), flush=True)
sys.stdin.read()
"""

PARTS = ("Pss", "Pss_Anon", "Pss_File", "Pss_Shmem")


def kernel_sum(name: str, pids: list[int]) -> int:
    """Add up one of the kernel's own sums, in bytes."""
    texts = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in pids]
    numbers = [
        re.findall(rf"^{name}: +(\d+) kB$", text, re.MULTILINE) for text in texts
    ]
    return sum(int(one) << 10 for found in numbers for one in found)


def test_a_family_is_added_up_with_each_page_once() -> None:
    with running([sys.executable, "-c", FAMILY]) as target:
        pids = [target.pid, *target.facts["children"]]
        snapshot, truth = steady(
            lambda: take_snapshot([target.pid], children=True),
            lambda: {name: kernel_sum(name, pids) for name in PARTS},
            moved=lambda seen: (seen.totals.proportional or 0) // (MIB // 16),
            said=lambda sums: sums["Pss"] // (MIB // 16),
        )

    totals = snapshot.totals
    assert totals.processes == 3
    assert totals.shmem == pytest.approx(truth["Pss_Shmem"], abs=MIB // 8)
    assert totals.shmem == pytest.approx(8 * MIB, abs=MIB // 8)
    assert totals.anonymous == pytest.approx(truth["Pss_Anon"], abs=MIB // 4)
    assert totals.file == pytest.approx(truth["Pss_File"], abs=MIB // 2)
    assert totals.proportional == pytest.approx(truth["Pss"], abs=MIB // 2)
    assert sum(one.resident for one in portions_of(snapshot.processes)) > 3 * 32 * MIB


def test_sorts_add_up_to_what_the_kernel_says_is_resident() -> None:
    with running([sys.executable, "-c", FAMILY]) as target:
        (process,) = take_snapshot([target.pid]).processes
        truth = kernel_sum("Rss", [target.pid])

    found = portions(process)
    assert sum(one.resident for one in found) == process.usage.resident
    assert process.usage.resident == pytest.approx(truth, abs=MIB // 8)
    assert sum(one.count for one in found) == len(process.regions)
    named = {one.label: one.resident for one in found}
    assert named[sorts.LARGE_BLOCKS] >= 24 * MIB
    assert named["shared anonymous memory"] == pytest.approx(8 * MIB, abs=64 << 10)


def test_of_one_process_nobody_asks_what_its_share_is_made_of() -> None:
    (process,) = take_snapshot([os.getpid()]).processes

    assert process.usage.share_anonymous is None
