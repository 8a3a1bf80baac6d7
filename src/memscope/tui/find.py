"""Finds in an address space what the reader typed."""

import string

from memscope.model.kinds import Segment
from memscope.model.label_text import label_text
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.render.words.names import region_name


def find(
    process: Process,
    text: str,
    after: int | None = None,
    segment: Segment | None = None,
) -> int | None:
    """Return an address for what was typed, None when nothing matches.

    Eight or more hex digits, or 0x and any, are an address. Anything else is
    looked for in names, labels, paths and kinds, from high addresses down; where
    none of them has it, in the names of segments.

    Args:
        process: Where to look.
        text: What was typed.
        after: Go on below this address, and start over at the bottom.
        segment: Look for names in this one alone.
    """
    wanted = text.strip().casefold()
    if not wanted:
        return None
    if (address := parse_address(wanted)) is not None:
        return address
    regions = [r for r in reversed(process.regions) if segment in (None, r.segment)]
    hits = [r.start for r in regions if _matches(r, wanted, process)]
    if not hits:
        hits = [r.start for r in regions if wanted in r.segment.value]
    if not hits:
        return None
    return next((hit for hit in hits if after is not None and hit < after), hits[0])


def parse_address(text: str) -> int | None:
    """Return the address that a text spells, None when it spells none."""
    digits = text.removeprefix("0x").replace("_", "")
    if not digits or not set(digits) <= set(string.hexdigits):
        return None
    if text.startswith("0x") or len(digits) >= 8:
        return int(digits, 16)
    return None


def _matches(region: Region, wanted: str, process: Process) -> bool:
    if wanted in region.label.casefold() or wanted in region.path.casefold():
        return True
    if wanted in region.kind.value:
        return True
    if wanted in region_name(region, process.exe).casefold():
        return True
    return wanted in label_text(region.label).casefold()
