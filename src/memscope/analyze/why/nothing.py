"""Nothing found is a finding, too: what there is, and what was not looked at."""

from collections.abc import Sequence

from memscope.analyze.portions import portions_of
from memscope.analyze.why.rule import Bytes, Found
from memscope.analyze.why.seen import Seen
from memscope.i18n import listed
from memscope.model.finding import Finding, NotRun, Severity
from memscope.model.kinds import Confidence, Segment
from memscope.model.label_text import label_text
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
    resident = sum(one.process.usage.resident or 0 for one in seen.subjects)
    code = _resident(seen, Segment.CODE) + _resident(seen, Segment.DATA)
    return Found(
        severity=Severity.HARMLESS,
        # Certain is only what all have looked at.
        confidence=Confidence.LIKELY if not_run else Confidence.CERTAIN,
        values={
            "resident": resident,
            "heap": _resident(seen, Segment.HEAP),
            "code": code,
            "stacks": _resident(seen, Segment.STACK),
            "not_run": len(not_run),
            "harmless": len(harmless),
        },
        evidence={
            "resident": (Bytes(resident), "smaps"),
            "largest": (_largest(seen), "maps"),
        },
        variant=_variant(seen, not_run),
    )


def _variant(seen: Seen, not_run: Sequence[NotRun]) -> str:
    if not seen.subjects:
        return "nobody"
    if not all(one.process.regions for one in seen.subjects):
        return "hidden some"
    return "some" if not_run else "all"


def _resident(seen: Seen, segment: Segment) -> int:
    return sum(
        portion.resident
        for one in seen.subjects
        for portion in one.portions
        if portion.segment is segment
    )


def _largest(seen: Seen) -> str:
    rows = portions_of(one.process for one in seen.subjects)
    return listed(
        f"{label_text(row.label)} {format_bytes(row.resident)}" for row in rows[:_SHOWN]
    )
