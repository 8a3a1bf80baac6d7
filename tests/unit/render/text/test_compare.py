import pytest
from msgspec.structs import replace

from memscope.i18n import set_language
from memscope.model.kinds import Kind
from memscope.model.sharing import Proof, Sharing, SpaceRelation
from memscope.render.runs import plain, width_of
from memscope.render.text.compare import comparison_lines
from memscope.render.words.sharing import (
    SHARING_MARKS,
    proof_words,
    proofs_short,
    relation_words,
    sharing_word,
)
from memscope.units import cell_width
from tests.unit.codec.test_compare import COMPARISON, UNKNOWN

pytestmark = pytest.mark.unit


def text_of(comparison: object, width: int | None = None) -> str:
    return "\n".join(map(plain, comparison_lines(comparison, width=width)))  # type: ignore[arg-type]


def test_totals_come_first_then_the_regions() -> None:
    lines = text_of(COMPARISON).split("\n")

    assert lines[2].endswith("process 4242 anato\\xe9my · 2 regions, 40 KiB in RAM")
    assert lines[3].endswith(
        "thread 4250 of process 4243 worker-1 · 2 regions, – in RAM"
    )
    assert lines[4].endswith("two separate ones (the kernel compared them (kcmp))")
    assert lines[5].endswith(
        "4 KiB in the same frames, 4 KiB of it only until one of them writes"
    )
    assert "4 KiB in different frames" in lines[6]
    assert "4 KiB at the same virtual address, and yet different memory" in lines[7]
    assert "1 region in both" in lines
    assert "1 region in A only" in lines


def test_an_example_shows_its_frames_or_the_proof_that_there_is() -> None:
    isolation = COMPARISON.isolation
    assert isolation is not None
    (example,) = isolation.examples
    known = replace(example, second_frame=9)

    with_frames = replace(COMPARISON, isolation=replace(isolation, examples=(known,)))

    assert "frame 0x3 in A, 0x9 in B" in text_of(with_frames)
    assert "numbers of the physical frames" in text_of(COMPARISON)


def test_the_regions_are_a_table_with_a_sign_for_sharing() -> None:
    lines = text_of(COMPARISON).split("\n")
    (row,) = [one for one in lines if "heap" in one and "┄" in one]

    assert row.split()[:3] == ["000000010000", "the", "same"]
    assert "┄ partly copied" in row
    assert row.endswith("heap \\xff")


def test_addresses_of_32_bit_programs_have_eight_digits() -> None:
    narrow = replace(COMPARISON.first, abi="i386")
    both = text_of(replace(COMPARISON, first=narrow, second=narrow))
    mixed = text_of(replace(COMPARISON, first=narrow))

    assert "000000010000" in text_of(COMPARISON)
    assert "000000010000" not in both
    assert "\n00010000  the same" in both
    assert "00007f00  heap" in both
    # What both have is as wide as the wider; what one has, as that one's.
    assert "000000010000  the same" in mixed
    assert "\n00010000-" in mixed


def test_what_is_missing_stands_at_the_end_with_its_remedy() -> None:
    last = text_of(COMPARISON).split("\n")[-1]

    assert last == "  physical frames: needs CAP_SYS_ADMIN → run as root"


def test_one_address_space_needs_no_table() -> None:
    same = replace(
        COMPARISON,
        address_space=SpaceRelation.SAME,
        space_proofs=(Proof.SAME_PROCESS, Proof.KCMP),
    )

    text = text_of(same)

    assert "one and the same (threads of one process, the kernel" in text
    assert "4 KiB in RAM, all of it the same memory for both" in text
    assert "in both" not in text


def test_unknown_is_a_dash_and_never_0() -> None:
    text = text_of(UNKNOWN)

    assert "unknown whether one or two" in text
    assert "in the same frames" not in text
    row = next(one for one in text.split("\n") if "? unknown" in one)
    assert "–" in row
    assert " 0 B" not in row


@pytest.mark.parametrize("width", [60, 76, 80, 120])
def test_numbers_of_frames_are_never_cut_off(width: int) -> None:
    isolation = COMPARISON.isolation
    assert isolation is not None
    known = replace(isolation.examples[0], first_frame=0x1B6207, second_frame=0x25EB86)
    one = replace(COMPARISON, isolation=replace(isolation, examples=(known,)))

    fitting = [
        plain(line)
        for line in comparison_lines(one, width=width)
        if width_of(line) <= width
    ]
    words = " ".join(fitting).split()

    assert {"0x1b6207", "0x25eb86"} <= set(words)


@pytest.mark.parametrize("width", [80, 100, 120])
def test_lines_fit_the_width(width: int) -> None:
    assert all(
        width_of(one) <= width for one in comparison_lines(COMPARISON, width=width)
    )


def test_in_76_cells_the_names_of_regions_are_whole() -> None:
    # A terminal of 80 cells, less a frame; the kernel's own page widens the column.
    (pair,) = COMPARISON.pairs
    code = replace(pair.first, kind=Kind.CODE, image="/lib/ld-linux-x86-64.so.2")
    far = replace(pair.first, start=0xFFFF_FFFF_FF60_0000, end=0xFFFF_FFFF_FF60_1000)
    both = (replace(pair, first=code), replace(pair, first=far))

    text = text_of(replace(COMPARISON, pairs=both), 76)

    row = next(one for one in text.split("\n") if " partly copied" in one)

    assert row.endswith("ld-linux-x86-64.so.2")


def test_shared_pages_are_not_called_a_segment_in_japanese() -> None:
    set_language("ja")
    lines = text_of(COMPARISON).split("\n")

    assert any(one.startswith("共有  ") for one in lines)
    assert not any(one.startswith("共有メモリ") for one in lines)


def test_every_word_has_its_wording() -> None:
    for sharing in Sharing:
        assert sharing_word(sharing)
        assert cell_width(SHARING_MARKS[sharing]) == 1
    assert all(map(proof_words, Proof))
    assert all(map(relation_words, SpaceRelation))
    assert len({proofs_short((proof,)) for proof in Proof}) == len(Proof)
