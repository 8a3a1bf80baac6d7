"""Files that say what a process stands against: any bytes of them can be read."""

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memscope.parse.cgroup import (
    parse_amount,
    parse_counts,
    parse_limit,
    parse_membership,
    parse_pids,
)
from memscope.parse.fdinfo import parse_fdinfo
from memscope.parse.kernel_log import parse_log, parse_record
from memscope.parse.meminfo import parse_meminfo
from memscope.parse.mountinfo import parse_mountinfo
from memscope.parse.numa_maps import parse_numa_maps
from memscope.parse.oom_log import parse_oom_log
from memscope.parse.pressure import parse_pressure
from memscope.parse.sysfs import parse_choice, parse_ranges, parse_tasks
from tests.fuzz.mutations import mutated
from tests.unit.parse import oom_samples

pytestmark = pytest.mark.fuzz

Parser = Callable[[bytes], object]


def kills(data: bytes) -> object:
    found = parse_oom_log(parse_log(data), 4096)
    # Whatever was found can be written down: no number is too large for the format.
    for one in found:
        msgspec.convert(msgspec.to_builtins(one), type(one))
    return found


MOUNTS = (
    b"41 31 0:38 /a\\040b /sys/fs/cgroup rw shared:9 - cgroup2 cgroup2 rw,nsdelegate\n"
)
NUMA = b"7f00 bind:0-1 anon=5 N0=2 N1=3 kernelpagesize_kB=4\n7f10 default\n"
STALL = b"some avg10=1.50 avg60=0.25 avg300=99.00 total=123456\n"
PARSERS: dict[str, tuple[Parser, list[bytes]]] = {
    "kills": (kills, [one.encode() for one in oom_samples.ALL]),
    "kmsg": (parse_record, [b"6,17,30187250014,-;Out \\x0a\n SUBSYSTEM=pci\n"]),
    "membership": (parse_membership, [b"4:cpu,memory:/docker/ab\n0::/user.slice\n"]),
    "amount": (parse_amount, [b"4096\n"]),
    "limit": (parse_limit, [b"max\n", b"9223372036854771712\n"]),
    "counts": (parse_counts, [b"anon 4096\nfile 0\noom_kill 1\n"]),
    "pids": (parse_pids, [b"1\n42\n"]),
    "mountinfo": (parse_mountinfo, [MOUNTS]),
    "numa": (parse_numa_maps, [NUMA]),
    "meminfo": (parse_meminfo, [b"MemTotal:   24683656 kB\nHugePages_Free:   3\n"]),
    "pressure": (parse_pressure, [STALL + STALL.replace(b"some", b"full")]),
    "choice": (parse_choice, [b"always [madvise] never\n"]),
    "ranges": (parse_ranges, [b"0-1,4\n"]),
    "tasks": (parse_tasks, [b"0.1 0.2 0.3 1/234 77\n"]),
    "fdinfo": (parse_fdinfo, [b"pos:\t0\nsize:\t32768\n"]),
}


@pytest.mark.parametrize("name", PARSERS)
@given(data=st.binary(max_size=300))
def test_any_bytes_can_be_read(name: str, data: bytes) -> None:
    PARSERS[name][0](data)


def test_a_number_that_no_kernel_writes_is_no_number() -> None:
    huge = "9" * 30
    text = "\n".join(one for one in oom_samples.ALL)

    for word in ("613380", "153345", "1269760", "4711", "8000000"):
        kills(text.replace(word, huge).encode())
        kills(text.replace(word, "9" * 15).encode())
    assert parse_amount(huge.encode()) is None
    assert parse_counts(b"anon " + b"9" * 20) == {}


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=200)
@given(data=st.data())
def test_a_spoiled_file_can_be_read(name: str, data: st.DataObject) -> None:
    parser, originals = PARSERS[name]

    parser(data.draw(mutated(data.draw(st.sampled_from(originals)))))
