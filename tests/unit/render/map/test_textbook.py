import pytest
from msgspec.structs import replace

from memscope.analyze.space.hole import Hole
from memscope.model.kinds import Kind, Segment
from memscope.model.process import Process
from memscope.render.map.blocks import Block
from memscope.render.map.heights import heights
from memscope.render.map.textbook import BlockDetail, Textbook, textbooks
from memscope.render.palette import Sort
from tests.tui.synthetic import KIB, MIB, process, region

pytestmark = pytest.mark.unit


def textbook(
    one: Process,
    *,
    segment: Segment | None = None,
    detail: BlockDetail = BlockDetail.MUCH,
) -> Textbook:
    return textbooks(one, segment=segment)[detail]


def blocks(book: Textbook) -> list[Block]:
    return [item for item in book.items if isinstance(item, Block)]


def sorts(book: Textbook) -> list[Sort]:
    return list(dict.fromkeys(block.sort for block in blocks(book)))


def test_the_classic_order_has_stacks_on_top_and_code_at_the_bottom() -> None:
    assert sorts(textbook(process())) == [
        Sort.KERNEL,
        Sort.STACK,
        Sort.THREAD_STACK,
        Sort.LIBRARY,
        Sort.HEAP,
        Sort.BSS,
        Sort.DATA,
        Sort.RODATA,
        Sort.CODE,
    ]


def test_every_region_is_in_exactly_one_block() -> None:
    one = process()

    together = [region for block in blocks(textbook(one)) for region in block.regions]

    assert sorted(region.start for region in together) == [r.start for r in one.regions]


def test_sizes_of_blocks_add_up_to_the_address_space() -> None:
    one = process(threads=20)

    assert sum(block.size for block in blocks(textbook(one))) == one.usage.virtual


def test_a_guard_lies_below_its_stack() -> None:
    stacks = [b for b in blocks(textbook(process())) if b.sort is Sort.THREAD_STACK]

    kinds = [block.regions[0].kind for block in stacks]

    assert kinds == [Kind.THREAD_STACK, Kind.GUARD] * 2


def test_a_library_is_one_block_with_its_parts() -> None:
    (library,) = [b for b in blocks(textbook(process())) if b.sort is Sort.LIBRARY]

    assert library.main.kind is Kind.CODE
    assert {part.kind for part, _size in library.parts} == {
        Kind.CODE,
        Kind.RODATA,
        Kind.RELRO,
        Kind.DATA,
        Kind.BSS,
    }
    assert sum(size for _part, size in library.parts) == library.size


def test_many_small_mappings_become_one_block_and_the_largest_stay_alone() -> None:
    many = [region(0x7000_0000_0000 + n * MIB, 8 * KIB, Kind.ANON) for n in range(50)]
    large = region(0x7100_0000_0000, 8 * MIB, Kind.ANON)

    anon = [
        block
        for block in blocks(textbook(process(more=[*many, large])))
        if block.sort is Sort.ANON
    ]

    assert [block.members for block in anon] == [1, 1, 49]
    assert anon[0].regions == (large,)


def test_an_arena_keeps_its_reservation_and_speaks_for_it() -> None:
    arena = region(0x7000_0000_0000, 132 * KIB, Kind.ARENA)
    rest = region(arena.end, 64 * MIB - arena.size, Kind.RESERVED, perms="---p")

    (block,) = [
        block
        for block in blocks(textbook(process(more=[arena, rest])))
        if block.sort is Sort.ARENA
    ]

    assert block.regions == (arena, rest)
    assert block.main == arena
    assert block.size == 64 * MIB


def test_one_unknown_number_makes_the_blocks_number_unknown() -> None:
    many = [
        region(0x7000_0000_0000 + n * MIB, 8 * KIB, Kind.FILE, resident=None)
        for n in range(5)
    ]

    files = [b for b in blocks(textbook(process(more=many))) if b.sort is Sort.FILE]

    assert {block.resident for block in files} == {None}


def test_holes_are_true_holes() -> None:
    one = process()
    holes = [item for item in textbook(one).items if isinstance(item, Hole)]

    assert holes
    for hole in holes:
        assert not any(r.start < hole.end and hole.start < r.end for r in one.regions)


def test_one_segment_alone_shows_no_holes() -> None:
    book = textbook(process(), segment=Segment.STACK)

    assert sorts(book) == [Sort.STACK, Sort.THREAD_STACK]
    assert len(blocks(book)) == len(book)


def test_an_address_is_found_in_its_block() -> None:
    one = process()
    book = textbook(one)

    for wanted in one.regions:
        at = book.index_of(wanted.end - 1)
        assert at is not None
        block = book.items[at]
        assert isinstance(block, Block)
        assert wanted in block.regions


def test_an_address_in_the_middle_of_nothing_is_found_in_no_block() -> None:
    assert textbook(process()).index_of(0x1234) is None


def test_no_regions_make_no_blocks() -> None:
    assert len(textbook(replace(process(), regions=()))) == 0


def test_a_larger_block_is_never_lower_than_a_smaller_one_of_its_sort() -> None:
    small = region(0x7000_0000_0000, 64 * KIB, Kind.ANON)
    large = region(0x7100_0000_0000, 640 * MIB, Kind.ANON)
    items = textbook(process(more=[small, large])).items

    lines = dict(zip(items, heights(items, 60), strict=True))
    by_size = {
        item.size: lines[item]
        for item in items
        if isinstance(item, Block) and item.sort is Sort.ANON
    }

    assert by_size[large.size] > by_size[small.size]


def test_a_tall_pane_is_filled_and_a_low_one_gets_a_line_each() -> None:
    items = textbook(process()).items

    assert sum(heights(items, 40)) == 40
    assert heights(items, 5) == [1] * len(items)


def test_guards_and_holes_take_one_line_however_much_room_there_is() -> None:
    items = textbook(process()).items

    for item, lines in zip(items, heights(items, 500), strict=True):
        if isinstance(item, Hole) or item.regions[0].kind is Kind.GUARD:
            assert lines == 1


def test_heights_of_nothing_are_nothing() -> None:
    assert heights((), 30) == []


def test_less_detail_takes_fewer_lines_and_loses_no_byte() -> None:
    many = [
        region(0x7000_0000_0000 + n * MIB, 8 * KIB, Kind.FILE, path=f"/f{n}")
        for n in range(9)
    ]
    one = process(threads=20, more=many)

    lengths = [len(textbook(one, detail=detail)) for detail in BlockDetail]

    assert lengths == sorted(lengths, reverse=True)
    assert lengths[-1] <= 18
    for detail in BlockDetail:
        assert sum(b.size for b in blocks(textbook(one, detail=detail))) == (
            one.usage.virtual
        )


def test_with_little_detail_a_stack_and_its_guard_are_one() -> None:
    book = textbook(process(), detail=BlockDetail.LITTLE)
    stacks = [block for block in blocks(book) if block.sort is Sort.THREAD_STACK]

    kinds = [[region.kind for region in block.regions] for block in stacks]

    assert kinds == [[Kind.GUARD, Kind.THREAD_STACK]] * 2
    assert {block.main.kind for block in stacks} == {Kind.THREAD_STACK}
