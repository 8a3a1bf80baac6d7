import pytest
from msgspec.structs import replace

from memscope.model.kinds import Confidence, Kind
from memscope.render.map.blocks import Block
from memscope.render.map.card import Context, block_card, hole_card, region_card
from memscope.render.map.exact import Hole
from memscope.render.map.textbook import textbooks
from memscope.render.palette import Sort
from memscope.render.runs import Line, plain, width_of
from memscope.render.words.reasons import reason_for
from tests.tui.synthetic import KIB, process, region

pytestmark = pytest.mark.unit

ONE = process()
STACK = next(r for r in ONE.regions if r.kind is Kind.THREAD_STACK)


def text_of(lines: list[Line]) -> str:
    return "\n".join(plain(line).rstrip() for line in lines)


def test_a_stack_names_its_thread_what_is_used_and_how_we_know() -> None:
    text = text_of(region_card(STACK, Context(ONE), 40))

    assert "4251 worker-2" in text
    assert "in use now    4.5 KiB" in text
    assert "guard           4 KiB" in text
    assert "touched        12 KiB" in text
    assert "✔ certain" in text
    assert "descriptor of the thread" in " ".join(text.split())
    assert "why is this here?" in text


def test_what_the_kernel_did_not_say_is_a_dash() -> None:
    text = text_of(region_card(STACK, Context(ONE), 40))

    assert "shared" in text
    assert "–" in next(line for line in text.splitlines() if "shared" in line)


def test_a_guess_looks_different_from_what_is_certain() -> None:
    guess = replace(STACK, confidence=Confidence.GUESS)

    assert "? guess" in text_of(region_card(guess, Context(ONE), 40))


def test_a_file_says_where_it_is_and_which_part_is_mapped() -> None:
    code = next(r for r in ONE.regions if r.kind is Kind.CODE)

    text = text_of(region_card(code, Context(ONE, twins="B"), 40))

    assert "/opt/demo/anatomy" in text
    assert "0x4000" in text
    assert "B: the same pages of the same file" in text


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Kind.HEAP, "heap segment"),
        (Kind.ANON, "anonymous · heap"),
        (Kind.SHARED, "shared memory"),
        (Kind.FILE, "mapped file"),
    ],
)
def test_a_kind_that_is_called_like_its_segment_is_named_once(
    kind: Kind, said: str
) -> None:
    one = replace(STACK, kind=kind, segment=kind.segment)

    assert plain(region_card(one, Context(ONE), 40)[1]).strip() == said


def test_a_part_of_a_mapping_says_of_which() -> None:
    part = replace(STACK, vma=(STACK.start - 0x1000, STACK.end))

    assert "part of the kernel's" in text_of(region_card(part, Context(ONE), 40))


def test_a_hostile_path_is_made_harmless() -> None:
    evil = region(0x1000, 4096, Kind.FILE, path="/tmp/\x1b[31m\u202e[/]x")

    text = text_of(region_card(evil, Context(ONE), 60))

    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\\x1b[31m\\u202e[/]x" in text


def test_a_hole_has_bounds_a_size_and_a_reason() -> None:
    text = text_of(hole_card(Hole(0x10000, 0x20000), 40))

    assert "64 KiB unmapped" in text
    assert "000000010000–000000020000" in text


def test_a_block_of_many_lists_the_largest() -> None:
    files = [
        region(
            0x7000_0000_0000 + n * 0x10000, (n + 1) * KIB * 4, Kind.FILE, path=f"/f{n}"
        )
        for n in range(20)
    ]
    one = process(more=files)
    block = next(
        item
        for item in textbooks(one)[0].items
        if isinstance(item, Block) and item.sort is Sort.FILE and item.members > 1
    )

    text = text_of(block_card(block, Context(one), 40))

    assert "19 regions" in text
    assert "f18" in text
    assert "f0 " not in text


def test_every_kind_has_a_reason() -> None:
    for kind in Kind:
        assert len(reason_for(region(0x1000, 4096, kind))) > 30


@pytest.mark.parametrize("width", [20, 25, 40, 80])
def test_cards_fit_their_pane(width: int) -> None:
    for one in ONE.regions:
        for line in region_card(one, Context(ONE), width):
            assert width_of(line) <= max(width, 26)
