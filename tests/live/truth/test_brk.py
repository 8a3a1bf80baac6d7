"""Memory next to the brk area, of which the kernel makes one mapping with it."""

import pytest

from tests.live.truth.cases import built, told

pytestmark = pytest.mark.live


def test_memory_mapped_below_the_brk_area_is_not_the_heap() -> None:
    with told(built("beside_brk.c"), "below") as case:
        assert not case.wrong()
