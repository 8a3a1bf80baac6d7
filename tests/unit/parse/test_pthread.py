import struct

import pytest

from memscope.parse.pthread import (
    GLIBC_AARCH64,
    GLIBC_I386,
    GLIBC_X86_64,
    LAYOUTS,
    MUSL_AARCH64,
    MUSL_X86_64,
    Layout,
    self_pointers,
)
from tests.unit.parse.descriptor_bytes import glibc, glibc_i386, musl

pytestmark = pytest.mark.unit

AT = 0x7F00007FF6C0
AT_32 = 0xF77FFB40


def test_glibcs_guard_is_part_of_its_block_but_not_of_the_stack() -> None:
    raw = GLIBC_X86_64.parse(glibc(AT, after=0x1000, before=0x2000), AT)

    assert raw is not None
    assert (raw.start, raw.end) == (0x7F0000001000, 0x7F0000801000)
    assert (raw.guard, raw.tid) == (0x1000, 77)
    assert (raw.next, raw.previous) == (0x1000, 0x2000)


def test_glibcs_main_thread_has_no_stack_whatever_its_size_says() -> None:
    raw = GLIBC_X86_64.parse(glibc(AT, block=0, size=0x7FFCA4E776C0), AT)

    assert raw is not None
    assert (raw.start, raw.end, raw.guard) == (0, 0, 0)


def test_musls_stack_ends_below_its_thread_local_data() -> None:
    raw = MUSL_X86_64.parse(musl(AT, after=0x1000, before=0x2000), AT)

    assert raw is not None
    assert (raw.start, raw.end) == (0x7F0000002000, 0x7F0000022B20)
    assert (raw.guard, raw.home) == (0x2000, 0x7F0000023000)
    assert (raw.next, raw.previous) == (0x1000, 0x2000)


def test_musls_main_thread_has_no_stack() -> None:
    raw = MUSL_X86_64.parse(musl(AT, base=0, length=0, top=0, size=0, guard=0), AT)

    assert raw is not None
    assert raw.end == 0


def test_a_stack_of_the_users_own_lies_outside_musls_mapping() -> None:
    raw = MUSL_X86_64.parse(musl(AT, top=0x55000, size=0x10000, guard=0), AT)

    assert raw is not None
    assert (raw.start, raw.end) == (0x45000, 0x55000)


@pytest.mark.parametrize(
    "data",
    [
        glibc(AT)[:-1],
        glibc(AT + 64),
        glibc(AT, size=0x1000, guard=0x1000),
        glibc(AT, block=(1 << 64) - 0x1000),
        b"",
    ],
)
def test_what_contradicts_itself_is_no_descriptor_of_glibc(data: bytes) -> None:
    assert GLIBC_X86_64.parse(data, AT) is None


@pytest.mark.parametrize(
    "data",
    [
        musl(AT)[:-1],
        musl(AT + 8),
        musl(AT, top=0x7F0000099000),
        musl(AT, top=0x1000, size=0x2000, guard=0),
        musl(AT, size=0, guard=0),
    ],
)
def test_what_contradicts_itself_is_no_descriptor_of_musl(data: bytes) -> None:
    assert MUSL_X86_64.parse(data, AT) is None


def test_many_descriptors_are_read_as_one_each() -> None:
    addresses = [AT, AT + 0x1000, AT + 0x2000]
    pieces = [glibc(AT), bytes(GLIBC_X86_64.size), glibc(AT + 0x2000, tid=78)]

    raws = list(GLIBC_X86_64.parse_each(b"".join(pieces), addresses))

    assert raws == [
        GLIBC_X86_64.parse(piece, address)
        for piece, address in zip(pieces, addresses, strict=True)
    ]
    assert [raw.tid if raw else None for raw in raws] == [77, None, 78]


def test_aarch64_reads_what_x86_64_reads_from_a_shorter_header() -> None:
    data = glibc(AT)[0x200:]

    raw = GLIBC_AARCH64.parse(data, AT)

    assert raw is not None
    assert (raw.start, raw.end, raw.tid) == (0x7F0000001000, 0x7F0000801000, 77)
    assert GLIBC_AARCH64.robust == 0x2E0 - 0x200


@pytest.mark.parametrize(
    ("layout", "data"),
    [
        (GLIBC_X86_64, glibc(AT, after=0x1000, before=0x2000)),
        (MUSL_X86_64, musl(AT, after=0x1000, before=0x2000)),
        (GLIBC_I386, glibc_i386(AT_32, after=0x1000, before=0x2000)),
    ],
    ids=["glibc", "musl", "glibc of 32 bits"],
)
def test_the_links_alone_name_the_neighbour_after_and_the_one_before(
    layout: Layout, data: bytes
) -> None:
    assert layout.neighbours(data, layout.link) == (0x1000, 0x2000)


def test_a_32_bit_program_says_the_same_in_words_of_four_bytes() -> None:
    raw = GLIBC_I386.parse(glibc_i386(AT_32, after=0x1000, before=0x2000), AT_32)

    assert raw is not None
    assert (raw.start, raw.end) == (0xF7001000, 0xF7801000)
    assert (raw.guard, raw.tid) == (0x1000, 77)
    assert (raw.next, raw.previous) == (0x1000, 0x2000)
    assert GLIBC_I386.link_size == 8
    assert GLIBC_I386.parse(glibc_i386(AT_32 + 16), AT_32) is None


def test_layouts_that_nobody_tried_say_so() -> None:
    tested = {
        (abi, one.name): one.tested for abi, both in LAYOUTS.items() for one in both
    }

    assert {name for name, was_tried in tested.items() if was_tried} == {
        ("x86_64", "glibc"),
        ("x86_64", "musl"),
        ("i386", "glibc"),
    }
    assert MUSL_AARCH64.size == 0x60


def test_words_that_hold_their_own_address_are_found_and_no_others() -> None:
    base = 0x7F00000F0000 - 0x800
    data = bytearray(0x2000)
    for at in (0, 0x7F8, 0x800, 0x1FF8):
        struct.pack_into("=Q", data, at, base + at)
    struct.pack_into("=Q", data, 0x1001, base + 0x1001)
    struct.pack_into("=Q", data, 0x1800, base + 0x1808)

    found = list(self_pointers(bytes(data), base))

    assert found == [base, base + 0x7F8, base + 0x800, base + 0x1FF8]


def test_words_of_four_bytes_are_found_likewise() -> None:
    base = 0xF70F0000 - 0x800
    data = bytearray(0x2000)
    for at in (0, 0x7FC, 0x800, 0x1FFC):
        struct.pack_into("=I", data, at, base + at)
    struct.pack_into("=I", data, 0x1002, base + 0x1002)
    struct.pack_into("=I", data, 0x1800, base + 0x1804)

    found = list(self_pointers(bytes(data), base, 4))

    assert found == [base, base + 0x7FC, base + 0x800, base + 0x1FFC]


@pytest.mark.parametrize(
    ("layout", "path", "is_it"),
    [
        (GLIBC_X86_64, "/usr/lib/x86_64-linux-gnu/libc.so.6", True),
        (GLIBC_X86_64, "/lib/libc-2.31.so", True),
        (GLIBC_X86_64, "/lib/ld-musl-x86_64.so.1", False),
        (GLIBC_X86_64, "/lib/libcrypto.so.3", False),
        (MUSL_X86_64, "/lib/ld-musl-x86_64.so.1", True),
        (MUSL_X86_64, "/usr/lib/x86_64-linux-gnu/libc.so.6", False),
    ],
)
def test_the_file_that_has_a_c_library_is_known_by_its_name(
    layout: Layout, path: str, is_it: bool
) -> None:
    assert (layout.library.fullmatch(path) is not None) == is_it
