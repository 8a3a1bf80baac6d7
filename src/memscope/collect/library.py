"""What `import memscope` offers to programs; see docs/library.md."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from memscope.analyze.diff.diff import diff as diff_of
from memscope.collect.look.snapshot import Collector, take_snapshot
from memscope.collect.moment import load as load_moment
from memscope.collect.poll import LiveSource
from memscope.errors import ProcessGone, UsageProblem
from memscope.i18n import _
from memscope.lab.lab import Lab
from memscope.lab.program import Program
from memscope.model.diff import Diff, RegionDiff
from memscope.model.kinds import Segment
from memscope.model.process import Process
from memscope.model.snapshot import Snapshot
from memscope.units import safe

Looked = int | Snapshot | str | os.PathLike[str]
"""Something that stands for a look: a process id, a snapshot, or a file."""


def snapshot(*pids: int, children: bool = False, full: bool = False) -> Snapshot:
    """Look once at processes.

    Args:
        pids: Processes, in the order wanted; none: this process itself.
        children: Add all their descendants.
        full: Keep every number of smaps by the kernel's own name.

    Raises:
        AccessDenied: None of them may be looked at.
        ProcessGone: There is none of them.
    """
    return take_snapshot(pids or (os.getpid(),), children=children, full=full)


def diff(before: Looked, after: Looked, *, usage: bool = True) -> Diff:
    """Tell what is different between two looks.

    Args:
        before: A snapshot, a file, or a process id, which is looked at now.
        after: Likewise.
        usage: False: what is in RAM, on swap or locked is no difference.

    Raises:
        BadFile: A file cannot be read, or is neither snapshot nor recording.
        ProcError: A process cannot be looked at.
    """
    first, second = _look(before), _look(after)
    return diff_of(first, second, usage=usage)


def load(path: str | os.PathLike[str]) -> Snapshot:
    """Read a snapshot, the last look of a recording, or saved text.

    Args:
        path: FILE@SECONDS is an earlier look of a recording; text such as smaps and
            output of pmap may be of any machine, or be a folder of such files.

    Raises:
        BadFile: It cannot be read, or is none of them.
        UsageProblem: The recording has no such moment.
    """
    return load_moment(path)


def watch(*pids: int, interval_s: float = 0.5) -> Iterator[Snapshot]:
    """Look at processes again and again, until all of them have ended.

    A process that ended is missing from the snapshots after that; the last snapshot
    says in its gaps that the last one is gone.

    Args:
        pids: Processes, in the order wanted; none: this process itself.
        interval_s: Seconds between looks.

    Raises:
        ProcessGone: There is none of them to begin with.
        AccessDenied: None of them may be looked at.
    """
    wanted = pids or (os.getpid(),)
    take_snapshot(wanted)
    for _at, look in LiveSource(lambda: wanted, interval_s):
        yield look
        if not look.alive():
            return


@dataclass(frozen=True, slots=True)
class Running:
    """A program that was started to be looked at.

    Attributes:
        program: The program itself.
    """

    program: Program

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.program.pid

    def __repr__(self) -> str:
        """Say which one it is, and whether it still runs."""
        state = "running" if self.is_alive else f"ended with {self.exit_code}"
        return f"<Running {self.pid}: {state}>"

    @property
    def is_alive(self) -> bool:
        """It has not ended, as far as we have heard."""
        return self.program.alive

    @property
    def exit_code(self) -> int | None:
        """What it exited with; negative: ended by that signal; None: unknown."""
        return self.program.exit_code

    def snapshot(self, *, children: bool = False, full: bool = False) -> Snapshot:
        """Look once; see `memscope.snapshot`."""
        return snapshot(self.pid, children=children, full=full)

    def watch(self, *, interval_s: float = 0.5) -> Iterator[Snapshot]:
        """Look again and again until it ends; see `memscope.watch`."""
        return watch(self.pid, interval_s=interval_s)

    def wait(self, timeout_s: float | None = None) -> int | None:
        """Wait until it ends by itself; return `exit_code`."""
        return self.program.wait(timeout_s)


@contextmanager
def run(command: Sequence[str]) -> Iterator[Running]:
    """Start a program; it and its whole family end with the block.

    Args:
        command: Program and arguments; no shell is involved. It has no input.

    Raises:
        SampleFailed: It could not be started.
        UsageProblem: `command` is empty, or no list.
    """
    if isinstance(command, str):
        raise UsageProblem(
            _("the command is one text; it takes a list, as in {example}").format(
                example='["python3", "server.py"]'
            )
        )
    with Lab() as lab:
        yield Running(lab.run(list(command)))


@dataclass(slots=True)
class Measured:
    """How this process changed while a block ran; read it after the block.

    Attributes:
        before: As it was.
        after: As it is; None within the block.
    """

    before: Snapshot
    after: Snapshot | None = None

    @property
    def diff(self) -> Diff:
        """What is different."""
        if self.after is None:
            raise RuntimeError("the block has not ended yet")
        return diff_of(self.before, self.after)

    @property
    def process(self) -> Process:
        """This process after the block."""
        return self.diff.processes[0].after

    @property
    def changes(self) -> tuple[RegionDiff, ...]:
        """The regions that are different."""
        return self.diff.processes[0].regions or ()

    def growth(self, segment: str, *, resident: bool = False) -> int | None:
        """Return the bytes that a segment gained.

        Args:
            segment: `code`, `data`, `heap`, `stack`, `shared`, `file`, `shadow` or
                `other`.
            resident: Count bytes in RAM instead of address space.

        Raises:
            UsageProblem: There is no such segment.
        """
        wanted = segment_named(segment)
        for one in self.diff.processes[0].segments:
            if one.segment is wanted:
                was, now = one.resident if resident else one.virtual
                return None if was is None or now is None else now - was
        return 0


def segment_named(name: str) -> Segment:
    """Return a segment by the word for it; raises UsageProblem."""
    if name not in set(Segment):
        known = ", ".join(Segment)
        text = _("there is no segment {name}; there are {known}")
        raise UsageProblem(text.format(name=safe(name), known=known))
    return Segment(name)


@contextmanager
def measure() -> Iterator[Measured]:
    """Look at this process before and after a block.

    Looking takes memory, too: it is done a few times beforehand, so that what it takes
    is there already when it counts.
    """
    collector, pid = Collector(), os.getpid()
    for _warm_up in range(3):
        kept = (_own(collector, pid), _own(collector, pid))
    del kept
    measured = Measured(_own(collector, pid))
    yield measured
    measured.after = _own(collector, pid)


def _own(collector: Collector, pid: int) -> Snapshot:
    look = collector.look([pid])
    if not look.processes:
        raise ProcessGone(pid)
    return look


def _look(what: Looked) -> Snapshot:
    if isinstance(what, Snapshot):
        return what
    return take_snapshot([what]) if isinstance(what, int) else load_moment(what)
