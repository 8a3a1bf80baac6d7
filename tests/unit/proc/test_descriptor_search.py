"""Which thread descriptors are believed that were only found by their looks."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from struct import pack

import pytest

from memscope.model.process import TaskFacts
from memscope.model.ranges import Ranges
from memscope.model.region import Vma
from memscope.parse.pthread import (
    GLIBC_AARCH64,
    GLIBC_X86_64,
    MUSL_X86_64,
    DescriptorProof,
    Layout,
)
from memscope.proc.descriptor_search import Search, search_descriptors
from tests.unit.parse.descriptor_bytes import glibc, musl
from tests.unit.proc.fake_memory import fake_memory

pytestmark = pytest.mark.unit

PLACE, OTHER_PLACE = 0x100000, 0x200000
A, B, FORGED_A, FORGED_B = PLACE, PLACE + 0x1000, OTHER_PLACE, OTHER_PLACE + 0x1000
STACK, SIZE = 0x5000_0000, 0x10000
"""Where the stack of the true thread 1 is; the next ones are above."""


def vma(start: int, end: int, perms: str = "rw-p", path: str = "") -> Vma:
    inode = 9 if path.startswith("/") else 0
    return Vma(start, end, perms, 0, "00:00", inode, path)


def task(tid: int, sp: int | None = None, own_tid: int | None = 0) -> TaskFacts:
    return TaskFacts(tid, "worker", sp, tid if own_tid == 0 else own_tid)


def stack_of(tid: int) -> int:
    return STACK + tid * SIZE


def ring(one: int, other: int, *, block: int = STACK) -> dict[int, bytes]:
    """Return glibc's descriptors of threads 1 and 2, each the other's neighbour."""
    return {
        at: glibc(
            *(at,),
            tid=tid,
            block=block + tid * SIZE,
            size=SIZE,
            guard=0x1000,
            after=neighbour,
            before=neighbour,
        )
        for tid, at, neighbour in ((1, one, other), (2, other, one))
    }


MAP = (vma(PLACE, PLACE + 0x10000), vma(OTHER_PLACE, OTHER_PLACE + 0x10000))
TASKS = (task(1), task(2))


def search(
    folder: Path,
    pieces: Mapping[int, bytes],
    *,
    layouts: Sequence[Layout] = (GLIBC_X86_64,),
    vmas: Sequence[Vma] = MAP,
    tasks: Sequence[TaskFacts] = TASKS,
    resident: Ranges | None = None,
) -> Search | None:
    with fake_memory(folder, pieces, resident) as memory:
        return search_descriptors(memory, layouts, vmas, tasks)


def addresses(found: Search | None) -> list[int] | None:
    return None if found is None else sorted(raw.address for raw in found.found)


def test_living_threads_that_hang_together_are_found(tmp_path: Path) -> None:
    found = search(tmp_path, ring(A, B), layouts=(MUSL_X86_64, GLIBC_X86_64))

    assert addresses(found) == [A, B]
    assert found is not None
    assert found.layout is GLIBC_X86_64
    assert found.proof is DescriptorProof.SEARCH


def test_a_thread_alone_is_its_own_neighbour(tmp_path: Path) -> None:
    alone = {A: musl(A, tid=1, after=A, before=A)}

    assert addresses(search(tmp_path, alone, layouts=(MUSL_X86_64,))) == [A]


@pytest.mark.parametrize("tasks", [(), (task(7), task(8)), (task(1, own_tid=None),)])
def test_without_a_living_thread_of_that_number_nothing_is_believed(
    tmp_path: Path, tasks: tuple[TaskFacts, ...]
) -> None:
    assert search(tmp_path, ring(A, B), tasks=tasks) is None


def test_numbers_are_those_that_the_threads_see_themselves(tmp_path: Path) -> None:
    tasks = task(4001, own_tid=1), task(4002, own_tid=2)

    assert addresses(search(tmp_path, ring(A, B), tasks=tasks)) == [A, B]


@pytest.mark.parametrize(
    ("back", "found"),
    [((A, A), [A]), ((B, A), None), ((A, B), None)],
    ids=["both", "not the next", "not the one before"],
)
def test_both_neighbours_have_to_point_back(
    tmp_path: Path, back: tuple[int, int], found: list[int] | None
) -> None:
    after, before = FORGED_A, FORGED_B
    pieces = {
        A: glibc(A, tid=1, after=after, before=before),
        after: glibc(after, tid=9, before=back[0]),
        before: glibc(before, tid=9, after=back[1]),
    }

    assert addresses(search(tmp_path, pieces)) == found


def test_of_two_rings_the_one_wins_that_stack_pointers_confirm(
    tmp_path: Path,
) -> None:
    pieces = ring(A, B) | ring(FORGED_A, FORGED_B, block=0x6000_0000)
    tasks = task(1, stack_of(1) + 0x2000), task(2)

    found = search(tmp_path, pieces, tasks=tasks)

    assert addresses(found) == [A, B]
    assert found is not None
    assert found.proof is DescriptorProof.SEARCH


@pytest.mark.parametrize(
    "sp",
    [None, stack_of(1), stack_of(1) + 0xFFF, stack_of(2), stack_of(1) - 1],
    ids=["unknown", "guard", "guard's end", "above", "below"],
)
def test_when_two_rings_are_equally_good_none_is_believed(
    tmp_path: Path, sp: int | None
) -> None:
    pieces = ring(A, B) | ring(FORGED_A, FORGED_B, block=0x6000_0000)

    assert search(tmp_path, pieces, tasks=(task(1, sp), task(2))) is None


def test_a_neighbour_that_is_not_in_ram_yet_says_nothing(tmp_path: Path) -> None:
    newborn = OTHER_PLACE + 0x8000
    pieces = {A: glibc(A, tid=1, after=B, before=newborn)} | {
        B: glibc(B, tid=2, after=newborn, before=A)
    }

    assert addresses(search(tmp_path, pieces)) == [A, B]


def cut_off() -> dict[int, bytes]:
    """Return descriptors of threads 3 and 4, whose other neighbours are not read."""
    newborn, place = OTHER_PLACE + 0x8000, {3: FORGED_A, 4: FORGED_B}
    around = {3: (place[4], newborn), 4: (newborn, place[3])}
    return {
        at: glibc(
            at,
            tid=tid,
            block=stack_of(tid),
            size=SIZE,
            after=around[tid][0],
            before=around[tid][1],
        )
        for tid, at in place.items()
    }


def test_what_was_cut_off_the_ring_is_told_apart_if_stack_pointers_confirm_it(
    tmp_path: Path,
) -> None:
    inside = tuple(task(tid, stack_of(tid) + 0x2000) for tid in (1, 2, 3))

    found = search(tmp_path, ring(A, B) | cut_off(), tasks=(*inside, task(4)))

    assert addresses(found) == [A, B]
    assert found is not None
    assert [raw.tid for raw in found.torn] == [3]


@pytest.mark.parametrize(
    "place",
    [
        vma(PLACE, PLACE + 0x10000, path="[stack]"),
        vma(PLACE, PLACE + 0x10000, path="[vvar_vclock]"),
        vma(PLACE, PLACE + 0x10000, "rw-s"),
        vma(PLACE, PLACE + 0x10000, "r--p"),
        vma(OTHER_PLACE, OTHER_PLACE + 0x10000),
    ],
    ids=["stack", "vvar", "shared", "read-only", "elsewhere"],
)
def test_descriptors_do_not_live_just_anywhere(tmp_path: Path, place: Vma) -> None:
    assert search(tmp_path, ring(A, B), vmas=(place,)) is None


def test_what_is_not_in_ram_is_not_read(tmp_path: Path) -> None:
    half = Ranges([A], [A + 0x1000])

    assert search(tmp_path, ring(A, B), resident=half) is None
    assert search(tmp_path, ring(A, B), resident=Ranges()) is None


@pytest.mark.parametrize(
    ("library", "proof"),
    [
        (vma(0x9000, 0xA000, "r-xp", "/lib/ld-musl-x86_64.so.1"), "only"),
        (vma(0x9000, 0xA000, "r--p", "/lib/ld-musl-x86_64.so.1"), "search"),
        (vma(0x9000, 0xA000, "r-xp", "/lib/libc.so.6"), "search"),
        (vma(0x9000, 0xA000, "r-xp", "[anon:musl]"), "search"),
    ],
)
def test_the_only_ring_is_a_proof_where_the_library_runs_that_must_have_one(
    tmp_path: Path, library: Vma, proof: str
) -> None:
    alone = {A: musl(A, tid=1, after=A, before=A)}

    found = search(tmp_path, alone, layouts=(MUSL_X86_64,), vmas=(library, *MAP))

    assert found is not None
    assert found.proof == proof


def test_a_layout_without_its_own_address_cannot_be_searched_for(
    tmp_path: Path,
) -> None:
    assert search(tmp_path, ring(A, B), layouts=(GLIBC_AARCH64,)) is None


HUGE = vma(0x1000_0000, 0x1000_0000 + (33 << 20))


def test_where_there_is_too_much_memory_the_small_pieces_come_first(
    tmp_path: Path,
) -> None:
    resident = Ranges([PLACE, HUGE.start], [PLACE + 0x10000, HUGE.end])

    found = search(tmp_path, ring(A, B), vmas=(*MAP, HUGE), resident=resident)

    assert addresses(found) == [A, B]
    assert found is not None
    assert found.proof is DescriptorProof.GLIMPSE


def test_the_place_of_a_stack_pointer_comes_before_all(tmp_path: Path) -> None:
    # It is too large to be searched, and so uses up what the others would have got.
    resident = Ranges([PLACE, HUGE.start], [PLACE + 0x10000, HUGE.end])
    tasks = task(1, HUGE.start + 8), task(2)

    found = search(
        tmp_path, ring(A, B), vmas=(*MAP, HUGE), tasks=tasks, resident=resident
    )

    assert found is None


def test_memory_full_of_words_that_hold_their_own_address_ends_the_search(
    tmp_path: Path,
) -> None:
    # Not where descriptors may begin, so that none of them is read as one.
    words = range(OTHER_PLACE, OTHER_PLACE + (5 << 16), 8)
    hostile = b"".join(pack("=Q", at if at % 64 else 0) for at in words)
    flood = vma(OTHER_PLACE, OTHER_PLACE + len(hostile))

    found = search(tmp_path, ring(A, B) | {OTHER_PLACE: hostile}, vmas=(MAP[0], flood))

    assert found is not None
    assert addresses(found) == [A, B]
    assert found.proof is DescriptorProof.GLIMPSE


@pytest.mark.parametrize(("apart", "found"), [(16, [A, B]), (0x400, None)])
def test_lists_whose_heads_stand_side_by_side_are_of_one_library(
    tmp_path: Path, apart: int, found: list[int] | None
) -> None:
    link = GLIBC_X86_64.link
    heads = OTHER_PLACE + 0x800, OTHER_PLACE + 0x800 + apart
    pieces = {
        at: glibc(at, tid=tid, after=head - link, before=head - link)
        for at, tid, head in ((A, 1, heads[0]), (B, 2, heads[1]))
    }
    links = {heads[0]: A, heads[1]: B}
    own = {head: pack("=2Q", at + link, at + link) for head, at in links.items()}

    assert addresses(search(tmp_path, pieces | own)) == found
