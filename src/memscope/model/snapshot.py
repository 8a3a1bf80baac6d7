"""One look at one or more processes, and what could not be seen."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from memscope.i18n import N_
from memscope.model.oom_kill import OomKill
from memscope.model.process import Process
from memscope.model.region import LARGEST, Size
from memscope.model.settings import Settings
from memscope.model.spaces import by_address_space

MEMORY_MAP = N_("memory map")
"""What a gap calls the list of mappings that may not be read."""
ENDING = N_("the process is ending")
"""Why there is no memory map of a process that lost its memory and is not yet gone."""


class Gap(Struct, frozen=True, gc=False, kw_only=True):
    """Something that could not be read.

    Attributes:
        what: What is missing, such as `physical frames`.
        pid: Of which process; None for the whole machine.
        why: The reason, in a few words.
        remedy: What would allow it; None when nothing would.
    """

    what: str
    pid: Annotated[int | None, Meta(description="null: the whole machine.")] = None
    why: str
    remedy: Annotated[
        str | None, Meta(description="What would allow it; null: nothing would.")
    ] = None


class System(Struct, frozen=True, gc=False):
    """The machine a snapshot was taken on.

    Attributes:
        kernel: Release, as in uname -r; "" when a saved text does not tell.
        machine: Architecture, as in uname -m; likewise.
        page_size: Bytes.
        boot_id: Changes with every boot, so that start times can be compared.
        hostname: None unless asked for: a snapshot is meant to be passed on.
        settings: How it is set up for memory; None: not asked.
        kills: Processes that it ended for want of memory, as far back as the kernel's
            log goes, the last one first; None: not asked, or it may not be read.
    """

    kernel: Annotated[str, Meta(description="As in uname -r; '': unknown.")]
    machine: Annotated[str, Meta(description="As in uname -m; '': unknown.")]
    page_size: Annotated[int, Meta(ge=1, le=LARGEST, description="Bytes.")]
    boot_id: str | None = None
    hostname: str | None = None
    settings: Settings | None = None
    kills: Annotated[
        tuple[OomKill, ...] | None,
        Meta(description="Ended for want of memory, the last first; null: unknown."),
    ] = None


class Totals(Struct, frozen=True, gc=False):
    """What the processes of a look take together; no page is counted twice.

    Attributes:
        processes: How many of them have memory.
        proportional: Sum of their shares; None when one is unknown.
        proportional_known: Sum of what is known of them.
        unknown: Pids of those whose share is unknown in part or as a whole.
        anonymous: Of the sum, what no file is behind; None: of one nobody said.
        file: And pages of files.
        shmem: And of shared memory and files that live in RAM.
    """

    processes: int
    proportional: Size | None = None
    proportional_known: Size | None = None
    unknown: tuple[int, ...] = ()
    anonymous: Size | None = None
    file: Size | None = None
    shmem: Size | None = None


class Snapshot(Struct, frozen=True, gc=False):
    """One look.

    Attributes:
        taken_at: When it began, with time zone.
        took_ms: How long it took, in milliseconds.
        system: The machine.
        processes: In the order they were asked for.
        gaps: What is missing, and why.
    """

    taken_at: datetime
    took_ms: float
    system: System
    processes: tuple[Process, ...]
    gaps: tuple[Gap, ...] = ()

    def __repr__(self) -> str:
        """Say in one line what is in here; all of it would fill many screens."""
        inside = ", ".join(map(repr, self.processes)) or "nothing seen"
        return f"<Snapshot {self.taken_at.isoformat()}: {inside}>"

    @property
    def totals(self) -> Totals:
        """The sum of what the processes take; one address space counts once."""
        usages = {one.pid: one.usage for one in by_address_space(self.processes)}
        unknown = tuple(
            pid for pid, usage in usages.items() if usage.proportional is None
        )
        shares = [
            usage.proportional_known
            if usage.proportional is None
            else usage.proportional
            for usage in usages.values()
        ]
        known = [share for share in shares if share is not None]
        total = min(sum(known), LARGEST)
        return Totals(
            processes=len(usages),
            proportional=None if unknown else total,
            proportional_known=total if known or not unknown else None,
            unknown=unknown,
            anonymous=_sum(one.share_anonymous for one in usages.values()),
            file=_sum(one.share_file for one in usages.values()),
            shmem=_sum(one.share_shmem for one in usages.values()),
        )

    def process(self, pid: int) -> Process | None:
        """Return the process with that pid, None when it is not in here."""
        return next((one for one in self.processes if one.pid == pid), None)

    def hidden(self) -> tuple[Process, ...]:
        """Return the processes that have memory whose map may not be read."""
        refused = {
            gap.pid for gap in self.gaps if gap.what == MEMORY_MAP and gap.why != ENDING
        }
        return tuple(
            one for one in self.processes if not one.regions and one.pid in refused
        )

    def alive(self) -> tuple[Process, ...]:
        """Return the processes that have not ended.

        A zombie has no memory any more, and neither has a process just before it
        becomes one; what was seen of it a look before is all that will ever be known.
        """
        ending = {gap.pid for gap in self.gaps if gap.why == ENDING}
        return tuple(
            one
            for one in self.processes
            if one.regions or (one.state not in ("Z", "X") and one.pid not in ending)
        )


def _sum(parts: Iterable[int | None]) -> int | None:
    """Add up; None where one is not known, or there is none."""
    known = list(parts)
    if not known or None in known:
        return None
    return min(sum(filter(None, known)), LARGEST)
