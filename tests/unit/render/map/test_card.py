import pytest
from msgspec.structs import replace

from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Backing, Region, RegionUsage
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


def measured(**more: object) -> Region:
    usage = replace(STACK.usage, private=12 * KIB, shared=0, huge=0, lazy_free=0)
    return replace(STACK, usage=usage, **more)


def test_what_a_closer_look_found_is_said_in_words() -> None:
    seen = measured(
        flags=("rd", "lo"), backing=Backing.RAM, allocated=64 << 20, inode=7
    )

    plainly = text_of(region_card(STACK, Context(ONE), 40))
    closely = text_of(region_card(STACK, Context(ONE, measured=seen), 40))
    closely = " ".join(closely.split())

    assert "locked" not in plainly
    assert "locked: it stays in RAM (lo)" in closely
    assert "64 MiB allocated, 12 KiB mapped here" in closely
    assert "huge pages" not in closely


def test_what_a_closer_look_could_not_tell_is_a_dash() -> None:
    unknown = replace(measured().usage, huge=None, lazy_free=None, clean=None)
    seen = measured(backing=Backing.DISK)
    seen = replace(seen, usage=unknown)

    text = text_of(region_card(STACK, Context(ONE, measured=seen), 40))

    for name in ("clean", "huge pages", "lazily freed"):
        row = next(line for line in text.splitlines() if line.startswith(name))
        assert row.endswith("–")
    assert "huge pages" not in text_of(region_card(STACK, Context(ONE), 40))


def test_a_block_adds_up_what_a_closer_look_told_of_its_parts() -> None:
    blocks = (one for one in textbooks(ONE)[0].items if isinstance(one, Block))
    block = next(one for one in blocks if len(one.regions) > 1 and not one.is_one)
    usage = RegionUsage(8 * KIB, private=4 * KIB, shared=4 * KIB, huge=0, swapped=0)
    parts = [
        replace(one, usage=replace(usage, copies=KIB, lazy_free=0))
        for one in block.regions
    ]
    parts = [replace(one, inode=7, backing=Backing.DISK) for one in parts]
    n = len(parts)

    text = text_of(block_card(block, Context(ONE, parts=parts), 40))
    rows = dict(line.rsplit("  ", 1) for line in text.splitlines() if "  " in line)
    rows = {name.strip(): size.strip() for name, size in rows.items()}

    assert rows["private"] == f"{4 * n} KiB"
    assert rows["own copies"] == f"{n} KiB"
    assert rows["clean"] == "–"
    assert "huge pages" not in rows
    assert "private" not in text_of(block_card(block, Context(ONE), 40))


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
