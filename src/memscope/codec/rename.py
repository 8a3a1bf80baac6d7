"""Apply a function to every name in a snapshot that the kernel or a file gave us.

Hardly any snapshot has a name that needs escaping, and calling a function for each
of 65,000 paths would cost more than all of the JSON; so this is a pass of its own,
done when a snapshot turns out to need it.
"""

from collections.abc import Callable

from msgspec.structs import replace

from memscope.model.process import Process, Stack, Thread
from memscope.model.region import Region
from memscope.model.snapshot import Gap, Snapshot

Change = Callable[[str], str]


def rename(snapshot: Snapshot, change: Change) -> Snapshot:
    """Return the snapshot with `change` applied to all names."""
    system = snapshot.system
    return replace(
        snapshot,
        system=replace(
            system,
            kernel=change(system.kernel),
            hostname=_optional(system.hostname, change),
        ),
        processes=tuple(_process(one, change) for one in snapshot.processes),
        gaps=tuple(_gap(one, change) for one in snapshot.gaps),
    )


def _process(process: Process, change: Change) -> Process:
    return replace(
        process,
        name=change(process.name),
        exe=_optional(process.exe, change),
        cmdline=_all(process.cmdline, change),
        threads=tuple(_thread(one, change) for one in process.threads),
        regions=tuple(_region(one, change) for one in process.regions),
    )


def _region(region: Region, change: Change) -> Region:
    return replace(
        region,
        path=change(region.path),
        image=_optional(region.image, change),
        label=change(region.label),
        evidence=_all(region.evidence, change),
    )


def _thread(thread: Thread, change: Change) -> Thread:
    stack = thread.stack
    return replace(
        thread,
        name=change(thread.name),
        stack=None if stack is None else _stack(stack, change),
    )


def _stack(stack: Stack, change: Change) -> Stack:
    return replace(stack, evidence=_all(stack.evidence, change))


def _gap(gap: Gap, change: Change) -> Gap:
    return replace(
        gap,
        what=change(gap.what),
        why=change(gap.why),
        remedy=_optional(gap.remedy, change),
    )


def _all(names: tuple[str, ...], change: Change) -> tuple[str, ...]:
    return tuple([change(name) for name in names])


def _optional(name: str | None, change: Change) -> str | None:
    return None if name is None else change(name)
