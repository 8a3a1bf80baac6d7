"""Nothing found is a finding, too: what there is, and what was not looked at."""

from collections.abc import Sequence

from memscope.analyze.totals import add_known
from memscope.analyze.why.rule import Bytes, Found
from memscope.analyze.why.seen import Seen
from memscope.i18n import listed
from memscope.model.finding import Finding, NotRun, Severity
from memscope.model.kinds import Confidence, Segment
from memscope.model.label_text import label_text
from memscope.model.portion import Portion
from memscope.units import format_bytes

_SHOWN = 3


def nothing_found(
    seen: Seen, harmless: Sequence[Finding], not_run: Sequence[NotRun]
) -> Found:
    """Say that the memory looks ordinary, as far as it was looked at.

    Args:
        seen: What was seen.
        harmless: What was found and is no trouble.
        not_run: Rules that could not look.
    """
    rows, total = _in_ram(seen)
    heap, stacks = _of(rows, Segment.HEAP), _of(rows, Segment.STACK)
    code = _of(rows, Segment.CODE, Segment.DATA)
    return Found(
        severity=Severity.HARMLESS,
        # Certain is only what all have looked at.
        confidence=Confidence.LIKELY if not_run else Confidence.CERTAIN,
        values={
            "resident": total,
            "heap": heap,
            "code": code,
            "stacks": stacks,
            "other": max((total or 0) - heap - code - stacks, 0),
            "not_run": len(not_run),
            "harmless": len(harmless),
        },
        evidence={
            "resident": (None if total is None else Bytes(total), "smaps"),
            **({"largest": (_largest(rows), "maps")} if rows else {}),
        },
        variant=_variant(seen, not_run, total),
    )


def _variant(seen: Seen, not_run: Sequence[NotRun], total: int | None) -> str:
    if not seen.subjects:
        return "nobody"
    known = "some" if not_run else "all"
    if total is None:
        return f"unknown {known}"
    if len(seen.subjects) > 1 and _share(seen) is None:
        return f"added {known}"
    if not all(one.process.regions for one in seen.subjects):
        return f"hidden {known}"
    return known


_Rows = list[tuple[Portion, int]]
"""Sorts of memory with the bytes that they have in RAM, the most first."""


def _in_ram(seen: Seen) -> tuple[_Rows, int | None]:
    """Return what is in RAM, and how much; of several processes each page once."""
    rows = seen.portions
    share = _share(seen) if len(seen.subjects) > 1 else None
    if share is None:
        total = add_known(one.process.usage.resident for one in seen.subjects)
        return [(row, row.resident) for row in rows], total
    shared = [(row, row.proportional_known or 0) for row in rows]
    return sorted(shared, key=lambda pair: -pair[1]), share


def _share(seen: Seen) -> int | None:
    return add_known(one.process.usage.proportional for one in seen.subjects)


def _of(rows: _Rows, *segments: Segment) -> int:
    return sum(size for row, size in rows if row.segment in segments)


def _largest(rows: _Rows) -> str:
    return listed(
        f"{label_text(row.label)} {format_bytes(size)}" for row, size in rows[:_SHOWN]
    )
