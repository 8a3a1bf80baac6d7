"""Any bytes at all parse, or are refused in the one documented way."""

import contextlib
from collections.abc import Callable

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from memscope.errors import ParseError
from memscope.parse.auxv import parse_auxv
from memscope.parse.glibc_malloc import parse_heap_info
from memscope.parse.limits import parse_limits
from memscope.parse.maps import parse_maps
from memscope.parse.meminfo import parse_meminfo
from memscope.parse.smaps import parse_smaps
from memscope.parse.smaps_rollup import parse_rollup
from memscope.parse.stat import parse_stat
from memscope.parse.status import parse_status
from memscope.parse.syscall import parse_syscall
from tests.data.captured import having
from tests.fuzz.mutations import mutated

pytestmark = pytest.mark.fuzz

Parser = Callable[[bytes], object]


def full_smaps(data: bytes) -> object:
    return parse_smaps(data, full=True)


def status_fields(data: bytes) -> object:
    status = parse_status(data)
    numbers = [(status.bytes_of(name), status.numbers(name)) for name in status.fields]
    return numbers, status.tgid, status.tid_in_own_namespace, status.tracer


PARSERS: dict[str, Parser] = {
    "maps": parse_maps,
    "smaps": parse_smaps,
    "smaps-full": full_smaps,
    "stat": parse_stat,
    "status": status_fields,
    "syscall": parse_syscall,
    "auxv": parse_auxv,
    "limits": parse_limits,
    "heap-info": parse_heap_info,
    "smaps_rollup": parse_rollup,
    "meminfo": parse_meminfo,
}
ORIGINALS = {
    name: [
        (capture / file).read_bytes()[:6000]
        for file in [name.removesuffix("-full")]
        for capture in (having(file) if name != "heap-info" else [])
    ]
    for name in PARSERS
}


@pytest.mark.parametrize("parser", PARSERS.values(), ids=PARSERS.keys())
@given(data=st.binary(max_size=300))
def test_any_bytes_parse_or_are_refused(parser: Parser, data: bytes) -> None:
    with contextlib.suppress(ParseError):
        parser(data)


@pytest.mark.parametrize("name", [name for name in PARSERS if ORIGINALS[name]])
@settings(max_examples=300)
@given(data=st.data())
def test_a_spoiled_file_parses_or_is_refused(name: str, data: st.DataObject) -> None:
    original = data.draw(st.sampled_from(ORIGINALS[name]))

    with contextlib.suppress(ParseError):
        PARSERS[name](data.draw(mutated(original)))


@given(st.data())
def test_what_maps_reads_smaps_reads_too(data: st.DataObject) -> None:
    (capture, *_) = having("smaps", "auxv")
    lines = (capture / "maps").read_bytes().split(b"\n")[:12]
    text = data.draw(mutated(b"\n".join(lines) + b"\n"))
    try:
        vmas = parse_maps(text)
    except ParseError:
        reject()

    records = text.replace(b"\n", b"\nSize: 4 kB\nRss: 4 kB\nVmFlags: rd \n")

    assert parse_smaps(records).vmas == vmas


NAMES = st.binary(max_size=64).filter(lambda name: b"\0" not in name)
PATHS = NAMES.map(lambda name: b"/" + name.replace(b"\n", b"\\012"))


@given(
    start=st.integers(0, 1 << 63),
    size=st.integers(1, 1 << 50),
    offset=st.integers(0, (1 << 64) - 1),
    inode=st.integers(0, (1 << 64) - 1),
    path=PATHS,
)
def test_whatever_the_kernel_may_print_comes_back_whole(
    start: int, size: int, offset: int, inode: int, path: bytes
) -> None:
    head = b"%08x-%08x r-xp %08x fd:01 %d " % (start, start + size, offset, inode)

    (vma,) = parse_maps(head.ljust(73) + path + b"\n")

    assert (vma.start, vma.end) == (start, start + size)
    assert (vma.offset, vma.inode) == (offset, inode)
    assert vma.path.encode("utf-8", "surrogateescape") == path


@given(name=NAMES, ticks=st.integers(0, (1 << 64) - 1))
def test_whatever_a_task_is_called_its_numbers_stay_in_place(
    name: bytes, ticks: int
) -> None:
    numbers = b" ".join(b"%d" % n for n in [1, *range(17), ticks, *range(30)])

    stat = parse_stat(b"7 (%s) S %s\n" % (name, numbers))

    assert stat.name.encode("utf-8", "surrogateescape") == name
    assert stat.start_ticks == ticks
