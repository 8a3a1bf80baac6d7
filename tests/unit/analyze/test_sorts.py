from itertools import chain

import pytest
from msgspec.structs import replace

from memscope.analyze.sorts import RegionSort, sort_of
from memscope.model import labels, sorts
from memscope.model.kinds import Kind
from memscope.model.region import Region
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

EXE = "/usr/bin/java"


def sort(one: Region, exe: str | None = EXE) -> str:
    return sort_of(one, exe).label


@pytest.mark.parametrize(
    ("kind", "label", "expected"),
    [
        (Kind.ARENA, "malloc arena of worker-1", sorts.ARENAS),
        (Kind.ARENA, "malloc arena of 3 threads", sorts.ARENAS),
        (Kind.RESERVED, labels.ARENA_RESERVE, sorts.ARENA_RESERVES),
        (Kind.ANON, labels.LARGE_BLOCK, sorts.LARGE_BLOCKS),
        (Kind.ANON, labels.PYTHON_OBJECTS, labels.PYTHON_OBJECTS),
        (Kind.ANON, "read-only anonymous memory", labels.ANONYMOUS),
        (Kind.RESERVED, "reserved for the Java heap", "reserved for the Java heap"),
        (Kind.STACK, labels.MAIN_STACK, labels.MAIN_STACK),
        (Kind.STACK, "main stack of process 17", sorts.OTHERS_MAIN_STACKS),
        (Kind.THREAD_STACK, "stack of worker-1", sorts.THREAD_STACKS),
        (Kind.THREAD_STACK, labels.UNJOINED_STACK, sorts.UNJOINED_STACKS),
        (Kind.ANON, labels.NO_THREADS_STACK, sorts.STACKS_OF_NOBODY),
        (Kind.GUARD, "guard of the stack of worker-1", sorts.GUARDS),
        (Kind.VDSO, labels.VDSO, sorts.KERNEL_PAGES),
        (Kind.FILE, "file words.txt", sorts.FILES),
        (Kind.SHARED, "memfd frames", sorts.SHARED),
        (Kind.RESERVED, "hole between the segments of libc.so.6", sorts.HOLES),
        (Kind.UNKNOWN, "[of a newer kernel]", sorts.UNKNOWN),
        (Kind.ANON, "what a newer version calls it", sorts.NAMED),
    ],
)
def test_labels_that_are_alike_are_of_one_sort(
    kind: Kind, label: str, expected: str
) -> None:
    assert sort(region(kind, label=label)) == expected


def test_every_label_has_a_sort_that_can_be_said_in_every_language() -> None:
    known = set(chain(labels.ALL, sorts.ALL))
    whole = [one for one in labels.ALL if "{" not in one]

    assert {sort(region(Kind.RESERVED, label=one)) for one in whole} <= known


def test_parts_of_images_are_the_programs_or_those_of_libraries() -> None:
    own = region(Kind.CODE, inode=1, path=EXE, label="code of java")
    library = region(Kind.CODE, inode=2, label="code of libjvm.so")
    bss = region(Kind.BSS, label="bss of libjvm.so")

    assert sort_of(own, EXE) == RegionSort(sorts.PROGRAM_CODE, Kind.CODE)
    assert sort_of(library, EXE) == RegionSort(
        sorts.LIBRARY_CODE, Kind.CODE, library.label
    )
    assert sort_of(bss, EXE) == RegionSort(
        sorts.LIBRARY_DATA, Kind.DATA, "data of libjvm.so"
    )


def test_without_the_programs_name_nobody_says_which_image_is_a_library() -> None:
    assert sort(region(Kind.CODE, inode=1, label="code of x"), None) == sorts.ANY_CODE


def test_a_name_that_a_program_gave_is_not_taken_for_our_word() -> None:
    one = region(path="[anon:large malloc block]", label=labels.LARGE_BLOCK)

    assert sort_of(one, EXE) == RegionSort(sorts.NAMED, Kind.ANON, labels.LARGE_BLOCK)


def test_a_thread_named_after_a_label_has_a_thread_stack() -> None:
    mine = region(Kind.THREAD_STACK, label="stack of an ended thread")

    assert sort(mine) == sorts.ENDED_STACKS
    assert sort(replace(mine, thread=7)) == sorts.THREAD_STACKS


def test_files_mapped_shared_are_told_from_private_ones() -> None:
    one = region(Kind.FILE, inode=3, perms="rw-s", label="file data.bin")

    assert sort_of(one, EXE) == RegionSort(
        sorts.SHARED_FILES, Kind.FILE, "file data.bin"
    )
