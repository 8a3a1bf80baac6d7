"""Which mapping is which part of which ELF file."""

import pytest

from memscope.analyze.images.spans import FileKey, image_spans
from memscope.analyze.images.tiles import Image, make_image
from memscope.analyze.spans import Span
from memscope.model.kinds import Confidence, Kind
from memscope.parse.elf import parse_elf
from tests.unit.analyze.mapping import mapped
from tests.unit.parse.elf_bytes import LOAD, RW, RX, SECTIONS, SEGMENTS, Seg, elf_bytes

pytestmark = pytest.mark.unit

PAGE = 4096
KEY: FileKey = ("fd:01", 7)

PROGRAM = (
    "555000000000-555000001000 r--p 0 7 /bin/prog",
    "555000001000-555000002000 r-xp 1000 7 /bin/prog",
    "555000002000-555000003000 r--p 2000 7 /bin/prog",
    "555000003000-555000004000 r--p 2000 7 /bin/prog",
    "555000004000-555000005000 rw-p 3000 7 /bin/prog",
    "555000005000-555000006000 rw-p",
)
"""How the kernel and the loader map what elf_bytes() describes."""


def image(data: bytes = elf_bytes()) -> dict[FileKey, Image]:
    elf = parse_elf(lambda offset, size: data[offset : offset + size])
    return {KEY: make_image("/bin/prog", elf, PAGE)}


def low_parts(spans: list[Span]) -> list[tuple[int, int, Kind]]:
    return [(s.start & 0xFFFFFF, s.end & 0xFFFFFF, s.kind) for s in spans]


def test_every_segment_finds_its_mapping() -> None:
    spans = image_spans(mapped(*PROGRAM), image())

    assert low_parts(spans) == [
        (0x0, 0x1000, Kind.RODATA),
        (0x1000, 0x2000, Kind.CODE),
        (0x2000, 0x3000, Kind.RODATA),
        (0x3000, 0x4000, Kind.RELRO),
        (0x4000, 0x4040, Kind.DATA),
        (0x4040, 0x5000, Kind.BSS),
        (0x5000, 0x6000, Kind.BSS),
    ]
    assert {span.confidence for span in spans} == {Confidence.CERTAIN}
    assert {span.image for span in spans} == {"/bin/prog"}


def test_relro_is_data_as_long_as_it_can_be_written() -> None:
    lines = [line.replace("3000-555000004000 r--p", "3000-555000004000 rw-p")
             for line in PROGRAM]  # fmt: skip

    spans = image_spans(mapped(*lines), image())

    assert Kind.RELRO not in {span.kind for span in spans}
    assert spans[3].kind is Kind.DATA


def test_memory_that_was_merged_with_bss_is_cut_at_its_end() -> None:
    lines = [*PROGRAM[:-1], "555000005000-555000105000 rw-p"]

    *_, bss = image_spans(mapped(*lines), image())

    assert (bss.start & 0xFFFFFF, bss.end & 0xFFFFFF) == (0x5000, 0x6000)


def test_a_heap_next_to_it_does_not_hide_the_bss() -> None:
    lines = [*PROGRAM[:-1], "555000005000-555000027000 rw-p [heap]"]

    *_, bss = image_spans(mapped(*lines), image())

    assert (bss.kind, bss.end & 0xFFFFFF) == (Kind.BSS, 0x6000)


def test_anonymous_memory_further_on_is_not_bss() -> None:
    lines = [
        *PROGRAM,
        "555000006000-555000007000 rw-p",
        "7f0000000000-7f0000001000 rw-p",
    ]

    spans = image_spans(mapped(*lines), image())

    assert max(span.end for span in spans) == 0x555000006000


def test_the_same_file_may_be_loaded_twice() -> None:
    again = [line.replace("555000", "666000") for line in PROGRAM]

    spans = image_spans(mapped(*PROGRAM, *again), image())

    once = image_spans(mapped(*PROGRAM), image())
    assert low_parts(spans) == low_parts(once) * 2


def test_a_file_that_is_only_read_is_not_an_image() -> None:
    reading = "7f0000000000-7f0000005000 r--p 0 7 /bin/prog"
    header = "7f0000010000-7f0000011000 r--p 0 7 /bin/prog"
    writable = "7f0000020000-7f0000021000 rw-p 3000 7 /bin/prog"

    spans = image_spans(mapped(*PROGRAM, reading, header, writable), image())

    assert spans == image_spans(mapped(*PROGRAM), image())


def test_what_was_read_before_the_program_is_not_its_image_either() -> None:
    header = "400000000000-400000001000 r--p 0 7 /bin/prog"

    spans = image_spans(mapped(header, *PROGRAM), image())

    assert spans == image_spans(mapped(*PROGRAM), image())


def test_a_part_of_the_code_without_the_rest_is_left_to_others() -> None:
    """V8 maps a part of its own file a second time, near its generated code."""
    odd = "7f0000000000-7f0000001000 r-xp 1000 7 /bin/prog"
    behind = "7f0000001000-7f0000009000 rw-p"

    spans = image_spans(mapped(*PROGRAM, odd, behind), image())

    assert spans == image_spans(mapped(*PROGRAM), image())


def test_code_that_was_remapped_anonymously_is_still_code() -> None:
    """Some programs move their code to huge pages."""
    text = Seg(LOAD, RX, 0x1000, 0x1000, 0x3000, 0x3000)
    data = Seg(LOAD, RW, 0x4D00, 0x5D00, 0x340, 0x1360)
    files = image(elf_bytes((SEGMENTS[0], text, data), SECTIONS[:4]))
    lines = (
        "555000000000-555000001000 r--p 0 7 /bin/prog",
        "555000001000-555000002000 r-xp 1000 7 /bin/prog",
        "555000002000-555000003000 r-xp",
        "555000003000-555000004000 r-xp 3000 7 /bin/prog",
    )

    spans = image_spans(mapped(*lines), files)

    assert [span.kind for span in spans[1:]] == [Kind.CODE] * 3
    assert [span.confidence for span in spans[1:]] == [
        Confidence.CERTAIN,
        Confidence.LIKELY,
        Confidence.CERTAIN,
    ]


def test_the_hole_between_the_segments_of_an_old_library_is_reserved() -> None:
    segments = (
        Seg(LOAD, RX, 0, 0, 0x1800, 0x1800),
        Seg(LOAD, RW, 0x1D00, 0x201D00, 0x340, 0x1360),
    )
    lines = (
        "7f0000000000-7f0000002000 r-xp 0 7 /lib/old.so",
        "7f0000002000-7f0000201000 ---p 2000 7 /lib/old.so",
        "7f0000201000-7f0000203000 rw-p 1000 7 /lib/old.so",
        "7f0000203000-7f0000204000 rw-p",
    )

    spans = image_spans(mapped(*lines), image(elf_bytes(segments, ())))

    assert [span.kind for span in spans] == [
        Kind.CODE,
        Kind.RESERVED,
        Kind.DATA,
        Kind.BSS,
        Kind.BSS,
    ]
    assert spans[1].label == "hole between the segments of prog"
    assert spans[1].image == "/bin/prog"


def test_a_fixed_program_is_where_it_was_linked_to_be() -> None:
    segments = (Seg(LOAD, RX, 0, 0x400000, 0x800, 0x800),)
    files = image(elf_bytes(segments, (), kind=2))

    (here,) = image_spans(mapped("400000-401000 r-xp 0 7 /bin/prog"), files)
    elsewhere = image_spans(mapped("500000-501000 r-xp 0 7 /bin/prog"), files)

    assert (here.start, here.end, here.kind) == (0x400000, 0x401000, Kind.CODE)
    assert elsewhere == []


def test_code_without_sections_is_likely_code() -> None:
    spans = image_spans(mapped(*PROGRAM), image(elf_bytes(sections=())))

    assert [span.kind for span in spans] == [
        *(Kind.RODATA, Kind.CODE, Kind.RODATA, Kind.RELRO, Kind.DATA),
        *(Kind.BSS, Kind.BSS),
    ]
    assert [span.confidence for span in spans].index(Confidence.LIKELY) == 1


def test_segments_with_equal_permissions_may_be_one_mapping() -> None:
    segments = (
        Seg(LOAD, RX, 0, 0, 0x1000, 0x1000),
        Seg(LOAD, RX, 0x1000, 0x1000, 0x1000, 0x1000),
    )

    spans = image_spans(
        mapped("7f0000000000-7f0000002000 r-xp 0 7 /lib/x.so"),
        image(elf_bytes(segments, ())),
    )

    assert [(s.start & 0xFFFF, s.end & 0xFFFF) for s in spans] == [
        (0x0, 0x1000),
        (0x1000, 0x2000),
    ]


def test_where_all_that_can_be_read_can_be_executed_code_is_still_found() -> None:
    """The personality READ_IMPLIES_EXEC, which old programs ask for."""
    lines = [line.replace(" r--", " r-x").replace(" rw-", " rwx") for line in PROGRAM]

    spans = image_spans(mapped(*lines), image())

    assert [span.kind for span in spans] == [
        span.kind for span in image_spans(mapped(*PROGRAM), image())
    ]


def test_the_programs_own_bias_is_taken_from_outside() -> None:
    """When its code lies elsewhere, the auxiliary vector still knows the bias."""
    lines = [line for line in PROGRAM if "r-xp" not in line]

    assert image_spans(mapped(*lines), image()) == []
    spans = image_spans(mapped(*lines), image(), main=(KEY, 0x555000000000))

    assert len(spans) == 6


def test_a_file_of_another_device_is_another_file() -> None:
    files = image()

    assert image_spans(mapped(*PROGRAM), {("fd:02", 7): files[KEY]}) == []
    assert image_spans(mapped(*PROGRAM), {}) == []


@pytest.mark.parametrize(
    "code", ["1000-2000 r--p 1000", "1000-3000 r-xp 1000", "1000-9000 r-xp 1000"]
)
def test_code_that_cannot_run_or_shows_too_much_is_no_loaded_image(code: str) -> None:
    span, rest = code.split(" ", 1)
    low, high = (int(one, 16) + 0x7F00_0000_0000 for one in span.split("-"))
    header = "7f0000000000-7f0000001000 r--p 0 7 /bin/prog"

    assert (
        image_spans(
            mapped(header, f"{low:x}-{high:x} {rest} 7 /bin/prog"),
            image(elf_bytes(SEGMENTS[:2], ())),
        )
        == []
    )


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("555000004000-555000005000", Kind.RESERVED),
        ("555000005000-555000006000", Kind.RESERVED),
        ("555000006000-555000007000", None),
    ],
)
def test_a_closed_part_of_the_file_is_a_hole_up_to_the_images_end(
    place: str, kind: Kind | None
) -> None:
    lines = [line for line in PROGRAM if not line.startswith(place)]
    lines = sorted([*lines, f"{place} ---p 9000 7 /bin/prog"])

    spans = image_spans(mapped(*lines), image())

    at = int(place.split("-")[0], 16)
    assert [span.kind for span in spans if span.start == at] == ([kind] if kind else [])


def test_an_image_whose_code_cannot_run_here_is_loaded_if_all_of_it_is() -> None:
    """As an emulator maps the programs of its guest."""
    lines = [line.replace(" r-xp ", " r--p ") for line in PROGRAM]

    spans = image_spans(mapped(*lines), image())

    assert low_parts(spans) == low_parts(image_spans(mapped(*PROGRAM), image()))
    (code,) = (span for span in spans if span.kind is Kind.CODE)
    assert code.confidence is Confidence.LIKELY


@pytest.mark.parametrize("gone", range(4))
def test_a_part_of_such_an_image_is_none(gone: int) -> None:
    lines = [line.replace(" r-xp ", " r--p ") for line in PROGRAM]
    lines[gone] = lines[gone].replace(" 7 /bin/prog", " 8 /bin/other")

    assert image_spans(mapped(*lines), image()) == []


def test_constants_that_can_be_written_to_are_not_certain() -> None:
    lines = list(PROGRAM)
    lines[2] = lines[2].replace("r--p", "rw-p")

    spans = image_spans(mapped(*lines), image())

    assert spans[2].kind is Kind.RODATA
    assert spans[2].confidence is Confidence.LIKELY
