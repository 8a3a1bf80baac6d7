"""However a program was linked, every variable lies in a region of its kind."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from memscope.model.kinds import Confidence
from memscope.model.process import Process
from tests.live.core.looking import kind_at, look_at, region_at
from tests.live.core.sections import sections_of
from tests.live.programs.c import Target, built, running

pytestmark = pytest.mark.live

SOURCE = Path(__file__).with_name("links.c").read_text()
HUGE = "-Wl,-z,max-page-size=0x200000"

WAYS = {
    "pie": (),
    "no-pie": ("-no-pie", "-fno-pie"),
    "static": ("-static",),
    "static-pie": ("-static-pie", "-fPIE"),
    "noseparate-code": ("-Wl,-z,noseparate-code",),
    "norelro": ("-Wl,-z,norelro",),
    "partial-relro": ("-Wl,-z,relro,-z,lazy",),
    "full-relro": ("-Wl,-z,relro,-z,now",),
    "old-library-layout": (HUGE, "-Wl,-z,noseparate-code"),
    "huge-pages": (HUGE, "-Wl,-z,separate-code"),
    "executable-data": ("-Wl,-z,execstack",),
    "gold": ("-fuse-ld=gold",),
    "lld": ("-fuse-ld=lld",),
}
COMPILERS = {"musl": ("musl-gcc",), "musl-static": ("musl-gcc", "-static")}


@dataclass(frozen=True, slots=True)
class Case:
    """A program that runs, and one look at it."""

    way: str
    program: Path
    target: Target
    process: Process

    def bias(self) -> int:
        """Return how far the program was moved: by a symbol that nm knows."""
        names = subprocess.run(
            ["nm", str(self.program)], capture_output=True, text=True, check=True
        ).stdout
        (line,) = (x for x in names.splitlines() if x.endswith(" T function"))
        return int(self.target.facts["function"]) - int(line.split()[0], 16)


NO_LLD = pytest.mark.skipif(
    shutil.which("ld.lld") is None, reason="no lld on this machine: apt install lld"
)
EVERY = [
    pytest.param(way, marks=NO_LLD if way == "lld" else ())
    for way in (*WAYS, *COMPILERS)
]


@pytest.fixture(scope="module", params=EVERY)
def case(request: pytest.FixtureRequest) -> Iterator[Case]:
    way = str(request.param)
    compiler, *more = COMPILERS.get(way, ("cc",))
    with (
        built(SOURCE, *WAYS.get(way, ()), *more, compiler=compiler) as program,
        running([program]) as target,
    ):
        yield Case(way, program, target, look_at(target.pid))


EXPECTED = {
    "function": {"code"},
    "constant": {"rodata"},
    "data": {"data"},
    "more_data": {"data"},
    "small_bss": {"bss"},
    "big_bss": {"bss"},
    "big_bss_end": {"bss"},
    "local": {"stack"},
    "argument": {"stack"},
    "small": {"heap"},
}


def test_every_variable_lies_in_a_region_of_its_kind(case: Case) -> None:
    expected = dict(EXPECTED)
    # A small program without libraries gets its first heap from where musl finds room.
    if case.way.startswith("musl"):
        expected["small"] = {"heap", "bss", "anon", "data"}

    actual = {name: kind_at(case.process, case.target.facts[name]) for name in expected}

    assert {n: k for n, k in actual.items() if k not in expected[n]} == {}


def test_constant_pointers_are_relro_where_the_loader_locked_them(case: Case) -> None:
    region = region_at(case.process, case.target.facts["relro"])

    if region.is_writable:
        assert region.kind.value == "data"
    else:
        assert region.kind.value in {"relro", "rodata"}
    if case.way == "norelro":
        assert region.kind.value == "data"
    if case.way in ("pie", "full-relro", "static-pie"):
        assert region.kind.value == "relro"


def test_every_section_lies_in_regions_that_name_it(case: Case) -> None:
    bias = case.bias()

    for section in sections_of(case.program):
        start = bias + section.address
        regions = [
            region
            for region in case.process.regions
            if region.start < start + section.size and start < region.end
        ]
        covered = sum(
            min(region.end, start + section.size) - max(region.start, start)
            for region in regions
        )
        assert covered == section.size, section
        for region in regions:
            assert region.kind.value in section.kinds, (section, region)
            assert region.image == str(case.program)
            names = ",".join(region.evidence).replace("elf-section:", "").split(",")
            assert section.name in names, (section, region)
            assert region.confidence is Confidence.CERTAIN


def test_a_section_is_exactly_as_long_as_the_linker_made_it(case: Case) -> None:
    """The border between .data and .bss lies in the middle of a page."""
    bias = case.bias()
    bss = next(one for one in sections_of(case.program) if one.name == ".bss")

    first = next(
        region
        for region in case.process.regions
        if region.kind.value == "bss" and region.image == str(case.program)
    )

    assert first.start == bias + bss.address


def test_the_regions_of_one_mapping_lie_side_by_side(case: Case) -> None:
    for region in case.process.regions:
        if not region.is_whole_vma:
            assert region.vma[0] <= region.start < region.end <= region.vma[1]
        if region.inode:
            (first, *_) = (r for r in case.process.regions if r.vma == region.vma)
            assert region.offset == first.offset + region.start - region.vma[0]


@pytest.mark.parametrize("how", ["tool", "zeroed"])
@pytest.mark.parametrize("way", ["pie", "no-pie", "static"])
def test_without_section_headers_the_segments_tell_the_kinds(
    way: str, how: str
) -> None:
    with built(SOURCE, *WAYS[way]) as program:
        if how == "tool":
            strip_section_headers(program)
        else:
            zero_section_headers(program)
        with running([program]) as target:
            process = look_at(target.pid)

    names = ["function", "data", "more_data", "small_bss", "big_bss", "big_bss_end"]
    assert {name: kind_at(process, target.facts[name]) for name in names} == {
        "function": "code",
        **dict.fromkeys(names[1:3], "data"),
        **dict.fromkeys(names[3:], "bss"),
    }
    assert kind_at(process, target.facts["constant"]) == "rodata"
    code = region_at(process, target.facts["function"])
    assert (code.evidence, code.confidence) == (("elf-segment",), Confidence.LIKELY)
    assert region_at(process, target.facts["data"]).evidence == ("elf-segment",)
    if way == "pie":
        assert kind_at(process, target.facts["relro"]) == "relro"


def strip_section_headers(program: Path) -> None:
    if shutil.which("strip") is None:
        pytest.skip("no strip on this machine: apt install binutils")
    result = subprocess.run(
        ["strip", "--strip-section-headers", str(program)], capture_output=True
    )
    if result.returncode:
        pytest.skip("this strip cannot remove section headers (binutils before 2.41)")


def zero_section_headers(program: Path) -> None:
    data = bytearray(program.read_bytes())
    data[0x28:0x30] = bytes(8)  # e_shoff
    data[0x3C:0x40] = bytes(4)  # e_shnum, e_shstrndx
    program.write_bytes(data)
