"""The one sentence above everything: the worst that is known of a process right now.

Judged from what was looked at anyway; nothing is read for it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from memscope.analyze.growth.growth import NO_GROWTH, Growth
from memscope.analyze.growth.pace import LayerPace
from memscope.model import labels
from memscope.model.finding import Finding, Severity
from memscope.model.limit import Limit
from memscope.model.process import Process, Thread
from memscope.model.region import Region
from memscope.model.snapshot import MEMORY_MAP, Gap
from memscope.model.word import Word

NEARLY = 0.8
"""Of a limit."""
_TIMES = 4
"""Virtual over resident, above which it is worth a word."""
_TOLD = 64
"""Processes whose news is remembered."""
_MEMORY_LIMITS = {
    "memory.max",
    "memory.high",
    "RLIMIT_AS",
    "RLIMIT_DATA",
    "vm.max_map_count",
}
_NOBODYS = {
    labels.NO_THREADS_STACK,
    labels.ENDED_STACK,
    labels.UNJOINED_STACK,
}


class Matter(Word):
    """What the news is about, in order of urgency."""

    ENDED = "ended"
    REFUSED = "refused"
    SWAP = "swap"
    LIMIT = "limit"
    STACK = "stack"
    GROWTH = "growth"
    NOBODYS_STACKS = "nobodys-stacks"
    VIRTUAL = "virtual"
    FINDING = "finding"


@dataclass(frozen=True, slots=True)
class News:
    """What to say, and what shows it.

    Attributes:
        matter: What it is about.
        filter: Shows the rows that say why, in the language of the filter; "": none.
        addresses: First addresses of the regions that it is about.
        bytes: How much; of growth: a minute.
        share: Of a limit, 1.0: all; of virtual memory: how many times resident.
        name: Of a limit or a thread; why the map may not be read.
        count: How many stacks.
        seconds: Since when it grows.
        layers: In which kinds of memory it grows, the fastest first.
        finding: What `why` found.
    """

    matter: Matter
    filter: str = ""
    addresses: tuple[int, ...] = ()
    bytes: int | None = None
    share: float | None = None
    name: str = ""
    count: int = 0
    seconds: float = 0.0
    layers: tuple[LayerPace, ...] = ()
    finding: Finding | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is known of a process, to be judged.

    Attributes:
        process: As seen last.
        ended: It has ended since.
        gaps: What could not be seen of it.
        growth: Of the last looks.
        findings: What `why` found in looks of before, the worst first.
        limits: Those in force, where they were asked for; the process may have them.
    """

    process: Process
    ended: bool = False
    gaps: Sequence[Gap] = ()
    growth: Growth = NO_GROWTH
    findings: Sequence[Finding] = ()
    limits: Sequence[Limit] = ()

    def is_same(self, other: "Known") -> bool:
        """Tell whether the same records are known: then so is the news."""
        return (
            self.process is other.process
            and self.growth is other.growth
            and self.findings is other.findings
            and self.limits is other.limits
            and (self.ended, self.gaps) == (other.ended, other.gaps)
        )


class ToldNews:
    """Asks once while the same is known: each key has the header put together."""

    def __init__(self) -> None:
        self._told: dict[tuple[int, int], tuple[Known, News | None]] = {}

    def __call__(self, known: Known) -> News | None:
        """Return the news of a process."""
        key = known.process.identity
        told = self._told.get(key)
        if told is None or not told[0].is_same(known):
            if len(self._told) >= _TOLD:
                self._told.clear()
            told = self._told[key] = (known, news_of(known))
        return told[1]


def news_of(known: Known) -> News | None:
    """Return the first that holds; None: there is nothing to say."""
    return next((news for ask in _QUESTIONS if (news := ask(known))), None)


def _ended(known: Known) -> News | None:
    return News(Matter.ENDED) if known.ended else None


def _refused(known: Known) -> News | None:
    gap = next((one for one in known.gaps if one.what == MEMORY_MAP), None)
    return News(Matter.REFUSED, name=gap.why) if gap else None


def _swap(known: Known) -> News | None:
    swapped = known.process.usage.swapped
    return News(Matter.SWAP, "swap>0", bytes=swapped) if swapped else None


def _limit(known: Known) -> News | None:
    near = [
        (one.share, one.name)
        for one in (*(known.process.limits or ()), *known.limits)
        if one.name in _MEMORY_LIMITS and one.share is not None and one.share > NEARLY
    ]
    if not near:
        return None
    share, name = max(near)
    return News(Matter.LIMIT, share=share, name=name)


def _stack(known: Known) -> News | None:
    fullest = max(known.process.threads, key=_fullness, default=None)
    if fullest is None or fullest.stack is None or _fullness(fullest) <= NEARLY:
        return None
    return News(
        Matter.STACK,
        f"seg:stack thread:{fullest.tid}",
        (int(fullest.stack.start),),
        bytes=fullest.stack.limit or fullest.stack.size,
        share=_fullness(fullest),
        name=fullest.name,
    )


def _fullness(thread: Thread) -> float:
    """Return how much of its stack a thread uses; 0 where nobody knows.

    What the main one touched made it grow. Another may be touched as a whole without
    being used, where all memory is locked.
    """
    stack = thread.stack
    if stack is None:
        return 0.0
    if stack.limit:
        return stack.size / stack.limit
    return (stack.depth or 0) / stack.size if stack.size else 0.0


def _growth(known: Known) -> News | None:
    growth = known.growth
    if not growth.is_growing or growth.rate is None:
        return None
    return News(
        Matter.GROWTH,
        "grew>0 since:5m" if growth.since >= 300 else "grew>0 since:30s",
        bytes=int(growth.rate),
        seconds=growth.since,
        layers=tuple(growth.layers),
    )


def _nobodys_stacks(known: Known) -> News | None:
    found = [one for one in known.process.regions if one.label in _NOBODYS]
    if not found:
        return None
    return News(
        Matter.NOBODYS_STACKS,
        "name:" + ",".join(f'"{one}"' for one in sorted({one.label for one in found})),
        tuple(int(one.start) for one in found),
        bytes=_resident(found),
        count=len(found),
    )


def _resident(regions: Iterable[Region]) -> int | None:
    known = [one.usage.resident for one in regions]
    return None if None in known else sum(filter(None, known))


def _virtual(known: Known) -> News | None:
    usage = known.process.usage
    if not usage.virtual or not usage.resident:
        return None
    times = usage.virtual / usage.resident
    if times <= _TIMES:
        return None
    return News(Matter.VIRTUAL, "mapped>16M touched<10%", share=times)


def _finding(known: Known) -> News | None:
    worst = next(
        (one for one in known.findings if one.severity is not Severity.HARMLESS), None
    )
    if worst is None:
        return None
    addresses = tuple(int(one) for one in worst.regions)
    return News(Matter.FINDING, addresses=addresses, bytes=worst.bytes, finding=worst)


_QUESTIONS: tuple[Callable[[Known], News | None], ...] = (
    _ended,
    _refused,
    _swap,
    _limit,
    _stack,
    _growth,
    _nobodys_stacks,
    _virtual,
    _finding,
)
