"""Lesson 4: one thread or many behind a web server, and what the memory does."""

import statistics
from collections.abc import Sequence
from typing import ClassVar

from memscope.i18n import N_
from memscope.lab.load import MOST_CLIENTS, MOST_REQUESTS
from memscope.lessons.base import Lesson, step
from memscope.lessons.repeated import BUSY, UNCLEAR, decide, is_above
from memscope.lessons.server_runs import Runs, measure, run_once, tell
from memscope.lessons.settings import Setting
from memscope.lessons.stage import Stage
from memscope.model.claim import Evidence

ARENA = 64 << 20
"""Bytes that glibc reserves for a malloc arena on 64-bit machines."""
_SMALL_SHARE = 0.1
_BARELY = 1.6
"""Below this a program that computes has not gained what two processors could give."""
_SAME = 1.005
"""Resident memory of two runs on one server differs by less."""
_DISTURBED = 1.5
_PATIENCE = 1
"""So many more repetitions are tried on a machine that is disturbed."""
_FAR = 2
"""Address space that is larger by less may be an arena or two."""
_PER_REQUEST_MS = 10
"""What sending and answering a request may cost, generously."""

_FAILED = N_("requests failed, so the times cannot be compared")
_HIDDEN = N_("the kernel does not tell here how much memory is in use; run as root")
NO_LOCK = N_("this Python was built without the interpreter's lock")


class ServerLesson(Lesson):
    """The same application and load on one thread, on many, and on a pool."""

    name = "server"
    settings: ClassVar = {
        "requests": Setting(40, 1, MOST_REQUESTS),
        "concurrency": Setting(40, 1, MOST_CLIENTS),
        "handler_ms": Setting(80, 1, 2000),
        "workers": Setting(8, 1, 64),
        "repetitions": Setting(3, 2, 20),
        "cpu_ms": Setting(20, 1, 500),
    }

    single: Runs
    threaded: Runs
    pool: Runs

    @step("single")
    def run_single(self, stage: Stage) -> None:
        """Put the load on a server with one thread."""
        self.single = one = measure(stage, "single")
        requests = stage.number("requests")
        alone = requests * stage.number("handler_ms") / 1000
        stage.claim(
            "all-answered",
            one.errors == 0,
            sent=requests * len(one.runs),
            errors=one.errors,
        )
        stage.claim(
            "one-thread-serves",
            max(one.peak("threads") or 0, one.answered_by) == 1,
            threads=one.peak("threads"),
            answered_by=one.answered_by,
        )
        stage.claim(
            "one-after-the-other",
            is_above(one.times, alone * 0.95) if not one.errors else None,
            why=_FAILED if one.errors else UNCLEAR,
            seconds=round(one.seconds, 2),
            spread=one.spread,
            alone=round(alone, 2),
            measured=_latency(one),
        )

    @step("threaded")
    def run_threaded(self, stage: Stage) -> None:
        """Put the same load on a server that makes a thread per connection."""
        one = self.single
        self.threaded = many = measure(stage, "threaded", [one])
        stage.claim(
            "many-threads-serve",
            many.answered_by > one.answered_by,
            threads=many.peak("threads"),
            answered_by=many.answered_by,
            single=one.answered_by,
        )
        stage.claim(
            "threads-finish-sooner",
            many.is_faster_than(one),
            why=_FAILED if many.errors or one.errors else UNCLEAR,
            seconds=round(many.seconds, 2),
            spread=many.spread,
            single_seconds=round(one.seconds, 2),
            waiting_ratio=round(one.seconds / many.seconds, 1),
            measured=_latency(many),
        )

    @step("memory")
    def memory(self, stage: Stage) -> None:
        """Compare what the memory of the two did under load."""
        one, many = self.single, self.threaded
        stage.exhibit_instead(one.middle, many.middle)
        before, after = one.peak("virtual"), many.peak("virtual")
        more = _difference(after, before)
        is_seen = many.were_seen_at_work(stage.number("concurrency"))
        stage.claim(
            "virtual-is-far-larger",
            _if_seen(
                is_seen, _is_larger(many.peaks("virtual"), one.peaks("virtual"), _FAR)
            ),
            why=_why_no_memory(many, "virtual", is_seen),
            single=before,
            threaded=after,
            more=more,
        )
        self._claim_stacks(stage, more, is_seen)
        stage.claim(
            "resident-is-larger",
            _if_seen(
                is_seen,
                _is_larger(many.peaks("resident"), one.peaks("resident"), _SAME),
            ),
            why=_why_no_memory(many, "resident", is_seen),
            single=one.peak("resident"),
            threaded=many.peak("resident"),
            more=_difference(many.peak("resident"), one.peak("resident")),
            proportional=many.peak("proportional"),
            unique=many.peak("unique"),
        )

    def _claim_stacks(self, stage: Stage, more: int | None, is_seen: bool) -> None:
        """Say whether stacks and arenas are what the many have more, and how used."""
        many = self.threaded
        reserved, touched = many.peak("stacks_reserved"), many.peak("stacks_touched")
        arenas = (many.peak("arenas") or 0) - (self.single.peak("arenas") or 0)
        explained = (reserved or 0) + arenas * ARENA
        stage.claim(
            "stacks-and-arenas-make-it",
            _if_seen(is_seen, 0 < more < 2 * explained if more is not None else None),
            why=_HIDDEN if more is None else BUSY,
            reserved=reserved,
            arenas=arenas,
            more=more,
        )
        stage.claim(
            "stacks-are-hardly-touched",
            _if_seen(is_seen, 0 < touched < (reserved or 0) * _SMALL_SHARE)
            if touched is not None
            else None,
            why=_HIDDEN if touched is None else BUSY,
            reserved=reserved,
            touched=touched,
        )

    @step("pool")
    def run_pool(self, stage: Stage) -> None:
        """Put the same load on a server with a fixed number of threads."""
        one, many = self.single, self.threaded
        self.pool = pool = measure(stage, "pool", [one, many])
        workers = stage.number("workers")
        threads = pool.peak("threads") or 0
        stage.claim(
            "pool-bounds-threads",
            threads <= workers + 2 and pool.answered_by <= workers,
            threads=threads,
            answered_by=pool.answered_by,
            workers=workers,
            threaded=many.answered_by,
        )
        stage.claim(
            "pool-is-faster-than-one",
            pool.is_faster_than(one),
            why=_FAILED if pool.errors or one.errors else UNCLEAR,
            seconds=round(pool.seconds, 2),
            spread=pool.spread,
            single_seconds=round(one.seconds, 2),
            threaded_seconds=round(many.seconds, 2),
            measured=_latency(pool),
        )
        is_seen = many.were_seen_at_work(stage.number("concurrency"))
        reserved, unbounded = (
            pool.peak("stacks_reserved"),
            many.peaks("stacks_reserved"),
        )
        is_known = reserved is not None and bool(unbounded)
        stage.claim(
            "pool-bounds-memory",
            _if_seen(is_seen, (reserved or 0) < max(unbounded)) if is_known else None,
            why=BUSY if is_known else _HIDDEN,
            reserved=reserved,
            threaded=max(unbounded, default=None),
            virtual=pool.peak("virtual"),
        )

    @step("cpu-bound")
    def cpu_bound(self, stage: Stage) -> None:
        """Let the handler compute instead of wait."""
        one, many = Runs(), Runs()
        repetitions = stage.number("repetitions")
        for turn in range(repetitions + _PATIENCE):
            tell(stage, turn)
            run_once(stage, one, "single", "cpu", [])
            run_once(stage, many, "threaded", "cpu", [one.middle])
            if turn + 1 >= repetitions and not _is_disturbed(stage, one):
                break
        stage.exhibit_instead(one.middle, many.middle)
        ratio = min(one.times) / min(many.times)
        why = _why_not_compared(stage, one, many)
        stage.claim(
            "threads-hardly-help-computing",
            hardly_helps(one, many) if why is None else None,
            why=why or UNCLEAR,
            single=round(min(one.times), 2),
            threaded=round(min(many.times), 2),
            ratio=round(ratio, 2),
            waiting_ratio=round(self.single.seconds / self.threaded.seconds, 1),
        )


def hardly_helps(one: Runs, many: Runs) -> bool | None:
    """Tell whether many threads need more than what two processors could do it in."""
    return decide([seconds / _BARELY for seconds in one.times], many.times)


def _why_not_compared(stage: Stage, one: Runs, many: Runs) -> str | None:
    """Say why times of computing say nothing here."""
    if one.errors or many.errors:
        return _FAILED
    if not many.has_lock:
        return NO_LOCK
    return UNCLEAR if _is_disturbed(stage, one) else None


def _is_disturbed(stage: Stage, one: Runs) -> bool:
    """Tell whether one thread alone took far longer than what it had to compute."""
    alone_ms = stage.number("requests") * (stage.number("cpu_ms") + _PER_REQUEST_MS)
    return min(one.times) * 1000 > _DISTURBED * alone_ms


def _is_larger(many: Sequence[int], one: Sequence[int], times: float) -> bool | None:
    """Compare every repetition with every one of the other's.

    None: one of them is unknown, or most say so and some do not.
    """
    if not many or not one:
        return None
    if min(many) > max(one) * times:
        return True
    return False if statistics.median(many) <= max(one) * times else None


def _if_seen(is_seen: bool, holds: bool | None) -> bool | None:
    """Keep what the looks prove; looks that came too late contradict nothing."""
    return holds if holds or is_seen else None


def _why_no_memory(many: Runs, name: str, is_seen: bool) -> str:
    """Say why nothing follows from what the looks saw of a server's memory."""
    if not many.peaks(name):
        return _HIDDEN
    return UNCLEAR if is_seen else BUSY


def _difference(many: int | None, one: int | None) -> int | None:
    return None if many is None or one is None else many - one


def _latency(runs: Runs) -> Evidence:
    """Return the percentiles of the repetition in the middle, in milliseconds."""
    middle = runs.middle
    return {
        "runs": len(runs.runs),
        "errors": runs.errors,
        "per_second": round(middle.per_second, 1),
        "p50_ms": middle.p50_ms,
        "p90_ms": middle.p90_ms,
        "p99_ms": middle.p99_ms,
    }
