import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memscope.analyze.beside.objects import LARGE_HOLE, LIBRARY, objects_of
from memscope.model.kinds import Kind
from memscope.model.labels import PYTHON_OBJECTS
from memscope.model.region import Region
from tests.unit.analyze.beside.scene import WORKERS, process
from tests.unit.analyze.pages import SIZE
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit


def test_objects_come_from_the_top_and_have_the_names_that_other_processes_use() -> (
    None
):
    objects = objects_of(process(7, WORKERS[1]))

    assert [(key.sort, key.name) for key in objects.parts] == [
        ("stack", ""),
        (LIBRARY, "/lib/libz.so"),
        (LIBRARY, "/lib/libc.so"),
        (LIBRARY, "/lib/libm.so"),
        (LIBRARY, "/lib/libssl.so"),
        (LIBRARY, "/lib/libpython.so"),
        ("anon", PYTHON_OBJECTS),
        ("thread-stack", ""),
        ("heap", ""),
        ("data", ""),
        ("code", ""),
    ]


def of(*regions: Region) -> list[tuple[str, int, int]]:
    objects = objects_of(process(7, [(one, "", {}) for one in regions]))
    return [
        (key.sort, key.order, len(part.regions)) for key, part in objects.parts.items()
    ]


def test_an_object_never_reaches_across_a_large_hole() -> None:
    low = region(Kind.ANON, SIZE)
    near = region(Kind.ANON, 3 * SIZE)
    high = region(Kind.ANON, LARGE_HOLE + 4 * SIZE)

    assert of(low, near, high) == [("anon", 0, 1), ("anon", 1, 2)]


def test_a_guard_is_of_the_stacks() -> None:
    guard, stack = region(Kind.GUARD, SIZE), region(Kind.THREAD_STACK, 2 * SIZE)

    assert of(guard, stack) == [("thread-stack", 0, 2)]


KINDS = st.sampled_from([Kind.ANON, Kind.HEAP, Kind.FILE, Kind.CODE, Kind.SHARED])


@settings(max_examples=40)
@given(st.lists(st.tuples(KINDS, st.integers(0, 3), st.integers(0, 2)), max_size=30))
def test_every_region_is_in_one_object(
    rows: list[tuple[Kind, int, int]],
) -> None:
    regions, at = [], SIZE
    for kind, inode, gap in rows:
        at += gap * LARGE_HOLE
        regions.append(region(kind, at, 1, inode=inode))
        at += SIZE

    objects = objects_of(process(7, [(one, "", {}) for one in regions]))

    found = [one for part in objects.parts.values() for one in part.regions]
    assert sorted(found, key=lambda one: one.start) == regions
