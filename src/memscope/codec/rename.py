"""Apply a function to every name in a snapshot that the kernel or a file gave us.

Hardly any snapshot has a name that needs escaping, and calling a function for each
of 65,000 paths would cost more than all of the JSON; so this is a pass of its own,
done when a snapshot turns out to need it.
"""

from collections.abc import Callable

from msgspec.structs import replace

from memscope.model.process import Process, Stack, Thread
from memscope.model.region import Region
from memscope.model.snapshot import Gap, Snapshot, System

Change = Callable[[str], str]


def rename(snapshot: Snapshot, change: Change) -> Snapshot:
    """Return the snapshot with `change` applied to all names."""
    return replace(
        snapshot,
        system=rename_system(snapshot.system, change),
        processes=tuple(rename_process(one, change) for one in snapshot.processes),
        gaps=tuple(rename_gap(one, change) for one in snapshot.gaps),
    )


def rename_system(system: System, change: Change) -> System:
    """Return it with `change` applied to its names."""
    return replace(
        system,
        kernel=change(system.kernel),
        hostname=_optional(system.hostname, change),
    )


def rename_process(process: Process, change: Change) -> Process:
    """Return it with `change` applied to its names."""
    return replace(
        process,
        name=change(process.name),
        exe=_optional(process.exe, change),
        cmdline=_all(process.cmdline, change),
        threads=tuple(rename_thread(one, change) for one in process.threads),
        regions=tuple(rename_region(one, change) for one in process.regions),
    )


def rename_region(region: Region, change: Change) -> Region:
    """Return it with `change` applied to its names."""
    return replace(
        region,
        path=change(region.path),
        image=_optional(region.image, change),
        label=change(region.label),
        evidence=_all(region.evidence, change),
    )


def rename_thread(thread: Thread, change: Change) -> Thread:
    """Return it with `change` applied to its names."""
    stack = thread.stack
    return replace(
        thread,
        name=change(thread.name),
        stack=None if stack is None else _stack(stack, change),
    )


def _stack(stack: Stack, change: Change) -> Stack:
    return replace(stack, evidence=_all(stack.evidence, change))


def rename_gap(gap: Gap, change: Change) -> Gap:
    """Return it with `change` applied to its names."""
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
