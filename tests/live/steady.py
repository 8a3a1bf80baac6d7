"""Numbers that other processes move: two tools may differ, and both be right.

A page of a file is shared with whoever maps it. Any program that begins or ends on this
machine moves what is unique to a process, and its share, between two readings of it.
"""

from collections.abc import Callable
from typing import TypeVar

import pytest

from tests.patience import tries

Ours = TypeVar("Ours")
Theirs = TypeVar("Theirs")


def itself(seen: object) -> object:
    return seen


def steady(
    ours: Callable[[], Ours],
    theirs: Callable[[], Theirs],
    *,
    moved: Callable[[Ours], object] = itself,
    said: Callable[[Theirs], object] = itself,
) -> tuple[Ours, Theirs]:
    """Read by turns until each says twice the same, and return what both say.

    Never until the two agree: one that is always wrong has to be found out.

    Args:
        ours: Our look; it comes first and third.
        theirs: What the kernel or another tool says; second and last.
        moved: Of our look, what others could move; as exact as it is compared.
        said: The same of the other one.
    """
    for _ in tries():
        one, other = ours(), theirs()
        if moved(ours()) == moved(one) and said(theirs()) == said(other):
            return one, other
    pytest.fail("other processes never came to rest")
