"""Looks closer at processes that never were, and notes what it was asked."""

import threading
from array import array
from collections.abc import Sequence

from memscope.analyze.hex_layout import HexLayout, hex_layout
from memscope.analyze.sharing.once import CountedOnce
from memscope.analyze.where import WrittenAddress
from memscope.collect.closer.registers import RegisterLook
from memscope.collect.closer.telling import Marked, Tell
from memscope.collect.closer.where import Located
from memscope.errors import MemscopeError
from memscope.model.address import Address
from memscope.model.finding import Answer, Target
from memscope.model.kinds import Kind
from memscope.model.page import CODES, Page, PageMap, PagePiece, PageState
from memscope.model.place import (
    ROW,
    HexRow,
    Place,
    Pointer,
    Symbol,
    SymbolKind,
    Variable,
)
from memscope.model.process import Process, Thread
from memscope.model.ranges import Ranges
from memscope.model.region import Region
from memscope.model.snapshot import Snapshot
from memscope.parse.pagemap import Pages
from tests.unit.render.text.answers import answer, finding

PAGE = 4096
NAME = "total[/]"


class PreparedCloser:
    """Answers from memory; says what it was told to say.

    Attributes:
        states: Of the first pages of whatever is looked at; the others are absent.
        problem: Raised instead of an answer.
        asked: Names of the questions, and the threads they came on.
    """

    def __init__(self) -> None:
        self.states = [PageState.EXCLUSIVE, PageState.SHARED]
        self.words = b"\x2a"
        self.has_variables = True
        self.problem: MemscopeError | None = None
        self.asked: list[tuple[str, object]] = []
        self.threads: set[str] = set()
        self.gate = threading.Event()
        self.gate.set()

    def _note(self, what: str, about: object) -> None:
        self.asked.append((what, about))
        self.threads.add(threading.current_thread().name)
        self.gate.wait(10)
        if self.problem is not None:
            raise self.problem

    def count(self, what: str) -> int:
        """How often something was asked."""
        return sum(one == what for one, _about in self.asked)

    def pages(self, pid: int, start: int, end: int, *, contents: bool) -> PageMap:
        """The states as prepared."""
        self._note("pages", (pid, start, end))
        codes = bytes(CODES[state] for state in self.states)
        words = array("Q", [1 << 63 | 0x1000 + at for at in range(len(codes))])
        return PageMap(start, end, PAGE, (PagePiece(start, codes, words),))

    def page(self, pid: int, address: int) -> Page:
        """A page in frame 0xabc."""
        self._note("page", address)
        at = address - address % PAGE
        return Page(at, PageState.EXCLUSIVE, False, True, 0xABC, 1, ("anon",))

    def cached(self, pid: int, region: Region) -> int | None:
        """Two pages of the file."""
        self._note("cached", region.start)
        return 2 * PAGE

    def layout(self, process: Process, start: int, end: int) -> HexLayout:
        """The first two pages are in RAM."""
        self._note("layout", (start, end))
        present = min(start + 2 * PAGE, end)
        return hex_layout(start, end, Pages(resident=Ranges([start], [present])))

    def rows(
        self, process: Process, layout: HexLayout, first: int, count: int
    ) -> Sequence[HexRow]:
        """Bytes of one value; each row has a name, and points at the heap."""
        self._note("rows", (first, count))
        found = []
        for row in range(first, min(first + count, layout.rows)):
            low, high, state = layout.bounds(row)
            if state is not PageState.PRESENT:
                found.append(HexRow(low, high, state))
                continue
            data = (self.words * ROW)[: high - low]
            symbol = Symbol(NAME, low, 4, SymbolKind.OBJECT)
            heap = next(one for one in process.regions if one.kind.value == "heap")
            pointer = Pointer(heap.start + 0x120, heap, 0x120)
            found.append(HexRow(low, high, state, data, (pointer, None), (symbol,)))
        return found

    def variables(self, process: Process, region: Region) -> Sequence[Variable]:
        """One, of value 42, or none."""
        self._note("variables", region.start)
        if not self.has_variables:
            return []
        symbol = Symbol(NAME, region.start, 4, SymbolKind.OBJECT)
        return [Variable(symbol, b"\x2a\0\0\0")]

    def registers(self, snapshot: Snapshot, process: Process) -> RegisterLook:
        """The main thread stopped for 23 µs."""
        self._note("registers", process.pid)
        heap = next(one for one in process.regions if one.kind.value == "heap")
        main, *others = process.threads
        names = {"rip": heap.start + 8, "rsp": main.sp or 0, "rax": 7}
        read = Thread(
            main.tid,
            main.name,
            main.state,
            main.cpu_ms,
            stack=main.stack,
            registers={name: Address(value) for name, value in names.items()},
            stopped_us_=23.0,
        )
        changed = Process(
            **{
                **{name: getattr(process, name) for name in process.__struct_fields__},
                "threads": (read, *others),
            }
        )
        pointers = {(main.tid, "rip"): Pointer(heap.start + 8, heap, 8)}
        return RegisterLook(changed, pointers, ())

    def where(self, pid: int, address: WrittenAddress) -> Located:
        """The region of the address."""
        self._note("where", address.readings[0])
        assert self.process is not None
        at = address.readings[0]
        region = self.process.region_at(at)
        place = Place(
            at,
            region,
            at - region.start if region else None,
            None, None, None, None, None, None, None, None, None,
        )  # fmt: skip
        return Located(self.process, place, ())

    process: Process | None = None

    def why(self, pid: int) -> Answer:
        """One finding about the heap, and one that is about no place."""
        self._note("why", pid)
        about = (self.process.regions[0].start,) if self.process else ()
        for region in self.process.regions if self.process else ():
            if region.kind is Kind.HEAP:
                about = (region.start,)
        first = finding(pids=(pid,), regions=about)
        other = finding(id="peak-passed", title="It was larger once", regions=())
        return answer(first, other, targets=(Target(pid, "anatomy", "live"),))

    def once(self, marked: Marked, tell: Tell) -> CountedOnce:
        """Of each region a page of its own, and one that all of them have."""
        self._note("once", tuple(process.pid for process, _those in marked))
        regions = {
            (who.identity, int(one.start)): one
            for who, those in marked
            for one in those
        }
        tell("counting page frames", 1, 2)
        return CountedOnce(regions, PAGE * len(regions), PAGE, is_certain=True)
