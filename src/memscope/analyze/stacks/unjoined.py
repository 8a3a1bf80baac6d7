"""What threads left behind that ended and that nobody joined, in one sum."""

from collections.abc import Iterable
from itertools import pairwise

from msgspec import Struct

from memscope.analyze.totals import add_known
from memscope.model.evidence import STACK_UNJOINED
from memscope.model.kinds import Kind
from memscope.model.region import Region


class Unjoined(Struct, frozen=True, gc=False):
    """Stacks that stay until somebody joins their threads.

    Attributes:
        count: How many.
        size: Bytes of address space, without their guards.
        resident: Bytes in RAM; None: unknown.
    """

    count: int
    size: int
    resident: int | None


def unjoined_stacks(regions: Iterable[Region]) -> Unjoined:
    """Count the stacks of ended threads that nobody joined (yet).

    Args:
        regions: Of a process, in order of address.
    """
    stacks = [
        one
        for one in regions
        if one.kind is Kind.THREAD_STACK and STACK_UNJOINED in one.evidence
    ]
    # One whose pages differ in permissions is several regions.
    cut = sum(
        low.end == high.start and low.vma != high.vma for low, high in pairwise(stacks)
    )
    return Unjoined(
        len(stacks) - cut,
        sum(one.size for one in stacks),
        add_known(one.usage.resident for one in stacks),
    )
