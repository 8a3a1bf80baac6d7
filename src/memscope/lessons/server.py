"""Lesson 4: one thread or many behind a web server, and what the memory does."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from memscope.analyze.totals import add_known
from memscope.lab.load import MOST_CLIENTS, MOST_REQUESTS, Load
from memscope.lessons.base import Lesson, step
from memscope.lessons.settings import Setting
from memscope.lessons.stage import Stage
from memscope.model.claim import Evidence
from memscope.model.kinds import Kind
from memscope.model.load import LoadMoment, LoadRun
from memscope.model.process import Process

_EIGHT_MIB = 8 << 20
_SMALL_SHARE = 0.1
_CLEARLY = 1.3
"""A ratio that noise on a shared machine does not make."""


@dataclass(slots=True)
class Runs:
    """Repetitions of one load on one server."""

    runs: list[LoadRun] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Median time to answer all."""
        return statistics.median(run.seconds for run in self.runs)

    @property
    def middle(self) -> LoadRun:
        """The repetition nearest to the median."""
        return min(self.runs, key=lambda run: abs(run.seconds - self.seconds))

    @property
    def spread(self) -> str:
        """Fastest and slowest repetition, in seconds."""
        times = [run.seconds for run in self.runs]
        return f"{min(times):.2f}–{max(times):.2f}"

    def peak(self, name: str) -> int:
        """Median of the repetitions' peaks; 0 when it was never known."""
        peaks = [run.peak(name) for run in self.runs]
        known = [peak for peak in peaks if peak is not None]
        return int(statistics.median(known)) if known else 0

    def is_faster_than(self, other: "Runs") -> bool:
        """Every repetition was faster than every one of the other's."""
        slowest = max(run.seconds for run in self.runs)
        return slowest * _CLEARLY < min(run.seconds for run in other.runs)

    @property
    def errors(self) -> int:
        """Requests that failed."""
        return sum(run.errors for run in self.runs)


class ServerLesson(Lesson):
    """The same application and load on one thread, on many, and on a pool."""

    name = "server"
    settings: ClassVar = {
        "requests": Setting(40, 1, MOST_REQUESTS),
        "concurrency": Setting(40, 1, MOST_CLIENTS),
        "handler_ms": Setting(70, 1, 2000),
        "workers": Setting(8, 1, 64),
        "repetitions": Setting(3, 1, 20),
        "cpu_ms": Setting(8, 1, 500),
    }

    single: Runs
    threaded: Runs
    pool: Runs

    @step("single")
    def run_single(self, stage: Stage) -> None:
        """Put the load on a server with one thread."""
        self.single = _measure(stage, "single", "io")
        wanted = stage.number("requests")
        handler_s = stage.number("handler_ms") / 1000
        stage.claim(
            "all-answered",
            self.single.errors == 0,
            requests=wanted * len(self.single.runs),
            errors=self.single.errors,
        )
        stage.claim(
            "one-thread-serves",
            self.single.peak("threads") == 1,
            threads=self.single.peak("threads"),
        )
        stage.claim(
            "one-after-the-other",
            self.single.seconds >= wanted * handler_s * 0.95,
            seconds=round(self.single.seconds, 2),
            spread=self.single.spread,
            alone=round(wanted * handler_s, 2),
            measured=_latency(self.single),
        )

    @step("threaded")
    def run_threaded(self, stage: Stage) -> None:
        """Put the same load on a server that makes a thread per connection."""
        self.threaded = _measure(stage, "threaded", "io", [self.single])
        stage.claim(
            "many-threads-serve",
            self.threaded.peak("threads") > self.single.peak("threads"),
            threads=self.threaded.peak("threads"),
            single=self.single.peak("threads"),
        )
        stage.claim(
            "threads-finish-sooner",
            self.threaded.is_faster_than(self.single),
            seconds=round(self.threaded.seconds, 2),
            spread=self.threaded.spread,
            single_seconds=round(self.single.seconds, 2),
            ratio=round(self.single.seconds / self.threaded.seconds, 1),
            measured=_latency(self.threaded),
        )

    @step("memory")
    def memory(self, stage: Stage) -> None:
        """Compare what the memory of the two did under load."""
        one, many = self.single, self.threaded
        stage.exhibits = [one.middle, many.middle]
        virtual = many.peak("virtual") - one.peak("virtual")
        stage.claim(
            "virtual-is-far-larger",
            virtual > many.peak("threads") * _EIGHT_MIB // 4,
            single=one.peak("virtual"),
            threaded=many.peak("virtual"),
            more=virtual,
        )
        reserved, touched = many.peak("stacks_reserved"), many.peak("stacks_touched")
        arenas = many.peak("arenas") - one.peak("arenas")
        stage.claim(
            "stacks-and-arenas-make-it",
            reserved + arenas * (64 << 20) > virtual // 2,
            reserved=reserved,
            arenas=arenas,
            more=virtual,
        )
        stage.claim(
            "stacks-are-hardly-touched",
            touched < reserved * _SMALL_SHARE,
            reserved=reserved,
            touched=touched,
            share=round(touched / reserved, 4) if reserved else None,
        )
        stage.claim(
            "resident-is-larger",
            many.peak("resident") > one.peak("resident"),
            single=one.peak("resident"),
            threaded=many.peak("resident"),
            more=many.peak("resident") - one.peak("resident"),
            proportional=many.peak("proportional"),
            unique=many.peak("unique"),
        )

    @step("pool")
    def run_pool(self, stage: Stage) -> None:
        """Put the same load on a server with a fixed number of threads."""
        self.pool = _measure(stage, "pool", "io", [self.single, self.threaded])
        workers = stage.number("workers")
        stage.claim(
            "pool-bounds-threads",
            self.pool.peak("threads") <= workers + 2,
            threads=self.pool.peak("threads"),
            workers=workers,
            threaded=self.threaded.peak("threads"),
        )
        stage.claim(
            "pool-is-faster-than-one",
            self.pool.is_faster_than(self.single),
            seconds=round(self.pool.seconds, 2),
            spread=self.pool.spread,
            single_seconds=round(self.single.seconds, 2),
            measured=_latency(self.pool),
        )
        stage.claim(
            "pool-bounds-memory",
            self.pool.peak("stacks_reserved") < self.threaded.peak("stacks_reserved"),
            reserved=self.pool.peak("stacks_reserved"),
            threaded=self.threaded.peak("stacks_reserved"),
            virtual=self.pool.peak("virtual"),
        )

    @step("cpu-bound")
    def cpu_bound(self, stage: Stage) -> None:
        """Let the handler compute instead of wait."""
        one = _measure(stage, "single", "cpu")
        many = _measure(stage, "threaded", "cpu", [one])
        ratio = one.seconds / many.seconds
        stage.claim(
            "threads-hardly-help-computing",
            ratio < 1.0 + (_CLEARLY - 1.0) * 2,
            single=round(one.seconds, 2),
            threaded=round(many.seconds, 2),
            ratio=round(ratio, 2),
            waiting_ratio=round(self.single.seconds / self.threaded.seconds, 1),
        )


def _measure(
    stage: Stage, server: str, work: str, beside: Sequence["Runs"] = ()
) -> Runs:
    """Run the load several times, each on a server that has just started.

    Meanwhile the lanes of the servers measured before stand beside this one's.
    """
    runs = Runs()
    lanes = [one.middle for one in beside]
    for turn in range(stage.number("repetitions")):
        stage.progress(f"{server}, {work}: {turn + 1}")
        runs.runs.append(_one_run(stage, server, work, lanes))
    stage.exhibits = [*lanes, runs.middle]
    return runs


def _one_run(stage: Stage, server: str, work: str, lanes: Sequence[LoadRun]) -> LoadRun:
    # The last server stays for everybody to look at, until the next one starts.
    for program in stage.lab.programs:
        program.stop()
    workers = str(stage.number("workers"))
    app = stage.lab.start(
        "app", language="python", args=("--server", server, "--workers", workers)
    )
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
        moments.append(_moment(stage.process(app.pid, smaps=True), load))
        stage.exhibits = [*lanes, _run_so_far(server, load, moments)]

    # The first beat comes before any request has been answered.
    load.run(look, every_s=0.08)
    return _run_so_far(server, load, moments)


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
    )


def _moment(process: Process, load: Load) -> LoadMoment:
    stacks = [region for region in process.regions if region.kind is Kind.THREAD_STACK]
    return LoadMoment(
        at_ms=round(load.elapsed_ms, 1),
        done=load.done,
        threads=len(process.threads),
        virtual=process.usage.virtual,
        resident=process.usage.resident,
        proportional=process.usage.proportional,
        unique=process.usage.unique,
        stacks_reserved=sum(region.size for region in stacks),
        stacks_touched=add_known(region.usage.resident for region in stacks),
        arenas=sum(region.kind is Kind.ARENA for region in process.regions),
    )


def _latency(runs: Runs) -> Evidence:
    """Return the percentiles of the repetition in the middle, in milliseconds."""
    middle = runs.middle
    return {
        "per_second": round(middle.per_second, 1),
        "p50_ms": middle.p50_ms,
        "p90_ms": middle.p90_ms,
        "p99_ms": middle.p99_ms,
    }
