"""Find out what this machine lets us see, by trying it on a child of our own."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from memscope.errors import ProcError
from memscope.i18n import N_
from memscope.model.check import Check
from memscope.proc import limit_probes, probes
from memscope.proc.fs import ProcDir, ProcFs
from memscope.proc.probes import Missing


@dataclass(frozen=True, slots=True)
class _Trial:
    """A probe, what it is about, and what its failure costs."""

    id: str
    what: str
    without: str
    probe: Callable[[ProcDir], str]
    is_needed: bool = False


_TRIALS = (
    _Trial(
        "maps",
        N_("memory map of your processes"),
        N_("nothing can be shown"),
        probes.memory_map,
        is_needed=True,
    ),
    _Trial(
        "smaps",
        N_("shared, private and proportional memory"),
        N_("only resident memory is known"),
        probes.numbers,
    ),
    _Trial(
        "page-scan",
        N_("resident pages in one scan"),
        N_("large processes are slower to watch"),
        probes.page_scan,
    ),
    _Trial(
        "guard-pages",
        N_("guard pages inside a mapping"),
        N_("stacks of new C libraries cannot be told apart by their guards"),
        probes.guard_pages,
    ),
    _Trial(
        "stack-pointers",
        N_("stack pointers of sleeping threads"),
        N_("the depth of stacks is unknown"),
        probes.stack_pointer,
    ),
    _Trial(
        "memory",
        N_("the C library's thread descriptors in memory"),
        N_("owners of thread stacks are only likely, not certain"),
        probes.descriptors,
    ),
    _Trial(
        "kcmp",
        N_("which processes share an address space"),
        N_("sharing of a whole address space cannot be proved"),
        probes.same_memory,
    ),
    _Trial(
        "registers",
        N_("registers of threads, when asked for"),
        N_("registers cannot be shown"),
        probes.registers,
    ),
    _Trial(
        "every-process",
        N_("the list of all processes"),
        N_("only your own processes can be found"),
        probes.every_process,
    ),
    _Trial(
        "other-users",
        N_("memory maps of other users' processes"),
        N_("only your own processes can be looked at"),
        probes.other_users,
    ),
    _Trial(
        "frames",
        N_("physical frames of pages"),
        N_("sharing is shown by counts and contents, not by frame numbers"),
        probes.frames,
    ),
    _Trial(
        "frame-counts",
        N_("how often a frame is mapped"),
        N_("the number of users of a page is unknown"),
        probes.frame_counts,
    ),
    _Trial(
        "soft-dirty",
        N_("which pages were written since"),
        N_("writes are found by comparing contents"),
        probes.soft_dirty,
    ),
    _Trial(
        "anon-names",
        N_("names that programs give to their memory"),
        N_("anonymous memory has no names"),
        probes.names_of_memory,
    ),
    _Trial(
        "control-group",
        N_("limits of the control group"),
        N_("how near a container is to its limit is unknown"),
        limit_probes.control_group,
    ),
    _Trial(
        "kernel-log",
        N_("kills for want of memory in the kernel's log"),
        N_("why a process was killed is not told"),
        limit_probes.kernel_log,
    ),
)


def examine() -> list[Check]:
    """Try everything once; takes a tenth of a second and touches nobody else."""
    with _child() as child:
        return [_outcome(trial, child) for trial in _TRIALS]


def _outcome(trial: _Trial, child: ProcDir) -> Check:
    found, missing = "", None
    try:
        found = trial.probe(child)
    except Missing as error:
        missing = error
    except (OSError, ProcError) as error:
        missing = probes.explain(error)
    return Check(
        id=trial.id,
        what=trial.what,
        ok=missing is None,
        found=missing.why if missing else found,
        without=trial.without,
        remedy=missing.remedy if missing else None,
        is_needed=trial.is_needed,
    )


@contextmanager
def _child() -> Iterator[ProcDir]:
    """A sleeping process of our own; it ends when its input is closed."""
    command = [sys.executable, "-ISc", "print(flush=True); input()"]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        try:
            with ProcFs().process(child.pid) as directory:
                yield directory
        finally:
            child.kill()
