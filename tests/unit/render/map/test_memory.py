"""What a process has in RAM, in the few cells below its totals."""

import pytest

from memscope.i18n import set_language
from memscope.model.process import Allocator
from memscope.model.region import ProcessUsage
from memscope.render.map.memory import memory_lines
from memscope.render.runs import plain, width_of

pytestmark = pytest.mark.unit

MIB = 1 << 20
USAGE = ProcessUsage(
    resident=26 * MIB,
    distinct=22 * MIB,
    own=21 * MIB,
    proportional=21 * MIB,
    anonymous=15 * MIB,
    shmem=3 * MIB,
    file=8 * MIB,
    clean=5 * MIB,
    huge=6 * MIB,
    lazy_free=8 * MIB,
    swapped=MIB,
)
LOADED = (Allocator("jemalloc"), Allocator("a\x1bb"))


def shown(
    usage: ProcessUsage, loaded: tuple[Allocator, ...] | None = None, width: int = 27
) -> list[str]:
    return [plain(one) for one in memory_lines("A", usage, loaded, width)]


def test_whose_it_is_comes_first_then_what_it_is_made_of() -> None:
    assert shown(USAGE, LOADED) == [
        " A in RAM 26M",
        " distinct 22M",
        " own 21M · share 21M",
        " anonymous 15M · shared 3M",
        " files 8M · clean 5M",
        " huge pages 6M",
        " lazily freed 8M",
        " swapped 1M",
        " loaded: jemalloc, a\\x1bb",
    ]


def test_what_is_nothing_is_left_out() -> None:
    numbers = dict.fromkeys(("shmem", "huge", "lazy_free", "swapped", "file"), 0)
    alone = ProcessUsage(
        resident=MIB,
        distinct=MIB,
        own=MIB,
        proportional=MIB,
        anonymous=MIB,
        clean=0,
        **numbers,
    )

    assert shown(alone, ()) == [
        " A in RAM 1M",
        " own 1M · share 1M",
        " anonymous 1M",
    ]


def test_what_is_unknown_is_a_dash_and_never_nothing() -> None:
    text = " ".join(shown(ProcessUsage(resident=MIB)))

    for name in ("distinct", "own", "share", "anonymous", "shared", "files", "clean"):
        assert f"{name} –" in text
    for name in ("huge pages", "lazily freed", "swapped"):
        assert f"{name} –" in text
    assert "loaded" not in text


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("width", [24, 27, 40])
def test_it_fits(language: str, width: int) -> None:
    set_language(language)
    try:
        lines = memory_lines("A2", USAGE, LOADED, width)
    finally:
        set_language("en")

    assert max(map(width_of, lines)) <= width
