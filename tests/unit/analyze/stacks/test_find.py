from collections.abc import Sequence
from itertools import pairwise

import pytest
from msgspec.structs import replace

from memscope.analyze.stacks.find import FoundStacks, MainStack, find_stacks
from memscope.analyze.stacks.main import main_pieces
from memscope.model import labels
from memscope.model.evidence import (
    GUARD_BELOW,
    GUARD_PAGES,
    KERNEL_NAME,
    PTHREAD_DESCRIPTOR,
    SP_ELSEWHERE,
    SP_INSIDE,
    STACK_KEPT,
)
from memscope.model.kinds import Confidence, Kind
from memscope.model.process import TaskFacts
from memscope.model.ranges import Ranges
from memscope.model.region import Vma
from memscope.parse.pagemap import Pages
from memscope.parse.pthread import Descriptor, DescriptorProof, ListOf
from memscope.parse.smaps import Smaps
from tests.unit.analyze.mapping import mapped

pytestmark = pytest.mark.unit

PID = 100
MAIN = TaskFacts(PID, "main", 0x7FFD00020000, PID)
STACK = "7ffd00000000-7ffd00021000 rw-p [stack]"
GUARDED = mapped(
    "7f0000000000-7f0000001000 ---p",
    "7f0000001000-7f0000801000 rw-p",
    "7f0001000000-7f0001001000 rw-p 0 7 /lib/ld-linux-x86-64.so.2",
    STACK,
)
HEAD = 0x7F0001000040
"""A list head among the loader's variables."""
LOW, HIGH = 0x7F0000001000, 0x7F0000801000


def worker(tid: int = 101, sp: int | None = HIGH - 0x1000) -> TaskFacts:
    return TaskFacts(tid, f"worker-{tid}", sp, tid)


def descriptor(
    tid: int = 101,
    start: int = LOW,
    end: int = HIGH,
    guard: int = 0x1000,
    proof: DescriptorProof = DescriptorProof.KERNEL,
    address: int | None = None,
    layout: str = "glibc",
    tested: bool = True,
    listed: ListOf = ListOf.IN_USE,
) -> Descriptor:
    at = end - 0x940 if address is None else address
    return Descriptor(
        at, tid, start, end, guard, proof, layout, tested, 0, listed, HEAD
    )


def find(
    vmas: Sequence[Vma],
    tasks: Sequence[TaskFacts],
    *descriptors: Descriptor,
    pages: Pages | None = None,
    flags: Sequence[tuple[str, ...]] = (),
) -> FoundStacks:
    everybody, main = [MAIN, *tasks], main_of(vmas)
    return find_stacks(table(vmas, flags), everybody, descriptors, pages, main)


def main_of(vmas: Sequence[Vma], *hosts: int) -> MainStack:
    return MainStack(PID, 8 << 20, main_pieces(vmas, lambda _: None), hosts)


def table(vmas: Sequence[Vma], flags: Sequence[tuple[str, ...]] = ()) -> Smaps:
    return Smaps(list(vmas), [], list(flags), None)


def kinds(found: FoundStacks) -> list[tuple[Kind, int, int | None]]:
    return [(span.kind, span.end - span.start, span.thread) for span in found.spans]


def test_a_descriptor_the_kernel_led_to_is_certain_even_of_a_running_thread() -> None:
    found = find(GUARDED, [worker(sp=None)], descriptor())

    stack = found.stacks[101]
    assert (stack.start, stack.end, stack.guard) == (LOW, HIGH, 0x1000)
    assert stack.confidence is Confidence.CERTAIN
    assert stack.depth is None
    assert kinds(found) == [
        (Kind.GUARD, 0x1000, 101),
        (Kind.THREAD_STACK, 0x800000, 101),
        (Kind.STACK, 0x21000, PID),
    ]


def test_depth_is_known_when_the_stack_pointer_is_inside() -> None:
    stack = find(GUARDED, [worker()], descriptor()).stacks[101]

    assert stack.depth == 0x1000
    assert SP_INSIDE in stack.evidence


def test_a_stack_pointer_elsewhere_says_so_and_gives_no_depth() -> None:
    stack = find(GUARDED, [worker(sp=0x7F00F0000000)], descriptor()).stacks[101]

    assert stack.depth is None
    assert SP_ELSEWHERE in stack.evidence


def test_the_spans_do_not_change_while_the_thread_runs() -> None:
    looks = [
        find(GUARDED, [worker(sp=sp)], descriptor()).spans
        for sp in (None, HIGH - 8, 0x1000)
    ]

    assert looks[0] == looks[1] == looks[2]


def test_stacks_that_the_kernel_merged_are_told_apart() -> None:
    merged = mapped("7f0000000000-7f0000004000 rw-p", STACK)
    both = [
        descriptor(101, 0x7F0000000000, 0x7F0000002000, guard=0),
        descriptor(102, 0x7F0000002000, 0x7F0000004000, guard=0),
    ]

    found = find(merged, [worker(101, None), worker(102, None)], *both)

    assert kinds(found)[:2] == [
        (Kind.THREAD_STACK, 0x2000, 101),
        (Kind.THREAD_STACK, 0x2000, 102),
    ]
    assert found.stacks[101].guard == 0


def test_invisible_guards_split_one_vma_into_stacks_and_guards() -> None:
    merged = mapped("7f0000000000-7f0000006000 rw-p", STACK)
    guards = Ranges([0x7F0000000000, 0x7F0000003000], [0x7F0000001000, 0x7F0000004000])
    both = [
        descriptor(101, 0x7F0000001000, 0x7F0000003000),
        descriptor(102, 0x7F0000004000, 0x7F0000006000),
    ]

    found = find(
        merged,
        [worker(101, None), worker(102, None)],
        *both,
        pages=Pages(guards=guards, guards_known=True),
    )

    assert kinds(found)[:4] == [
        (Kind.GUARD, 0x1000, 101),
        (Kind.THREAD_STACK, 0x2000, 101),
        (Kind.GUARD, 0x1000, 102),
        (Kind.THREAD_STACK, 0x2000, 102),
    ]
    assert GUARD_PAGES in found.stacks[102].evidence


def test_a_guard_that_only_the_descriptor_knows_of_is_no_guard() -> None:
    opened = mapped("7f0000000000-7f0000801000 rw-p", STACK)

    found = find(opened, [worker()], descriptor())

    assert found.stacks[101].guard == 0
    assert Kind.GUARD not in {span.kind for span in found.spans}


def test_touched_bytes_are_counted_per_stack() -> None:
    pages = Pages(resident=Ranges([HIGH - 0x3000], [HIGH]))

    found = find(GUARDED, [worker()], descriptor(), pages=pages)

    assert found.stacks[101].resident == 0x3000


def test_a_stack_in_bss_need_not_begin_with_a_page() -> None:
    bss = mapped("4ca000-4d1000 rw-p", STACK)

    found = find(
        bss, [worker(sp=None)], descriptor(start=0x4CA308, end=0x4D0000, guard=0)
    )

    assert kinds(found)[0] == (Kind.THREAD_STACK, 0x4D0000 - 0x4CA308, 101)


def test_closed_pages_inside_a_stack_are_its_guard_zone() -> None:
    java = mapped(
        "7f0000000000-7f0000004000 ---p", "7f0000004000-7f0000100000 rw-p", STACK
    )

    found = find(
        java,
        [worker(sp=None)],
        descriptor(start=0x7F0000000000, end=0x7F0000100000, guard=0),
    )

    assert kinds(found)[:2] == [
        (Kind.GUARD, 0x4000, 101),
        (Kind.THREAD_STACK, 0xFC000, 101),
    ]


def test_a_kept_stack_belongs_to_nobody() -> None:
    found = find(
        GUARDED,
        [],
        descriptor(tid=0, proof=DescriptorProof.LIST, listed=ListOf.KEPT),
    )

    assert (Kind.THREAD_STACK, 0x800000, None) in kinds(found)
    assert STACK_KEPT in found.spans[1].evidence


def test_a_kept_stack_that_somebody_runs_on_is_not_called_kept() -> None:
    found = find(
        GUARDED,
        [worker()],
        descriptor(tid=0, proof=DescriptorProof.LIST, listed=ListOf.KEPT),
    )

    assert STACK_KEPT not in {slug for span in found.spans for slug in span.evidence}


@pytest.mark.parametrize(
    "lie",
    [
        descriptor(start=0x7F0000001000, end=0x7F0000900000),
        descriptor(start=0x7E0000000000, end=0x7E0000800000, guard=0),
        descriptor(start=0x7F0000000000, end=0x7F0000001000, guard=0),
        descriptor(address=0x7E0000000000),
        descriptor(start=LOW + 8),
        descriptor(tid=999),
    ],
)
def test_a_descriptor_that_contradicts_the_map_is_not_believed(lie: Descriptor) -> None:
    found = find(GUARDED, [worker(sp=None)], lie)

    assert 101 not in found.stacks
    assert kinds(found) == [(Kind.STACK, 0x21000, PID)]


def test_two_that_claim_the_same_bytes_are_both_doubted() -> None:
    both = [descriptor(101), descriptor(102, start=LOW + 0x1000, guard=0)]

    found = find(GUARDED, [worker(101, None), worker(102, None)], *both)

    assert set(found.stacks) == {PID}


def test_what_a_search_found_needs_a_stack_pointer_to_confirm_it() -> None:
    lonely = descriptor(
        proof=DescriptorProof.SEARCH, address=0x7F0000801000, layout="musl"
    )

    confirmed = find(GUARDED, [worker()], lonely)
    unconfirmed = find(GUARDED, [worker(sp=None)], lonely)
    elsewhere = find(GUARDED, [worker(sp=0x7F00F0000000)], lonely)

    assert confirmed.stacks[101].confidence is Confidence.CERTAIN
    assert 101 not in unconfirmed.stacks
    assert 101 not in elsewhere.stacks


def test_one_confirmed_descriptor_speaks_for_its_kin() -> None:
    vmas = mapped("7f0000000000-7f0000004000 rw-p", STACK)
    kin = [
        descriptor(101, 0x7F0000000000, 0x7F0000002000, 0, DescriptorProof.SEARCH),
        descriptor(102, 0x7F0000002000, 0x7F0000004000, 0, DescriptorProof.SEARCH),
    ]

    found = find(vmas, [worker(101, 0x7F0000001000), worker(102, None)], *kin)

    assert found.stacks[101].confidence is Confidence.CERTAIN
    assert found.stacks[102].confidence is Confidence.LIKELY


def test_of_two_descriptors_of_one_thread_the_stack_pointer_chooses() -> None:
    vmas = mapped("7f0000000000-7f0000004000 rw-p", STACK)
    rivals = [
        descriptor(101, 0x7F0000000000, 0x7F0000002000, 0, DescriptorProof.SEARCH),
        descriptor(101, 0x7F0000002000, 0x7F0000004000, 0, DescriptorProof.SEARCH),
    ]

    chosen = find(vmas, [worker(101, 0x7F0000003000)], *rivals)
    undecided = find(vmas, [worker(101, None)], *rivals)

    assert chosen.stacks[101].start == 0x7F0000002000
    assert 101 not in undecided.stacks


def test_a_layout_that_nobody_tried_is_never_certain() -> None:
    stack = find(GUARDED, [worker()], descriptor(tested=False)).stacks[101]

    assert stack.confidence is Confidence.LIKELY


def test_thread_local_data_above_a_musl_stack_is_the_threads_own() -> None:
    one = Descriptor(
        HIGH - 0x100,
        101,
        LOW,
        HIGH - 0x4E0,
        0x1000,
        DescriptorProof.ONLY,
        "musl",
        True,
        HIGH,
    )

    found = find(GUARDED, [worker()], one)

    assert kinds(found)[1:3] == [
        (Kind.THREAD_STACK, HIGH - 0x4E0 - LOW, 101),
        (Kind.ANON, 0x4E0, 101),
    ]


class TestWithoutDescriptors:
    def test_stack_pointer_and_guard_are_likely_at_the_usual_size(self) -> None:
        stack = find(GUARDED, [worker()]).stacks[101]

        assert (stack.start, stack.end, stack.guard) == (LOW, HIGH, 0x1000)
        assert stack.confidence is Confidence.LIKELY
        assert {SP_INSIDE, GUARD_BELOW} <= set(stack.evidence)

    def test_at_an_unusual_size_the_upper_end_is_a_guess(self) -> None:
        vmas = mapped(
            "7f0000000000-7f0000001000 ---p", "7f0000001000-7f0000023000 rw-p", STACK
        )

        stack = find(vmas, [worker(sp=0x7F0000022000)]).stacks[101]

        assert stack.confidence is Confidence.GUESS

    def test_the_kernels_mark_makes_it_likely_again(self) -> None:
        vmas = mapped(
            "7f0000000000-7f0000001000 ---p", "7f0000001000-7f0000023000 rw-p", STACK
        )
        flags = [("nh",), ("rd", "wr", "nh"), ("gd",)]

        stack = find(vmas, [worker(sp=0x7F0000022000)], flags=flags).stacks[101]

        assert stack.confidence is Confidence.LIKELY
        assert "vmflag:nh" in stack.evidence

    def test_invisible_guards_bound_a_stack_on_both_sides(self) -> None:
        vmas = mapped("7f0000008000-7f000000e000 rw-p", STACK)
        guards = Ranges(
            [0x7F0000008000, 0x7F000000C000], [0x7F0000009000, 0x7F000000D000]
        )

        found = find(
            vmas,
            [worker(sp=0x7F000000B000)],
            pages=Pages(
                resident=Ranges([0x7F000000A000], [0x7F000000C000]),
                guards=guards,
                guards_known=True,
            ),
        )

        stack = found.stacks[101]
        assert (stack.start, stack.end) == (0x7F0000009000, 0x7F000000C000)
        assert stack.guard == 0x1000
        assert (Kind.GUARD, 0x1000, None) in kinds(found)

    @pytest.mark.parametrize("other_sp", [None, 0x7F0000011000])
    def test_memory_in_use_far_below_the_stack_pointer_is_another_stack(
        self, other_sp: int | None
    ) -> None:
        vmas = mapped(
            "7f0000000000-7f0000001000 ---p", "7f0000001000-7f0000023000 rw-p", STACK
        )
        resident = Ranges(
            [0x7F0000010000, 0x7F0000021000], [0x7F0000012000, 0x7F0000023000]
        )
        tasks = [worker(sp=0x7F0000022000), worker(102, other_sp)]

        found = find(vmas, tasks, pages=Pages(resident=resident))

        assert set(found.stacks) == {PID}

    def test_two_stack_pointers_in_one_piece_prove_nothing(self) -> None:
        pair = [worker(101), worker(102, HIGH - 0x400000)]

        found = find(GUARDED, pair)

        assert set(found.stacks) == {PID}

    @pytest.mark.parametrize(
        "lines",
        [
            ("c000000000-c000400000 rw-p",),
            ("bffff000-c0000000 ---p", "c0000000-c0800000 rw-p"),
            ("c000000000-c003fff000 ---p", "c003fff000-c004800000 rw-p"),
            ("7f0000000000-7f0000801000 rw-p",),
            ("7f0000000000-7f0000001000 ---p", "7f0000001000-7f0000801000 rw-s"),
            ("7f0000000000-7f0000001000 ---p", "7f0000001000-7f0000801000 rw-p 0 7 /x"),
            ("7ef000000000-7f0000001000 ---p", "7f0000001000-7f0000801000 rw-p"),
            ("55f000000000-55f000001000 ---p", "55f000001000-55f000801000 rw-p [heap]"),
        ],
        ids=[
            "go heap", "arena", "go arena above a reservation", "nothing below",
            "shared", "file", "huge reservation below", "heap",
        ],
    )  # fmt: skip
    def test_memory_that_is_no_stack_is_not_called_one(
        self, lines: tuple[str, ...]
    ) -> None:
        vmas = mapped(*lines, STACK)
        sp = vmas[-2].end - 0x1000

        found = find(vmas, [worker(sp=sp)])

        assert set(found.stacks) == {PID}

    def test_marked_and_guarded_memory_is_some_threads_stack(self) -> None:
        flags = [("nh",), ("nh",), (), ("gd",)]

        found = find(GUARDED, [worker(sp=None)], flags=flags)

        assert 101 not in found.stacks
        assert kinds(found)[:2] == [
            (Kind.GUARD, 0x1000, None),
            (Kind.THREAD_STACK, 0x800000, None),
        ]
        assert found.spans[1].confidence is Confidence.GUESS


class TestRefused:
    def test_where_the_library_was_not_asked_a_stack_pointer_is_a_guess(self) -> None:
        pages = Pages(resident=Ranges([HIGH - 0x2000], [HIGH]))

        asked, not_asked = (
            find_stacks(
                table(GUARDED),
                [MAIN, worker()],
                (),
                pages,
                main_of(GUARDED),
                is_asked=is_asked,
            ).stacks[101]
            for is_asked in (True, False)
        )

        assert asked.confidence is Confidence.LIKELY
        assert not_asked.confidence is Confidence.GUESS
        assert (not_asked.start, not_asked.end) == (LOW, HIGH)

    def test_without_pages_it_reaches_no_higher_than_the_stack_pointer(self) -> None:
        found = find_stacks(
            table(GUARDED),
            [MAIN, worker(sp=LOW + 0x2010)],
            (),
            None,
            main_of(GUARDED),
            is_asked=False,
        )

        assert found.stacks[101].end == LOW + 0x3000
        assert found.stacks[101].confidence is Confidence.GUESS

    @pytest.mark.parametrize(
        ("listed", "sure"),
        [(ListOf.IN_USE, Confidence.CERTAIN), (ListOf.NOWHERE, Confidence.GUESS)],
    )
    def test_without_stack_pointers_a_record_on_no_list_is_a_guess(
        self, listed: ListOf, sure: Confidence
    ) -> None:
        found = find_stacks(
            table(GUARDED),
            [MAIN, worker(sp=None)],
            [descriptor(listed=listed)],
            None,
            main_of(GUARDED),
            are_placed=False,
        )

        assert found.stacks[101].confidence is sure


class TestMainThread:
    def test_the_kernel_names_its_stack_and_says_how_far_it_may_grow(self) -> None:
        stack = find(mapped(STACK), []).stacks[PID]

        assert (stack.start, stack.end) == (0x7FFD00000000, 0x7FFD00021000)
        assert (stack.limit, stack.guard) == (8 << 20, None)
        assert stack.depth == 0x1000
        assert stack.evidence[0] == KERNEL_NAME
        assert stack.confidence is Confidence.CERTAIN

    def test_after_a_fork_it_may_run_on_what_was_a_workers_stack(self) -> None:
        main = TaskFacts(PID, "main", HIGH - 64, PID)

        found = find_stacks(
            table(GUARDED), [main], [descriptor(PID)], None, main_of(GUARDED)
        )

        assert PTHREAD_DESCRIPTOR in found.stacks[PID].evidence
        assert (Kind.STACK, 0x21000, None) in kinds(found)

    def test_nobody_has_it_who_does_not_run_on_it(self) -> None:
        vmas = mapped(STACK)
        elsewhere = TaskFacts(PID, "main", 0x1000, PID)
        busy = TaskFacts(PID, "main", None, PID)

        for main in (elsewhere, busy):
            found = find_stacks(table(vmas), [main], (), None, main_of(vmas))

            assert found.stacks == {}
            (span,) = found.spans
            assert (span.thread, span.label) == (None, labels.NOBODYS_MAIN_STACK)

    @pytest.mark.parametrize("host_sp", [0x7FFD00020800, None])
    def test_who_borrows_memory_and_runs_on_it_is_not_its_owner(
        self, host_sp: int | None
    ) -> None:
        vmas, host = mapped(STACK), TaskFacts(55, "host", host_sp, 55)
        own = descriptor(55, start=0, end=0, guard=0, address=0x7FFD00000040)

        found = find_stacks(table(vmas), [MAIN, host], [own], None, main_of(vmas, 55))

        (span,) = found.spans
        assert list(found.stacks) == [55]
        assert span.thread is None
        assert span.label == labels.LENT_MAIN_STACK.format(n=55)

    def test_where_others_may_live_here_only_a_record_makes_it_certain(self) -> None:
        vmas = mapped(STACK)
        own = descriptor(PID, start=0, end=0, guard=0, address=0x7FFD00000040)
        main = replace(main_of(vmas), are_all=False)

        likely = find_stacks(table(vmas), [MAIN], (), None, main)
        said = find_stacks(table(vmas), [MAIN], [own], None, main)

        assert likely.stacks[PID].confidence is Confidence.LIKELY
        assert [span.confidence for span in likely.spans] == [Confidence.LIKELY]
        assert said.stacks[PID].confidence is Confidence.CERTAIN

    def test_where_a_piece_may_be_missing_its_bounds_are_likely(self) -> None:
        vmas = mapped("7ffcfffff000-7ffd00000000 rw-p", STACK)

        found = find_stacks(table(vmas), [MAIN], (), None, main_of(vmas))

        assert found.stacks[PID].confidence is Confidence.LIKELY
        assert found.spans[-1].confidence is Confidence.LIKELY

    def test_of_two_that_run_on_it_without_proof_neither_has_it(self) -> None:
        vmas, host = mapped(STACK), TaskFacts(55, "host", 0x7FFD00020800, 55)

        found = find_stacks(table(vmas), [MAIN, host], (), None, main_of(vmas, 55))

        assert found.stacks == {}

    def test_an_ended_one_leaves_a_stack_without_owner(self) -> None:
        found = find_stacks(
            table(mapped(STACK)), [worker()], (), None, main_of(mapped(STACK))
        )

        assert kinds(found) == [(Kind.STACK, 0x21000, None)]


def look_again(
    before: FoundStacks, tasks: Sequence[TaskFacts], *descriptors: Descriptor
) -> tuple[FoundStacks, FoundStacks]:
    """Return a look that may use the last one, and one that knows nothing of it."""
    pages = Pages(resident=Ranges([HIGH - 0x2000], [HIGH]))

    def find_with(known: FoundStacks | None) -> FoundStacks:
        everybody = [MAIN, *tasks]
        return find_stacks(
            table(GUARDED), everybody, descriptors, pages, main_of(GUARDED), known
        )

    return find_with(before), find_with(None)


@pytest.mark.parametrize(
    ("task", "found"),
    [
        (worker(sp=HIGH - 0x200), descriptor()),
        (worker(sp=None), descriptor()),
        (worker(), descriptor(end=HIGH - 0x1000)),
        (TaskFacts(101, "renamed", None, 101), descriptor()),
        (worker(102), descriptor(102)),
    ],
    ids=["moved", "running", "other descriptor", "renamed", "other thread"],
)
def test_what_is_used_again_is_what_would_be_found_anew(
    task: TaskFacts, found: Descriptor
) -> None:
    before = find_stacks(
        table(GUARDED), [MAIN, worker()], [descriptor()], None, main_of(GUARDED)
    )

    again, anew = look_again(before, [task], found)

    assert again.stacks == anew.stacks
    assert again.spans == anew.spans


def test_what_a_stack_pointer_led_to_is_never_used_again() -> None:
    before = find(GUARDED, [worker()])

    again, anew = look_again(before, [worker(sp=None)])

    assert set(before.stacks) == {PID, 101}
    assert set(again.stacks) == set(anew.stacks) == {PID}


def test_spans_come_in_order_and_never_overlap() -> None:
    guards = Ranges([0x7F0000000800], [0x7F0000002000])
    pages = Pages(guards=guards, guards_known=True)

    found = find(GUARDED, [worker()], descriptor(), pages=pages)

    assert all(one.end <= after.start for one, after in pairwise(found.spans))


def test_what_the_c_library_says_in_vain_is_not_guessed_instead() -> None:
    """The thread is younger than the map: its stack pointer leads to old memory."""
    elsewhere = descriptor(start=LOW + 0x200000, end=HIGH + 0x200000)

    found = find(GUARDED, [worker()], elsewhere)

    assert 101 not in found.stacks
    assert Kind.THREAD_STACK not in [kind for kind, _, _ in kinds(found)]
