"""What a closer look is about follows its process from look to look."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import cast

import pytest
from msgspec.structs import replace

from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.tui.subject import Subject
from memscope.tui.view import ProcessView
from tests.tui.synthetic import process, snapshot
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

HEAP = region(Kind.HEAP, 0x1000, 2)
GROWN = region(Kind.HEAP, 0x1000, 5)


def following(looks: Sequence[Process], address: int | None) -> Subject:
    """Return a subject that finds the next look whenever it asks for one."""
    found = iter(looks)

    def latest() -> ProcessView:
        return cast(ProcessView, SimpleNamespace(letter="B", process=next(found)))

    return Subject(latest, lambda: snapshot(*looks), address)


def with_regions(*regions: object, name: str = "demo") -> Process:
    return replace(process(name=name), regions=regions)


def test_the_region_is_the_one_that_is_there_now() -> None:
    looks = with_regions(HEAP), with_regions(GROWN), with_regions()
    subject = following(looks, 0x1800)

    assert [subject.region for _ in looks] == [HEAP, GROWN, None]


@pytest.mark.parametrize("address", [None, 0, 0xFFF, 0x3000])
def test_without_a_region_there_is_none(address: int | None) -> None:
    assert following([with_regions(HEAP)], address).region is None


def test_the_very_first_address_is_selected_as_any_other() -> None:
    bottom = region(Kind.ANON, 0, 1)

    assert following([with_regions(bottom)], 0).region == bottom


def test_a_hostile_name_is_safe_in_a_title() -> None:
    subject = following([with_regions(name="\x1b[2J")], None)

    assert subject.name == "B · 4242 \\x1b[2J"
