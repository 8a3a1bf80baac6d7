"""How many lines each block of the textbook map gets."""

from collections.abc import Sequence
from math import log2

from memscope.analyze.space.hole import Hole
from memscope.model.kinds import Kind
from memscope.render.map.blocks import Block
from memscope.render.palette import Sort

_TALLEST = 6
"""Lines; beyond that a block says nothing more."""


def heights(items: Sequence[Block | Hole], available: int) -> list[int]:
    """Share out lines among blocks by the logarithm of their sizes.

    Every item gets a line, stacks and heap two if all of that fits. When even a line
    each does not, the picture is taller than `available` and scrolls.

    Args:
        items: From the top.
        available: Lines of the pane.
    """
    result = [_least(item) for item in items]
    if sum(result) > available:
        result = [1] * len(items)
    weights = [_weight(item) for item in items]
    spare = available - sum(result)
    # Highest averages: the next line goes where a line stands for the most.
    while spare > 0:
        best = max(
            range(len(items)),
            key=lambda at: weights[at] / (result[at] + 1),
            default=None,
        )
        if best is None or weights[best] <= 0:
            break
        result[best] += 1
        spare -= 1
        if result[best] >= _TALLEST:
            weights[best] = 0
    return result


def _least(item: Block | Hole) -> int:
    tall = isinstance(item, Block) and item.members == 1 and item.sort in _SPEAKING
    return 2 if tall and not is_guard(item) else 1


_SPEAKING = {Sort.STACK, Sort.THREAD_STACK, Sort.HEAP}
"""Sorts that have something to say on a second line."""


def is_guard(item: Block | Hole) -> bool:
    """Tell whether an item is one guard below a stack."""
    return (
        isinstance(item, Block)
        and item.members == 1
        and item.regions[0].kind is Kind.GUARD
    )


def _weight(item: Block | Hole) -> float:
    """Logarithm of the size; holes and guards do not grow."""
    if isinstance(item, Hole) or is_guard(item) or item.sort is Sort.KERNEL:
        return 0.0
    return log2(max(item.size, 4096) / 2048)
