"""Name address spaces so that equal names mean one address space."""

from collections.abc import Sequence
from functools import cmp_to_key

from memscope.errors import AccessDenied
from memscope.i18n import N_
from memscope.model.snapshot import Gap
from memscope.proc.kcmp import (
    KcmpUnavailable,
    compare_address_spaces,
    has_memory,
)
from memscope.proc.refusals import remedy_of
from memscope.proc.remedies import as_owner

SPACES = N_("which processes share an address space")
_ROUNDS = 5


def name_address_spaces(
    tids: Sequence[int],
) -> tuple[list[str | None], tuple[Gap, ...]]:
    """Give each task with memory a name such as `a1`.

    Sorting by the kernel's own order of address spaces needs n log n comparisons
    instead of one for each pair.

    Args:
        tids: One living task of each process; none of them without memory.

    Returns:
        A name for each, None where the kernel would not compare it; and the gaps.
    """
    if len(tids) < 2:
        return ["a1"] * len(tids), ()
    refused: dict[int, str] = {}
    why = N_("the processes end faster than they can be compared")
    for _ in range(_ROUNDS):
        for tid in tids:
            if tid not in refused and (reason := _why_not(tid)):
                refused[tid] = reason
        try:
            names = _names([tid for tid in tids if tid not in refused])
        except KcmpUnavailable as error:
            why = str(error)  # one of them ended meanwhile: the next round finds it
            continue
        # Tasks that have lost their memory compare as equal: such a name is void.
        if all(map(has_memory, names)):
            gaps = tuple(_gap(tid, reason) for tid, reason in refused.items())
            return [names.get(tid) for tid in tids], gaps
    return [None] * len(tids), (_gap(None, why),)


def _why_not(tid: int) -> str | None:
    """Say why the kernel will not compare this task; None when it will."""
    try:
        compare_address_spaces(tid, tid)
    except KcmpUnavailable as error:
        return str(error)
    return None if has_memory(tid) else N_("one of the two has ended")


def _names(tids: Sequence[int]) -> dict[int, str]:
    ordered = sorted(tids, key=cmp_to_key(compare_address_spaces))
    group: dict[int, int] = {}
    for index, tid in enumerate(ordered):
        before = ordered[index - 1] if index else None
        same = before is not None and compare_address_spaces(before, tid) == 0
        group[tid] = group[before] if same and before is not None else tid
    # Named in the order asked for, so that a1 is the first process on the screen.
    numbers: dict[int, int] = {}
    for tid in tids:
        numbers.setdefault(group[tid], len(numbers) + 1)
    return {tid: f"a{numbers[group[tid]]}" for tid in tids}


def _gap(tid: int | None, why: str) -> Gap:
    return spaces_gap(tid, why, [] if tid is None else [tid])


def spaces_gap(pid: int | None, why: str, tids: Sequence[int]) -> Gap:
    """Say why address spaces could not be compared.

    Args:
        pid: Whose gap it is; None: everybody's.
        why: What the kernel said.
        tids: Who was to be compared.
    """
    remedy = _remedy(tids) if why == AccessDenied.reason else None
    return Gap(what=SPACES, pid=pid, why=why, remedy=remedy)


def _remedy(tids: Sequence[int]) -> str:
    refused = next((tid for tid in tids if _why_not(tid) == AccessDenied.reason), None)
    return as_owner() if refused is None else remedy_of(refused)
