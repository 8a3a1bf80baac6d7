"""Which process of one snapshot is which of another."""

from collections.abc import Callable, Iterable

from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.snapshot import Snapshot

Pair = tuple[Process, Process]
Key = tuple[object, ...]


def is_same_machine(old: Snapshot, new: Snapshot) -> bool:
    """Tell whether both were taken in one boot of one machine."""
    boot = old.system.boot_id
    return boot is not None and boot == new.system.boot_id


def pair_processes(
    old: Snapshot, new: Snapshot
) -> tuple[list[Pair], list[Process], list[Process]]:
    """Match by identity, then by what they run, in the order of their snapshots.

    Returns:
        Pairs in the order of `new`; only in `old`; only in `new`.
    """
    pairs: list[Pair] = []
    gone, come = list(old.processes), list(new.processes)
    keys: list[Callable[[Process], Key]] = [_by_command, _by_program, _by_name]
    if is_same_machine(old, new):
        keys.insert(0, lambda one: one.identity)
    for key in keys:
        found, gone, come = _match(gone, come, key)
        pairs += found
    if len(old.processes) == len(new.processes) == 1 and gone:
        # Whoever names two single processes wants these two compared.
        pairs, gone, come = [(gone[0], come[0])], [], []
    order = {id(one): at for at, one in enumerate(new.processes)}
    pairs.sort(key=lambda pair: order[id(pair[1])])
    return pairs, gone, come


def has_same_layout(old: Process, new: Process) -> bool:
    """Tell whether addresses mean the same in both: one process, or a forked one.

    The kernel places the first stack and the vdso anew, at random, with every exec.
    """
    before, after = _anchors(old), _anchors(new)
    common = before.keys() & after.keys()
    return bool(common) and all(before[kind] == after[kind] for kind in common)


def _anchors(process: Process) -> dict[Kind, int]:
    return {
        region.kind: region.end
        for region in process.regions
        if region.kind in {Kind.STACK, Kind.VDSO}
    }


def _by_command(process: Process) -> Key:
    return (process.name, process.exe, process.cmdline)


def _by_program(process: Process) -> Key:
    return (process.name, process.exe)


def _by_name(process: Process) -> Key:
    return (process.name,)


def _match(
    old: Iterable[Process], new: Iterable[Process], key: Callable[[Process], Key]
) -> tuple[list[Pair], list[Process], list[Process]]:
    waiting: dict[Key, list[Process]] = {}
    for process in old:
        waiting.setdefault(key(process), []).append(process)
    pairs, come = [], []
    for process in new:
        if same := waiting.get(key(process)):
            pairs.append((same.pop(0), process))
        else:
            come.append(process)
    left = {id(one) for several in waiting.values() for one in several}
    return pairs, [one for one in old if id(one) in left], come
