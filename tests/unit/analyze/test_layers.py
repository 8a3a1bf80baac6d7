import pytest
from msgspec.structs import replace

from memscope.analyze.layers import (
    IMAGES,
    LIBRARIES,
    PROGRAM,
    STACKS,
    layer_of,
    layers_of,
)
from memscope.model import labels
from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.region import ProcessUsage, Region, RegionUsage
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

EXE = "/bin/shop"


def _holding(one: Region, resident: int | None) -> Region:
    return replace(one, usage=RegionUsage(resident=resident))


def _process(*regions: Region) -> Process:
    return Process(
        pid=7,
        ppid=1,
        start_ticks=9,
        name="shop",
        exe=EXE,
        cmdline=(),
        state="S",
        address_space=None,
        usage=ProcessUsage(),
        threads=(),
        regions=regions,
    )


def test_all_of_the_program_is_one_layer_and_all_of_its_libraries_another() -> None:
    own = [region(kind, inode=1, path=EXE) for kind in (Kind.CODE, Kind.BSS)]
    other = [region(kind, inode=2, path="/l.so") for kind in (Kind.CODE, Kind.RELRO)]
    assert {layer_of(one, EXE).label for one in own} == {PROGRAM}
    assert {layer_of(one, EXE) for one in other} == {(LIBRARIES, "library")}


def test_whose_file_it_is_stays_open_where_the_program_is_unknown() -> None:
    assert layer_of(region(Kind.CODE, inode=1), None).label == IMAGES


def test_what_a_runtime_keeps_is_a_layer_of_its_own() -> None:
    objects = region(Kind.ANON, label=labels.PYTHON_OBJECTS)
    block = region(Kind.ANON, label=labels.LARGE_BLOCK)
    plain = region(Kind.ANON, label=labels.ANONYMOUS)
    assert layer_of(objects, EXE) == (labels.PYTHON_OBJECTS, "anon")
    assert layer_of(block, EXE) == layer_of(plain, EXE) == (labels.ANONYMOUS, "anon")


def test_a_guard_goes_with_its_stack() -> None:
    kinds = (Kind.STACK, Kind.THREAD_STACK, Kind.GUARD)
    assert {layer_of(region(kind), EXE).label for kind in kinds} == {STACKS}


def test_layers_add_up_to_what_is_known() -> None:
    process = _process(
        _holding(region(Kind.HEAP), 100),
        _holding(region(Kind.ANON, label=labels.ANONYMOUS), 20),
        _holding(region(Kind.ANON, label=labels.LARGE_BLOCK), 3),
        _holding(region(Kind.ANON, label=labels.LARGE_BLOCK, start=0x9000), None),
    )
    assert [*layers_of(process).values()] == [100, 23]
