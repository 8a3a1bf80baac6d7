"""The single letters of `g`: heap, stacks, code, the largest, the newest."""

from collections.abc import Callable
from dataclasses import dataclass

from memscope.analyze.filter.bearings import Bearings
from memscope.analyze.goto.destination import Destination, Way
from memscope.i18n import N_
from memscope.model import labels
from memscope.model.kinds import Kind
from memscope.model.process import Thread
from memscope.model.region import Region

_Found = tuple[int | None, str]
"""An address, or why there is none."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One of them.

    Attributes:
        letter: As typed.
        name: English; to be translated when it is shown.
    """

    letter: str
    name: str


LETTERS = (
    Letter("h", labels.HEAP),
    Letter("s", N_("stack of the thread")),
    Letter("S", N_("main stack")),
    Letter("p", N_("PC of the thread")),
    Letter("c", N_("code of the program")),
    Letter("l", N_("the largest")),
    Letter("n", N_("the newest")),
)
_THERE_IS_NONE = N_("there is none")


def lettered(letter: str, bearings: Bearings, thread: Thread | None) -> Destination:
    """Return where a letter leads.

    Args:
        letter: One of `LETTERS`.
        bearings: The process in front.
        thread: The selected one; None: the main thread.
    """
    process = bearings.process
    meant = thread or next(iter(process.threads), None)
    address, why = _FIND[letter](bearings, meant)
    name = next(one.name for one in LETTERS if one.letter == letter)
    region = None if address is None else process.region_at(address)
    return Destination(Way.LETTER, process.identity, address, name, region, why_not=why)


def _of_kind(kind: Kind) -> Callable[[Bearings, Thread | None], _Found]:
    def find(bearings: Bearings, _thread: Thread | None) -> _Found:
        regions = bearings.process.regions
        return _start(next((one for one in regions if one.kind is kind), None))

    return find


def _stack(_bearings: Bearings, thread: Thread | None) -> _Found:
    """Where the stack pointer is, or else its upper end, where it begins."""
    stack = thread.stack if thread else None
    if thread is None or stack is None:
        return None, N_("its stack is not known")
    is_known = thread.sp is not None and thread.sp in stack
    return (thread.sp if is_known else stack.end - 1), ""


def _counter(_bearings: Bearings, thread: Thread | None) -> _Found:
    if thread is not None and thread.pc is not None:
        return thread.pc, ""
    if thread is not None and thread.state == "R":
        return None, N_("not known while the thread runs")
    return None, N_("not known of this thread")


def _code(bearings: Bearings, _thread: Thread | None) -> _Found:
    exe = bearings.process.exe
    code = [one for one in bearings.process.regions if one.kind is Kind.CODE]
    own = next((one for one in code if one.image == exe), None)
    return _start(own or next(iter(code), None))


def _largest(bearings: Bearings, _thread: Thread | None) -> _Found:
    known = [one for one in bearings.process.regions if one.usage.resident is not None]
    if not known:
        return None, N_("what is in RAM is not known")
    return max(known, key=lambda one: one.usage.resident or 0).start, ""


def _newest(bearings: Bearings, _thread: Thread | None) -> _Found:
    starts = {one.start for one in bearings.process.regions}
    came = [(at, start) for start, at in bearings.appeared.items() if start in starts]
    if not came:
        return None, N_("nothing appeared since the first look")
    return max(came)[1], ""


def _start(region: Region | None) -> _Found:
    return (None, _THERE_IS_NONE) if region is None else (region.start, "")


_FIND: dict[str, Callable[[Bearings, Thread | None], _Found]] = {
    "h": _of_kind(Kind.HEAP),
    "s": _stack,
    "S": _of_kind(Kind.STACK),
    "p": _counter,
    "c": _code,
    "l": _largest,
    "n": _newest,
}
