"""Snapshots and lessons to make pages of, some of them malicious."""

from memscope.model.claim import Claim, LessonResult, StepResult, Verdict
from memscope.model.kinds import Kind
from memscope.model.region import Region
from memscope.model.snapshot import Gap, Snapshot
from tests.tui.synthetic import process, region, snapshot

EVIL = (
    "/tmp/<script>window.evil=1</script>",
    "/tmp/</script><script>window.evil=2</script>",
    "/tmp/\"onmouseover='window.evil=3'",
    "/tmp/<img src=x onerror=window.evil=4>",
    "/tmp/{{ 7*7 }}{% raw %}${7*7}",
    "/tmp/<!--<script>",
    "/tmp/\u202egnp.exe",
    "/tmp/line\u2028separator\u2029",
    "/tmp/not-utf8-\udcff\udcfe",
    "/tmp/bell\x07\x1b]0;title\x07\x00",
    "/tmp/]]>&lt;&#x41;",
)
"""Names that would do harm in a page, or in what reads one."""


def plain() -> Snapshot:
    """One process, as in the first lesson, with something unknown."""
    unknown = region(0x7100_0000_0000, 0x5000, Kind.ANON, resident=None)
    return snapshot(process(4242, more=[unknown]))


def malicious() -> Snapshot:
    """Every name that a stranger may choose is one of `EVIL`."""
    files = [
        region(
            0x7100_0000_0000 + at * 0x10000,
            0x2000,
            Kind.SHARED,
            path=name,
            label=name,
            evidence=(f"anon-name:{name}",),
        )
        for at, name in enumerate(EVIL)
    ]
    one = process(4242, more=files)
    evil = EVIL[1]
    threads = tuple(
        type(thread)(tid=thread.tid, name=evil, state="<b>", cpu_ms=0)
        for thread in one.threads
    )
    made = type(one)(
        pid=one.pid, ppid=1, start_ticks=1, name=evil, exe=EVIL[0], cmdline=EVIL,
        state="<", address_space=evil, usage=one.usage, threads=threads,
        regions=one.regions,
    )  # fmt: skip
    gap = Gap(what=evil, pid=4242, why=evil, remedy=evil)
    taken = snapshot(made)
    return Snapshot(taken.taken_at, 1.0, taken.system, (made,), (gap,))


def lesson(text: str = "Both read the same address.") -> LessonResult:
    """A lesson in which everything that can happen to a claim has happened."""
    claims = tuple(
        Claim(
            verdict.value, text, verdict, why, {"address": "0x10", "a": 42, text: None}
        )
        for verdict, why in (
            (Verdict.TRUE, None),
            (Verdict.FALSE, None),
            (Verdict.UNKNOWN, text),
        )
    )
    step = StepResult("one", text, f"{text}\n\n{text}", text, claims, 12.0)
    return LessonResult("isolation", text, "en", (step, step))


def lowest(taken: Snapshot) -> Region:
    """Return the region with the lowest address."""
    return taken.processes[0].regions[0]
