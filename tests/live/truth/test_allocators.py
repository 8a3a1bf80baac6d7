"""Memory of allocators: whose it is, by what they wrote there themselves."""

from pathlib import Path

import pytest

from memscope.model.evidence import HEAP_INFO
from memscope.model.kinds import Confidence, Kind
from tests.live.truth.cases import built, told

pytestmark = pytest.mark.live
LIBRARIES = {
    "jemalloc": ("libjemalloc.so.2", "libjemalloc2"),
    "mimalloc": ("libmimalloc.so.2*", "libmimalloc2.0"),
    "tcmalloc": ("libtcmalloc_minimal.so.4", "libgoogle-perftools4"),
}
"""Each allocator's library, and the package that has it."""
HUGE = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=2"}


@pytest.mark.parametrize("how", ["plain", "hole"])
def test_an_arena_with_a_hole_is_an_arena(how: str) -> None:
    with told(built("arenas.c"), how) as case:
        assert case.wrong() == []


def test_arenas_for_huge_pages_are_arenas() -> None:
    with told(built("arenas.c"), "plain", env=HUGE) as case:
        assert case.wrong() == []


@pytest.mark.parametrize("flag", ["-O1", "-static"])
def test_what_the_c_library_knows_of_is_certain(flag: str) -> None:
    with told(built("arenas.c", flag), "plain") as case:
        process = case.look().process(case.pid)
    assert process is not None
    arenas = [one for one in process.regions if one.kind is Kind.ARENA]
    assert len(arenas) == 3
    assert all(HEAP_INFO in one.evidence for one in arenas)
    assert {one.confidence for one in arenas} == {Confidence.CERTAIN}


def test_a_header_that_a_program_wrote_itself_is_not_certain() -> None:
    with told(built("forged_arena.c")) as case:
        assert case.wrong() == []


def test_executable_memory_is_not_called_code() -> None:
    with told(built("executable_memory.c")) as case:
        assert case.wrong() == []


@pytest.mark.parametrize("name", sorted(LIBRARIES))
def test_memory_of_a_preloaded_allocator_has_its_name(name: str) -> None:
    file, package = LIBRARIES[name]
    library = next(iter(sorted(Path("/usr/lib").glob(f"*-linux-gnu/{file}"))), None)
    if library is None:
        pytest.skip(f"no {file} on this machine: apt install {package}")

    program = built("allocators.c")
    with told(program, name, env={"LD_PRELOAD": str(library)}) as case:
        snapshot = case.look()
        assert case.wrong(snapshot) == []

    process = snapshot.process(case.pid)
    assert process is not None
    assert name in {one.name for one in process.allocators or ()}
    named = [one for one in process.regions if name in one.label and not one.image]
    assert {one.confidence for one in named} == {Confidence.LIKELY}


def test_strangers_between_do_not_hide_memory_of_musls_malloc() -> None:
    with told(built("musl_strangers.c", compiler="musl-gcc")) as case:
        assert case.wrong() == []


def test_memory_of_musls_malloc_has_its_name() -> None:
    with told(built("musl_service.c", compiler="musl-gcc")) as case:
        snapshot = case.look()
        assert case.wrong(snapshot) == []

    process = snapshot.process(case.pid)
    assert process is not None
    assert [one.name for one in process.allocators or ()] == ["musl's malloc"]
