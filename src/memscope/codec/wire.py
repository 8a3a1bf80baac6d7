"""The snapshot format, version 1: the envelope, addresses, and what must be in order.

The fields between are those of the records in `model`. They are a contract with other
programs. Fields may be added, with a default; nothing is renamed or removed without
version 2. A field with a default may be left out by a writer: absent means unknown.
"""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct

from memscope.i18n import _
from memscope.model.address import Address
from memscope.model.process import Process, Thread
from memscope.model.region import Region
from memscope.model.snapshot import Gap, Snapshot, System, Totals

FORMAT = "memscope.snapshot"
VERSION = 1
_TOP = 1 << 64
"""No address is above, and only the end of a range is there."""


class WireSnapshot(Struct, frozen=True, gc=False):
    """One look at one or more processes, and what could not be seen."""

    format: Literal["memscope.snapshot"]
    version: Literal[1]
    taken_at: Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
    took_ms: Annotated[float, Meta(ge=0)]
    system: System
    processes: tuple[Process, ...]
    gaps: tuple[Gap, ...] = ()
    totals: Totals | None = None


class WrongField(ValueError):
    """A value that no writer of the format would write.

    Attributes:
        path: Where, relative to what is being read: `.regions[3].start`.
        why: What is wrong with it.
    """

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why

    def under(self, parent: str) -> "WrongField":
        """Return the same problem, seen from one level further out."""
        return WrongField(parent + self.path, self.why)


def address_to_json(value: object) -> str:
    """Return what JSON says of an address; for msgspec, which knows all else."""
    if type(value) is Address:
        return hex(value)
    kind = type(value).__name__
    raise NotImplementedError(f"Encoding objects of type {kind} is unsupported")


def address_from_json(_type: type, value: object) -> Address:
    """Return the address that JSON says; for msgspec, which adds where it is said."""
    if type(value) is str:
        return _address(value)
    try:
        return _address(msgspec.convert(value, str))
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None


def address_schema(kind: type) -> dict[str, Any]:
    """Return what JSON Schema says of an address; for msgspec."""
    if kind is not Address:
        raise NotImplementedError(kind)
    return {
        "description": "An address: 0x and hex digits; it would not fit a double.",
        "pattern": "^0[xX][0-9a-fA-F]+$",
        "type": "string",
    }


# A region tells its addresses twice, the second time as its VMA.
@lru_cache(maxsize=16)
def _address(text: str) -> Address:
    # Without the 0x a decimal number would pass for another address.
    try:
        address = int(text, 16) if text[:2] in ("0x", "0X") else -1
    except ValueError:
        address = -1
    if not 0 <= address <= _TOP:
        why = _("expected an address such as 0x7f00, got {text}")
        raise ValueError(why.format(text=repr(text[:40])))
    return Address(address)


def wire_snapshot(snapshot: Snapshot) -> WireSnapshot:
    """Return the snapshot in its envelope."""
    return WireSnapshot(
        format="memscope.snapshot",
        version=1,
        taken_at=moment_to_json(snapshot.taken_at),
        took_ms=snapshot.took_ms,
        system=snapshot.system,
        processes=snapshot.processes,
        gaps=snapshot.gaps,
        totals=snapshot.totals,
    )


def record_snapshot(wire: WireSnapshot) -> Snapshot:
    """Return the snapshot of an envelope.

    Raises:
        WrongField: A value is of the right type, but makes no sense.
    """
    for at, one in enumerate(wire.processes):
        try:
            check_process(one)
        except WrongField as error:
            raise error.under(f".processes[{at}]") from None
    return Snapshot(
        taken_at=moment_from_json(wire.taken_at),
        took_ms=wire.took_ms,
        system=wire.system,
        processes=wire.processes,
        gaps=wire.gaps,
    )


def moment_to_json(moment: datetime) -> str:
    """Return a point in time; msgspec would write UTC as `Z`."""
    return moment.isoformat(timespec="microseconds")


def moment_from_json(text: str) -> datetime:
    """Return a point in time; raises as `record_snapshot` does."""
    try:
        moment = datetime.fromisoformat(text)
        # In the first and the last hours of the calendar there may be no UTC.
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise WrongField(".taken_at", _("not a date and time")) from None
    if moment.tzinfo is None:
        raise WrongField(".taken_at", _("the time zone is missing"))
    return moment


def check_process(process: Process) -> None:
    """Raise WrongField unless its threads make sense and its regions are in order."""
    for at, thread in enumerate(process.threads):
        try:
            check_thread(thread)
        except WrongField as error:
            raise error.under(f".threads[{at}]") from None
    last = 0
    for at, region in enumerate(process.regions):
        try:
            check_region(region)
            if region.start < last:
                raise WrongField(".start", _("regions must be in order of address"))
        except WrongField as error:
            raise error.under(f".regions[{at}]") from None
        last = region.start


def check_thread(thread: Thread) -> None:
    """Raise WrongField unless it makes sense."""
    stack = thread.stack
    if stack is not None and stack.start >= stack.end:
        raise WrongField(".stack.end", _("must be above start"))


def check_region(region: Region) -> None:
    """Raise WrongField unless it makes sense."""
    low, high = region.vma
    if not low <= region.start < region.end <= high:
        if region.start >= region.end:
            raise WrongField(".end", _("must be above start"))
        raise WrongField(".vma", _("the region does not lie inside"))
    runs = region.pages_
    if runs is not UNSET and any(run.count < 1 for run in runs):
        raise WrongField(".pages", _("a run has at least one page"))
