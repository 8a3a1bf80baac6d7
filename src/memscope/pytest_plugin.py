"""A pytest fixture to assert on the memory of the test's own process.

    def test_parsing_needs_no_room(memscope):
        with memscope.no_new_regions():
            parse(DATA)

pytest loads this file at every start, so nothing but the standard library and pytest
is imported before a test asks for the fixture.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from memscope.collect.library import Measured
    from memscope.model.diff import RegionDiff
    from memscope.model.finding import Answer


class MemoryAsserts:
    """What the fixture `memscope` can do; see docs/library.md."""

    @contextmanager
    def measure(self) -> Iterator["Measured"]:
        """Look before and after; the block's value has the `diff` afterwards."""
        from memscope.collect.library import measure

        with measure() as measured:
            yield measured

    def why(self, *pids: int, tree: bool = False, for_s: float = 0.0) -> "Answer":
        """Tell what is wrong with the memory of processes; none: of this one.

            assert memscope.why(server.pid).none_above("likely")

        Args:
            pids: Processes.
            tree: Add all their descendants.
            for_s: Look so many seconds, to see what grows.
        """
        from memscope.collect.answer import why

        return why(*pids, tree=tree, for_s=for_s)

    @contextmanager
    def no_new_regions(self) -> Iterator["Measured"]:
        """Fail when the block adds a region to the address space."""
        with self.measure() as measured:
            yield measured
        added = [one for one in measured.changes if one.before is None]
        if added:
            pytest.fail(f"new regions ({len(added)}){_list(added)}", pytrace=False)

    @contextmanager
    def grows_less_than(
        self, size: int, segment: str = "heap", *, resident: bool = False
    ) -> Iterator["Measured"]:
        """Fail when a segment grows by so many bytes, or more.

        Args:
            size: Bytes.
            segment: A segment such as `heap` or `stack`; see docs/library.md.
            resident: Count bytes in RAM instead of address space.
        """
        from memscope.collect.library import segment_named

        segment_named(segment)  # a word that is wrong is told before the work is done
        with self.measure() as measured:
            yield measured
        grown = measured.growth(segment, resident=resident)
        if grown is None:
            pytest.fail(f"the kernel does not say how much {segment} is in RAM")
        if grown >= size:
            changed = [one for one in measured.changes if one.region.segment == segment]
            pytest.fail(
                f"{segment} grew by {grown} bytes, {size} or more{_list(changed)}",
                pytrace=False,
            )


@pytest.fixture(name="memscope")
def memscope_fixture() -> MemoryAsserts:
    """Assert on the memory of this process."""
    return MemoryAsserts()


def _list(changes: Sequence["RegionDiff"]) -> str:
    from memscope.units import format_bytes, safe

    shown = [
        f"{safe(one.region.label)} ({format_bytes(one.region.size)})"
        for one in changes[:5]
    ]
    more = ", …" if len(changes) > 5 else ""
    return f": {', '.join(shown)}{more}" if shown else ""
