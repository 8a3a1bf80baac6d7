"""Other processes that live in the same memory: vfork, and clone with CLONE_VM.

No file of /proc lists them. The family is asked about, since that costs little; all
processes only when something in the memory speaks of one that is not of the family.
"""

import os
from collections.abc import Iterator, Sequence

from msgspec import Struct

from memscope.errors import ParseError, ProcError
from memscope.parse.stat import Stat, parse_stat
from memscope.proc.fs import ProcDir, ProcFs
from memscope.proc.kcmp import KcmpUnavailable, compare_address_spaces

_MOST_THREADS = 64
"""Whose children are asked for; a process that forks elsewhere is found from below."""
_MOST_THREADS_OF_PARENT = 8
_MOST_SIBLINGS = 16
"""Of hundreds of workers each would else be compared with each."""
_MOST = 512
"""Processes to compare with."""
_STAT_SIZE = 1024


class Sharers(Struct, frozen=True, gc=False):
    """Processes that share a memory.

    Attributes:
        pids: Those of which the kernel says so.
        is_whole: It spoke of all that were to be asked about.
    """

    pids: tuple[int, ...] = ()
    is_whole: bool = True


def relatives_in(directory: ProcDir, stat: Stat, tids: Sequence[int]) -> Sharers:
    """Return those of the family that share a process's memory.

    The family are parent and children, and the family and siblings of those that share
    it. Siblings alone are not asked: what is started with CLONE_PARENT, in the memory
    of its sibling, leaves a main stack or another one that seems to be nobody's.

    Args:
        directory: Of the process.
        stat: Of the same.
        tids: Its threads.
    """
    found: list[int] = []
    is_whole, asked = True, {directory.pid}
    near = [stat.ppid] if stat.ppid > 0 else []
    near += _children(directory, tids)
    while near and len(asked) < _MOST:
        pid = near.pop(0)
        if pid in asked:
            continue
        asked.add(pid)
        shares = shares_memory(tids[0], pid)
        is_whole &= shares is not None
        if shares:
            found.append(pid)
            near += _family(pid)
    return Sharers(tuple(found), is_whole)


def _family(pid: int) -> list[int]:
    try:
        with ProcFs().process(pid) as directory:
            parent = parse_stat(directory.read("stat")).ppid
            return [*_kin(parent, pid), *_children(directory, _threads(directory))]
    except (ProcError, ParseError):
        return []


def _kin(parent: int, pid: int) -> list[int]:
    """Return a parent and those of its children that began nearest to a process."""
    if parent <= 0:
        return []
    try:
        with ProcFs().process(parent) as directory:
            siblings = _children_with(directory, pid)
    except ProcError:
        return [parent]
    siblings.sort(key=lambda one: abs(one - pid))
    return [parent, *siblings[:_MOST_SIBLINGS]]


def _children_with(directory: ProcDir, pid: int) -> list[int]:
    """Return the children of the thread that has this one; of several if none does.

    What is started with CLONE_PARENT goes to the same thread's children (copy_process
    in kernel/fork.c), and when that thread ends they move together.
    """
    found = _children(directory, [directory.pid])
    if pid in found:
        return found
    for tid in _threads(directory)[:_MOST_THREADS_OF_PARENT]:
        if tid != directory.pid:
            children = _children(directory, [tid])
            if pid in children:
                return children
            found += children
    return found


def _threads(directory: ProcDir) -> list[int]:
    return [int(name) for name in directory.list("task")]


def _children(directory: ProcDir, tids: Sequence[int]) -> list[int]:
    found: list[int] = []
    for tid in tids[:_MOST_THREADS]:
        try:
            found += map(int, directory.read(f"task/{tid}/children").split())
        except (ProcError, ValueError):
            continue
    return found


def all_in(stat: Stat, tid: int) -> Sharers:
    """Return all processes that share a thread's memory.

    What lives in one memory was put there by one exec, so its bounds are the same.

    Args:
        stat: Of its process.
        tid: A living thread.
    """
    if not stat.start_code or not stat.start_stack:
        # The kernel hides it from us, and that of its kin, too.
        return Sharers(is_whole=False)
    bounds = f" {stat.start_code} {stat.end_code} {stat.start_stack} ".encode()
    others = list(_others(tid))
    alike = [pid for pid, text in others if text is not None and bounds in text]
    shares = {pid: shares_memory(tid, pid) for pid in alike[:_MOST]}
    is_shown = all(text is not None for _, text in others)
    return Sharers(
        tuple(pid for pid, one in shares.items() if one),
        is_shown and None not in shares.values(),
    )


def _others(tid: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield what stat says of each other process; None: /proc hides it."""
    root = ProcFs().root
    for name in os.listdir(root):
        if not name.isdecimal() or int(name) == tid:
            continue
        try:
            file = os.open(f"{root}/{name}/stat", os.O_RDONLY | os.O_CLOEXEC)
        except PermissionError:
            yield int(name), None
            continue
        except OSError:
            continue
        try:
            yield int(name), os.read(file, _STAT_SIZE)
        except OSError:
            continue
        finally:
            os.close(file)


def shares_memory(tid: int, pid: int) -> bool | None:
    """Tell whether two tasks live in one memory; None: the kernel does not say."""
    try:
        return compare_address_spaces(tid, pid) == 0
    except KcmpUnavailable:
        return None if _may_be_one(tid, pid) else False


def _may_be_one(tid: int, pid: int) -> bool:
    """Compare the sizes that everybody may read: those of one memory are equal."""
    try:
        sizes = [ProcFs().read(f"{one}/statm") for one in (tid, pid, tid)]
    except PermissionError:
        return True
    except OSError:
        return False  # one of them has ended
    before, other, after = sizes
    return before != after or other == before
