import re
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from memscope.errors import ParseError
from memscope.model.region import UNKNOWN_USAGE, RegionUsage
from memscope.parse.maps import parse_maps
from memscope.parse.smaps import Smaps, parse_smaps
from tests.data.captured import CAPTURES, having, name_of

pytestmark = pytest.mark.unit


def capture(name: str, *, full: bool = False) -> Smaps:
    return parse_smaps((CAPTURES / name / "smaps").read_bytes(), full=full)


@pytest.mark.parametrize("folder", having("smaps", "auxv"), ids=name_of)
def test_its_map_is_that_of_the_file_maps(folder: Path) -> None:
    smaps = parse_smaps((folder / "smaps").read_bytes())

    assert smaps.vmas == parse_maps((folder / "maps").read_bytes())


@pytest.mark.parametrize("folder", having("smaps"), ids=name_of)
def test_every_number_is_kept_by_the_kernels_own_name(folder: Path) -> None:
    data = (folder / "smaps").read_text()

    smaps = parse_smaps(data.encode(), full=True)

    assert smaps.kernel is not None
    lines = re.findall(r"^(\w+): +(\d+)( kB)?$", data, re.MULTILINE)
    said = [(name, int(n) * (1024 if kb else 1)) for name, n, kb in lines]
    assert [pair for record in smaps.kernel for pair in record.items()] == said


@pytest.mark.parametrize("folder", having("smaps", "auxv"), ids=name_of)
def test_usage_is_what_the_numbers_mean(folder: Path) -> None:
    smaps = parse_smaps((folder / "smaps").read_bytes(), full=True)

    assert smaps.kernel is not None
    for usage, said in zip(smaps.usages, smaps.kernel, strict=True):
        assert usage == RegionUsage(
            resident=said["Rss"],
            proportional=said["Pss"],
            shared=said["Shared_Clean"] + said["Shared_Dirty"],
            private=said["Private_Clean"] + said["Private_Dirty"],
            swapped=said["Swap"],
            locked=said["Locked"],
            clean=said["Shared_Clean"] + said["Private_Clean"],
            dirty=said["Shared_Dirty"] + said["Private_Dirty"],
            copies=said["Anonymous"] if usage.copies is not None else None,
            huge=said["AnonHugePages"] + said["ShmemPmdMapped"] + said["FilePmdMapped"],
            lazy_free=said["LazyFree"],
            anon_huge=said["AnonHugePages"],
            ksm=said.get("KSM"),
        )


@pytest.mark.parametrize("folder", having("smaps", "auxv"), ids=name_of)
def test_flags_are_those_of_each_line(folder: Path) -> None:
    data = (folder / "smaps").read_text()

    lines = re.findall(r"^VmFlags: (.*)$", data, re.MULTILINE)

    assert [" ".join(flags) for flags in parse_smaps(data.encode()).flags] == [
        line.strip() for line in lines
    ]


def test_numbers_are_left_out_unless_asked_for() -> None:
    assert capture("python").kernel is None


def test_an_empty_file_has_no_rows() -> None:
    assert parse_smaps(b"") == Smaps([], [], [], None)
    assert parse_smaps(b"", full=True) == Smaps([], [], [], [])


def test_what_a_thin_record_does_not_say_is_unknown_and_not_zero() -> None:
    libc, heap, stack = capture("made-wsl1").usages

    assert libc == RegionUsage(resident=0, copies=0)
    assert heap == RegionUsage(resident=8192)
    assert stack == UNKNOWN_USAGE


def test_records_without_flags_are_told_apart_from_each_other() -> None:
    smaps = capture("made-no-vmflags", full=True)

    assert [vma.path for vma in smaps.vmas] == ["/opt/Very Very/prog", "[heap]"]
    assert smaps.flags == [(), ()]
    assert smaps.usages == [
        RegionUsage(4096, 2048, 4096, 0, 0, 0, 4096, 0, 0, huge=0, anon_huge=0),
        RegionUsage(12288, 12288, 0, 12288, 4096, 12288, 0, 12288, huge=0, anon_huge=0),
    ]


HUGE = """\
7e0000200000-7e0000600000 rw-p 00000000 00:0f 72    /anon_hugepage (deleted)
Size:               4096 kB
Rss:                   0 kB
Pss:                   0 kB
Shared_Clean:          0 kB
Shared_Dirty:          0 kB
Private_Clean:         0 kB
Private_Dirty:         0 kB
Shared_Hugetlb:     {shared} kB
Private_Hugetlb:    {private} kB
Swap:                  0 kB
Locked:                0 kB
VmFlags: rd wr mr mw me de ht
"""


def test_huge_pages_are_in_ram_though_the_kernel_leaves_them_out_of_rss() -> None:
    own = HUGE.format(shared=0, private=2048)
    both = HUGE.format(shared=2048, private=2048)
    none = HUGE.format(shared=0, private=0)

    size = 2 << 20
    assert usage_of(own) == RegionUsage(
        *(size, size, 0, size, 0, 0), clean=0, dirty=size, huge=size
    )
    # By how many the shared ones are to be divided, nobody says.
    assert usage_of(both) == RegionUsage(
        *(2 * size, None, size, size, 0, 0), clean=0, dirty=2 * size, huge=2 * size
    )
    assert usage_of(none) == RegionUsage(0, 0, 0, 0, 0, 0, clean=0, dirty=0)


FILE = """\
1000-5000 rw-{kind} 00000000 fd:01 {inode} /tmp/x
Size:                 16 kB
Rss:                  12 kB
Pss:                  10 kB
Shared_Clean:          4 kB
Shared_Dirty:          0 kB
Private_Clean:         0 kB
Private_Dirty:         8 kB
Anonymous:             8 kB
LazyFree:              4 kB
AnonHugePages:         0 kB
ShmemPmdMapped:        0 kB
FilePmdMapped:         0 kB
Swap:                  0 kB
Locked:                0 kB
VmFlags: rd wr mr mw me
"""


def test_copies_are_what_is_anonymous_in_a_private_mapping_of_a_file() -> None:
    usage = usage_of(FILE.format(kind="p", inode=7))

    assert (usage.clean, usage.dirty, usage.copies) == (4096, 8192, 8192)
    assert usage.lazy_free == 4096
    assert usage_of(FILE.format(kind="s", inode=7)).copies is None
    assert usage_of(FILE.format(kind="p", inode=0)).copies is None


def usage_of(record: str) -> RegionUsage:
    (usage,) = parse_smaps(record.encode()).usages
    return usage


def test_a_missing_half_makes_a_sum_unknown() -> None:
    (usage,) = capture("made-gvisor").usages

    assert usage == RegionUsage(4096, 4096, 0, 4096, None, 0, clean=4096, dirty=0)


def test_androids_line_of_text_is_no_obstacle() -> None:
    smaps = capture("made-android")

    assert smaps.usages[0].resident == 1024 * 1024
    assert smaps.usages[0].swapped == 512 * 1024
    assert smaps.flags[1] == ("rd", "wr", "mr", "mw", "me", "gd", "ac")


def test_a_field_of_a_newer_kernel_changes_nothing_else() -> None:
    data = (CAPTURES / "python" / "smaps").read_bytes()
    newer = data.replace(b"VmFlags:", b"Vectors:              3 kB\nVmFlags:")

    old, new = parse_smaps(data, full=True), parse_smaps(newer, full=True)

    assert (new.vmas, new.usages, new.flags) == (old.vmas, old.usages, old.flags)
    assert new.kernel is not None
    assert all(record["Vectors"] == 3072 for record in new.kernel)


def test_fields_in_another_order_mean_the_same() -> None:
    data = (CAPTURES / "threads-musl" / "smaps").read_bytes()
    moved = re.sub(rb"\n(Pss: .*\n)((?:.*\n)*?)(?=Swap:)", rb"\n\2\1", data)

    assert parse_smaps(moved).usages == parse_smaps(data).usages
    assert moved != data


GOOD = b"1000-2000 rw-p 00000000 00:00 0 \nSize: 4 kB\nRss: 4 kB\nVmFlags: rd wr \n"


@pytest.mark.parametrize(
    "junk", [b"junk\n", b"abc junk\n", b"Rss 4\n", b"abc-def junk\n", b"x" + GOOD]
)
def test_junk_between_records_is_reported_with_its_line(junk: bytes) -> None:
    with pytest.raises(ParseError, match="smaps:5"):
        parse_smaps(GOOD + junk + GOOD)


def test_a_file_that_was_cut_off_is_refused() -> None:
    with pytest.raises(ParseError, match="smaps:4"):
        parse_smaps(GOOD[:-2])


def test_numbers_before_the_first_mapping_are_refused() -> None:
    with pytest.raises(ParseError, match="smaps:1"):
        parse_smaps(b"Rss: 4 kB\n" + GOOD)


@pytest.mark.parametrize("size", [1, 700, 4095, 1 << 16])
@pytest.mark.parametrize("name", ["python", "threads-glibc", "made-no-vmflags"])
def test_a_text_in_pieces_says_what_the_whole_says(name: str, size: int) -> None:
    data = (CAPTURES / name / "smaps").read_bytes()
    pieces = [data[at : at + size] for at in range(0, len(data), size)]

    assert parse_smaps(pieces, full=True) == parse_smaps(data, full=True)


def test_a_bad_line_in_a_later_piece_is_told_by_its_place_in_the_whole() -> None:
    with pytest.raises(ParseError) as whole:
        parse_smaps(GOOD * 3 + b"nonsense\n" + GOOD)
    with pytest.raises(ParseError) as pieces:
        parse_smaps([GOOD, GOOD, GOOD + b"nonsense\n", GOOD])

    assert str(pieces.value) == str(whole.value)


def test_the_text_is_gone_once_it_is_parsed() -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(40):
            yield GOOD * 100

    tracemalloc.start()
    try:
        table = parse_smaps(pieces())
        kept, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert len(table.vmas) == 4000
    assert most - kept < 4000 * len(GOOD) / 2
