"""One load on one server, several times: what came of it, looked at from outside."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from memscope.analyze.totals import add_known
from memscope.errors import ProcessGone
from memscope.i18n import _
from memscope.lab.load import Load
from memscope.lessons.repeated import CLEARLY, decide
from memscope.lessons.stage import Stage
from memscope.model.exhibit import LoadMoment, LoadRun
from memscope.model.kinds import Kind
from memscope.model.process import Process

LOOK_EVERY_S, LOOK_OFTEN_S = 0.05, 0.015
"""Between looks at one thread, and at many, which are done before long."""


@dataclass(slots=True)
class Runs:
    """Repetitions of one load on one server.

    Attributes:
        runs: One after the other.
        has_lock: Only one thread of it at a time may run Python code.
    """

    runs: list[LoadRun] = field(default_factory=list)
    has_lock: bool = True

    @property
    def times(self) -> list[float]:
        """Seconds of every repetition."""
        return [run.seconds for run in self.runs]

    @property
    def seconds(self) -> float:
        """Median time to answer all."""
        return statistics.median(self.times)

    @property
    def middle(self) -> LoadRun:
        """The repetition nearest to the median."""
        return min(self.runs, key=lambda run: abs(run.seconds - self.seconds))

    @property
    def spread(self) -> str:
        """Fastest and slowest repetition, in seconds."""
        return f"{min(self.times):.2f}–{max(self.times):.2f}"

    @property
    def errors(self) -> int:
        """Requests that failed."""
        return sum(run.errors for run in self.runs)

    @property
    def answered_by(self) -> int:
        """Most threads that answered in one repetition, as they told themselves."""
        return max(run.answered_by for run in self.runs)

    def peaks(self, name: str) -> list[int]:
        """Return the peak of every repetition; [] when one of them is unknown."""
        peaks = [run.peak(name) for run in self.runs]
        known = [peak for peak in peaks if peak is not None]
        return known if len(known) == len(peaks) else []

    def peak(self, name: str) -> int | None:
        """Peak of the repetition in the middle, which is the one that is drawn."""
        return self.middle.peak(name)

    def is_faster_than(self, other: "Runs") -> bool | None:
        """Tell whether the repetitions were faster than those of the other.

        None: they overlap, or requests failed.
        """
        if self.errors or other.errors:
            return None
        return decide(self.times, other.times, times=CLEARLY)

    def were_seen_at_work(self, clients: int) -> bool:
        """Tell whether some look at every repetition came while its threads were there.

        Args:
            clients: How many requests were under way at a time.
        """
        return all(
            (run.peak("threads") or 0) * 2 > min(run.answered_by, clients)
            for run in self.runs
        )


def measure(stage: Stage, server: str, beside: Sequence[Runs] = ()) -> Runs:
    """Run the load several times, each on a server that has just started.

    Meanwhile the lanes of the servers measured before stand beside this one's.
    """
    runs = Runs()
    lanes = [one.middle for one in beside]
    for turn in range(stage.number("repetitions")):
        tell(stage, turn)
        run_once(stage, runs, server, "io", lanes)
    stage.exhibit_instead(*lanes, runs.middle)
    return runs


def tell(stage: Stage, turn: int) -> None:
    """Say which repetition is going on."""
    most = max(turn + 1, stage.number("repetitions"))
    stage.progress(_("run {n} of {all}").format(n=turn + 1, all=most))


def run_once(
    stage: Stage, runs: Runs, server: str, work: str, lanes: Sequence[LoadRun]
) -> None:
    """Start the server, put the load on it, and add what came of it to the runs."""
    # The last server stays for everybody to look at, until the next one starts.
    for program in stage.lab.programs:
        program.stop()
    workers = str(stage.number("workers"))
    app = stage.lab.start(
        "app", language="python", args=("--server", server, "--workers", workers)
    )
    runs.has_lock = app.facts["gil"]
    stage.show(app.pid)
    ms = stage.number("handler_ms" if work == "io" else "cpu_ms")
    load = Load(
        app.facts["port"],
        f"/{work}?ms={ms}",
        stage.number("requests"),
        stage.number("concurrency"),
    )
    moments: list[LoadMoment] = []

    def look() -> None:
        stage.check()
        at_ms, done = load.elapsed_ms, load.done
        moments.append(_moment(stage.process(app.pid, smaps=True), at_ms, done))
        stage.exhibit_instead(*lanes, _run_so_far(server, load, moments))

    look()  # at rest, before the first request
    load.run(look, every_s=LOOK_EVERY_S if server == "single" else LOOK_OFTEN_S)
    if load.errors and app.wait(0.5) is not None:
        raise ProcessGone(app.pid)
    runs.runs.append(_run_so_far(server, load, moments))


def _run_so_far(server: str, load: Load, moments: Sequence[LoadMoment]) -> LoadRun:
    return LoadRun(
        server,
        load.requests,
        load.errors,
        round(load.seconds, 4),
        round(load.percentile(0.50), 1),
        round(load.percentile(0.90), 1),
        round(load.percentile(0.99), 1),
        tuple(moments),
        len(load.answered_by),
    )


def _moment(process: Process, at_ms: float, done: int) -> LoadMoment:
    stacks = [region for region in process.regions if region.kind is Kind.THREAD_STACK]
    return LoadMoment(
        at_ms=round(at_ms, 1),
        done=done,
        threads=len(process.threads),
        virtual=process.usage.virtual,
        resident=process.usage.resident,
        proportional=process.usage.proportional,
        unique=process.usage.unique,
        stacks_reserved=sum(region.size for region in stacks),
        stacks_touched=add_known(region.usage.resident for region in stacks),
        arenas=sum(region.kind is Kind.ARENA for region in process.regions),
    )
