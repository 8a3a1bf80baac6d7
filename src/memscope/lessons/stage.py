"""Where a lesson happens: it starts samples, looks at them, and records claims."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic

from memscope.collect.closer.registers import with_registers
from memscope.collect.look.look import Detail
from memscope.collect.look.snapshot import Collector
from memscope.errors import MemscopeError, ProcessGone, SampleFailed
from memscope.lab.lab import Lab
from memscope.lab.program import Program
from memscope.lab.sample import Sample
from memscope.model.address import Address
from memscope.model.claim import Evidence, Verdict
from memscope.model.exhibit import Exhibit
from memscope.model.kinds import Kind
from memscope.model.process import Process, Thread
from memscope.model.region import Region, Vma
from memscope.model.snapshot import Snapshot
from memscope.parse.maps import parse_maps
from memscope.proc.fs import ProcFs
from memscope.proc.processes import list_processes

_ENDS_WITHIN_S = 10.0
_TO_SEE_S = 2.0
"""Four looks of a screen: to find it, and to point at it."""


class Cancelled(MemscopeError):
    """The lesson was ended or started over in the middle of a step."""


class Judgement:
    """A claim before it has words: its id, the verdict and what was measured."""

    __slots__ = ("evidence", "id", "verdict", "why")

    def __init__(
        self, claim_id: str, verdict: Verdict, why: str | None, evidence: Evidence
    ) -> None:
        self.id = claim_id
        self.verdict = verdict
        self.why = why
        self.evidence = evidence


class Stage:
    """What a step may use. One stage serves one run of a lesson.

    Attributes:
        lab: Starts and reaps programs.
        language: Language of the samples, `python` or `c`.
        folder: Where the lesson's file lies, for programs beside it.
        options: The lesson's numbers by name, as its user wants them.
        shown: Processes to put on the screen, in order.
        focus: Address to point at on the screen, or None.
        findings: Claims of the present step so far.
        exhibits: Measurements of the present step that a view may draw.
        progress: Called with a line about what is going on in a long step.
        is_watched: Somebody follows on a screen, who needs time to see.
        when_exhibited: Called after each exhibit, so that a view can draw it.
    """

    def __init__(
        self,
        lab: Lab,
        *,
        language: str = "python",
        folder: Path = Path(),
        options: Mapping[str, float] | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> None:
        self.lab = lab
        self.language = language
        self.folder = folder
        self.options = dict(options or {})
        self.shown: tuple[int, ...] = ()
        self.focus: int | None = None
        self.findings: list[Judgement] = []
        self.exhibits: list[Exhibit] = []
        self.progress = progress or (lambda line: None)
        self.when_exhibited: Callable[[], None] = lambda: None
        self.is_watched = False
        self._leaving: list[Program] = []
        self._collector = Collector()
        self._cancelled = threading.Event()

    # Acting

    def start(self, name: str, *args: str, language: str | None = None) -> Sample:
        """Start a sample program and put it on the screen.

        Args:
            name: As `memscope` knows it, such as `anatomy`; or a Python program of
                your own beside the lesson's file, such as `mine_sample.py`.
            args: For its command line.
            language: Instead of the one that the user wants.

        Raises:
            SampleFailed: It could not be started, or did not get ready.
            Cancelled: Somebody ends the lesson.
        """
        self.check()
        if name.endswith(".py"):
            sample = self.lab.start_file(self.folder / name, args)
        else:
            sample = self.lab.start(name, language=language or self.language, args=args)
        self.show(*self.shown, sample.pid)
        return sample

    def run(self, *command: str) -> Program:
        """Start any program and put it on the screen.

        Raises:
            SampleFailed: It could not be started.
            Cancelled: Somebody ends the lesson.
        """
        self.check()
        program = self.lab.run(command)
        self.show(*self.shown, program.pid)
        return program

    def ending_of(self, sample: Sample, word: str, *values: object) -> int | None:
        """Give a command that may end the sample; return how it ended.

        Returns:
            Its exit code, negative for a signal; None when it answered and lives on.

        Raises:
            SampleFailed: It neither answered nor ended, or refused the command.
        """
        try:
            sample.tell(word, *values)
        except SampleFailed:
            ending = sample.wait(_ENDS_WITHIN_S)
            if ending is None:
                raise
            return ending
        return None

    def stop_later(self, *programs: Program) -> None:
        """End these when the next step begins: until then people look at them."""
        self._leaving += programs

    def clear(self) -> None:
        """End what was to stay until now."""
        for program in self._leaving:
            program.stop()
        self._leaving.clear()

    def number(self, name: str) -> int:
        """Return one of the lesson's numbers, as its user wants it."""
        return int(self.options[name])

    def show(self, *pids: int, focus: int | None = None) -> None:
        """Put these processes on the screen, in this order."""
        self.shown = tuple(dict.fromkeys(pids))
        self.focus = focus

    def cancel(self) -> None:
        """Make the running step end soon; from any thread."""
        self._cancelled.set()

    def check(self) -> None:
        """End the step here if somebody wants it to end.

        Raises:
            Cancelled: Somebody does.
        """
        if self._cancelled.is_set():
            raise Cancelled("the lesson was ended")

    def wait_until(self, holds: Callable[[], bool], *, seconds: float = 5.0) -> bool:
        """Wait until something holds, looking often; False when it never did."""
        deadline = monotonic() + seconds
        pause = 0.001
        while not holds():
            self.check()
            if monotonic() > deadline:
                return False
            self._cancelled.wait(pause)
            pause = min(pause * 1.5, 0.05)
        return True

    def exhibit(self, thing: Exhibit) -> None:
        """Hand a measurement to whoever draws the step, beside those so far."""
        self.exhibit_instead(*self.exhibits, thing)

    def exhibit_instead(self, *things: Exhibit) -> None:
        """Hand measurements to whoever draws the step, instead of those so far."""
        # A new list, as a view may be drawing the old one in its own thread.
        self.exhibits = list(things)
        self.when_exhibited()

    def let_see(self, *pids: int, focus: int | None = None) -> None:
        """Put something on the screen that will soon be gone; headless: go on at once.

        Args:
            pids: Processes to put on the screen.
            focus: Address to point at.

        Raises:
            Cancelled: Somebody ends the lesson.
        """
        self.show(*pids, focus=focus)
        if self.is_watched:
            self.pause(_TO_SEE_S)

    def pause(self, seconds: float) -> None:
        """Let some time pass for people to see what happens; ends with the lesson.

        Raises:
            Cancelled: Somebody ends the lesson.
        """
        self._cancelled.wait(seconds)
        self.check()

    # Looking

    def look(self, *pids: int, smaps: bool = False) -> Snapshot:
        """Take a snapshot of these processes, or of those on the screen."""
        self.check()
        detail = Detail.MEMORY if smaps else Detail.MAP
        return self._collector.look(pids or self.shown, detail=detail)

    def process(self, pid: int, *, smaps: bool = False) -> Process:
        """Look at one process.

        Raises:
            ProcessGone: It ended.
        """
        found = self.look(pid, smaps=smaps).process(pid)
        if found is None:
            raise ProcessGone(pid)
        return found

    def at_rest(self, pid: int) -> Process:
        """Look at a process once all of its threads wait for something.

        A thread that runs shows no registers, and a sample that has just answered
        may still be on its way back to waiting. After a while it is looked at as
        it is.

        Raises:
            ProcessGone: It ended.
        """
        found = self.process(pid)

        def rests() -> bool:
            nonlocal found
            found = self.process(pid)
            return all(thread.sp is not None for thread in found.threads)

        self.wait_until(rests, seconds=2.0)
        return found

    def running_now(self) -> frozenset[int]:
        """Return the ids of all processes that are to be seen."""
        return frozenset(one.pid for one in list_processes())

    def registers_of(
        self, pid: int, tid: int | None = None
    ) -> tuple[Thread, str | None]:
        """Look at a thread with all its registers, which stops it for a moment.

        Args:
            pid: Of its process.
            tid: The thread; None: the main thread.

        Returns:
            The thread, and why it has no registers; None when it has.

        Raises:
            ProcessGone: It ended.
        """
        snapshot = with_registers(self.look(pid))
        wanted = pid if tid is None else tid
        for process in snapshot.processes:
            for thread in process.threads:
                if thread.tid == wanted:
                    why = next((gap.why for gap in snapshot.gaps), None)
                    return thread, None if thread.registers else why
        raise ProcessGone(wanted)

    def regions_seen_by(self, tid: int) -> list[Vma]:
        """Return the map as the kernel shows it for one thread, of any process.

        Raises:
            ProcessGone: The process or thread ended.
            AccessDenied: We may not look.
        """
        self.check()
        with ProcFs().process(tid) as directory:
            return parse_maps(directory.read(f"task/{tid}/maps"))

    # Claiming

    def claim(
        self,
        claim_id: str,
        holds: bool | None,
        *,
        why: str | None = None,
        measured: Evidence | None = None,
        **evidence: str | int | float | bool | None,
    ) -> None:
        """Record a claim.

        Args:
            claim_id: Its sentence is looked up by this.
            holds: What was measured; None when it could not be.
            why: The reason, with the remedy, in case `holds` is None; a sentence
                marked with `N_` is translated when it is shown.
            measured: Measured values by name.
            evidence: More of them; all also fill the braces of the sentence.
        """
        verdict = Verdict.UNKNOWN if holds is None else _VERDICTS[bool(holds)]
        reason = why if holds is None else None
        values = {**evidence, **(measured or {})}
        # In evidence an address is a number like any other; only records have hex.
        numbers = {n: int(v) for n, v in values.items() if isinstance(v, Address)}
        self.findings.append(Judgement(claim_id, verdict, reason, values | numbers))


_VERDICTS = {True: Verdict.TRUE, False: Verdict.FALSE}


def regions_of_kind(process: Process, *kinds: Kind) -> list[Region]:
    """Return the regions of these kinds, in order of address."""
    return [region for region in process.regions if region.kind in kinds]


def region_at(process: Process, address: int) -> Region | None:
    """Return the region that holds an address; None when nothing is there."""
    return process.region_at(address)


def hexed(number: int | None) -> str | None:
    """Return an address or a frame number as it is written; None when unknown."""
    return None if number is None else hex(number)


def address_in(fact: object) -> int | None:
    """Return the address that a sample has told as text; None when it has not."""
    return int(fact, 16) if isinstance(fact, str) else None
