"""Whatever is asked for is looked for, or refused in one line."""

import contextlib
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memscope.analyze.find.asked import Asked
from memscope.analyze.find.matches import matches_of
from memscope.analyze.find.scope import addresses_meant
from memscope.errors import UsageProblem
from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.region import ProcessUsage
from memscope.render.text.find import pattern_words
from tests.unit.analyze.pages import BASE, SIZE
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.fuzz

PROCESS = Process(
    *(1, 0, 5, "x", None, (), "S", None),
    ProcessUsage(),
    threads=(),
    regions=(
        region(Kind.HEAP, BASE, 3, path="[heap]"),
        region(Kind.CODE, BASE + 8 * SIZE, 2, path="/lib/x.so", inode=3),
    ),
)
ANYTHING = (
    st.text(max_size=40)
    | st.text("0123456789abcdefxX? -+._eE", max_size=40)
    | st.binary(max_size=20).map(lambda one: one.decode("utf-8", "surrogateescape"))
)
WAYS = st.sampled_from(["text", "octets", "integer", "real", "pointed"])


@settings(max_examples=400)
def is_harmless(character: str) -> bool:
    """No terminal acts upon it; to Python, of blanks only U+0020 is printable."""
    return character.isprintable() or unicodedata.category(character) == "Zs"


@given(
    way=WAYS,
    written=ANYTHING,
    width=st.sampled_from([None, "1", "2", "4", "8"]),
    utf16=st.booleans(),
    big=st.booleans(),
    unaligned=st.booleans(),
    memory=st.binary(max_size=80),
)
def test_any_words_are_a_pattern_or_refused(
    way: str,
    written: str,
    width: str | None,
    utf16: bool,
    big: bool,
    unaligned: bool,
    memory: bytes,
) -> None:
    with contextlib.suppress(UsageProblem):
        asked = Asked(
            **{way: written},
            width=width,
            utf16=utf16,
            big=big,
            unaligned=unaligned,
        )
        pattern = asked.pattern(PROCESS)
        assert pattern.size > 0
        assert len(pattern.data) in (0, pattern.size)
        assert len(pattern.mask) in (0, pattern.size)
        assert all(map(is_harmless, pattern_words(pattern)))
        whole = memory + pattern.data
        found = [*matches_of(pattern)(bytearray(whole), len(whole), 0)]
        assert found == sorted(set(found))
        if pattern.data and pattern.align == 1:
            assert len(memory) in found


@given(written=ANYTHING)
def test_any_words_mean_a_part_of_memory_or_are_refused(written: str) -> None:
    with contextlib.suppress(UsageProblem):
        for low, high in addresses_meant(written, PROCESS.regions):
            assert low < high
