"""One memory at two addresses is found once, and told twice."""

import pytest
from msgspec.structs import replace

from memscope.analyze.find.twins import Doubles
from memscope.model.address import Address
from memscope.model.kinds import Kind
from tests.unit.analyze.pages import BASE, SIZE
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit


def test_the_second_view_of_a_byte_names_the_first() -> None:
    there = Address(BASE + 8 * SIZE)
    one = region(Kind.SHARED, BASE, 2, inode=5, perms="rw-s")
    other = region(Kind.SHARED, there, 1, inode=5, offset=SIZE, perms="rw-s")
    one, other = replace(one, aliases=(there,)), replace(other, aliases=(one.start,))
    twins = Doubles()

    assert twins.earlier(one, BASE + SIZE + 7) is None
    assert twins.earlier(one, BASE + 7) is None
    assert twins.earlier(other, there + 7) == BASE + SIZE + 7


def test_private_memory_has_no_twin() -> None:
    twins = Doubles()

    assert twins.earlier(region(), BASE) is None
    assert twins.earlier(region(), BASE) is None
