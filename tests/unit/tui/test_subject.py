"""A closer look follows its process and region from look to look."""

import pytest
from msgspec.structs import replace

from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.tui.build import ViewBuilder
from memscope.tui.subject import LookSubject
from memscope.tui.view import View
from tests.tui.synthetic import MIB, process, snapshot

pytestmark = pytest.mark.unit


class Screen:
    """Draws one process after another."""

    def __init__(self, *processes: Process) -> None:
        self._builder = ViewBuilder()
        self.view: View
        self.draw(*processes)

    def draw(self, *processes: Process) -> None:
        self.view = self._builder.add(0.0, snapshot(*processes))

    def subject(self, address: int | None = None) -> LookSubject:
        return LookSubject(
            lambda: self.view.processes[0], lambda: self.view.snapshot, address
        )


def heap_of(one: Process) -> Region:
    return next(region for region in one.regions if region.kind is Kind.HEAP)


def test_without_an_address_no_region_is_meant() -> None:
    assert Screen(process()).subject().region is None


def test_the_region_is_the_one_that_holds_the_address() -> None:
    one = process()
    heap = heap_of(one)

    assert Screen(one).subject(heap.start).region == heap
    assert Screen(one).subject(heap.end - 1).region == heap
    assert Screen(one).subject(heap.end).region is None


def test_a_region_that_grew_is_seen_as_it_is_now() -> None:
    small, large = process(heap=1 * MIB), process(heap=2 * MIB)
    screen = Screen(small)
    subject = screen.subject(heap_of(small).start)

    screen.draw(large)

    assert subject.region == heap_of(large)
    assert subject.process == large
    assert subject.snapshot().processes == (large,)


def test_a_region_that_is_gone_is_none() -> None:
    one = process()
    screen = Screen(one)
    subject = screen.subject(heap_of(one).start)
    rest = tuple(region for region in one.regions if region.kind is not Kind.HEAP)

    screen.draw(replace(one, regions=rest))

    assert subject.region is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("anatomy", "A · 4242 anatomy"),
        ("[heap]", "A · 4242 [heap]"),
        ("a\x1b[31mb", "A · 4242 a\\x1b[31mb"),
    ],
)
def test_a_name_is_shown_as_it_is_and_cannot_command_a_terminal(
    name: str, shown: str
) -> None:
    assert Screen(process(name=name)).subject().name == shown
