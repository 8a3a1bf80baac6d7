"""The stacks of a Go program's threads, by the runtime's own records.

Go: src/runtime/runtime2.go. A thread has a record (`m`), and a stack of its own in the
heap that a second record (`g0`) bounds; each points at the other. All threads are a
list that ends with the first one, which lies among the program's variables. Go code
itself runs on stacks of goroutines: one `g` each, which names the thread it is on.

Where in a record a field is differs between versions, but for the first ones. So the
list and the thread's id are looked for, and have to agree for all threads.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from struct import Struct as Layout

from msgspec import Struct

from memscope.analyze.spans import Span
from memscope.analyze.stacks.claim import StackClaim
from memscope.model import labels
from memscope.model.evidence import RUNTIME_MARK, SP_INSIDE, with_detail
from memscope.model.kinds import Confidence, Kind
from memscope.model.ranges import Ranges

Read = Callable[[Sequence[int], int], Sequence[bytes | None]]
"""Returns `size` bytes from each address, None where they are not in RAM."""
Variables = Sequence[tuple[int, bytes]]
"""Address and bytes of what is in RAM of the program's variables."""

MARK = with_detail(RUNTIME_MARK, "Go's records of threads")
_GOROUTINE = with_detail(RUNTIME_MARK, "Go's record of a goroutine")
_G = Layout("<7Q")
"""g: bounds of its stack, two limits, two lists, the thread it is on."""
_THREAD = 48
"""Where in `g` the last of them is."""
_M = Layout("<80Q")
"""As much of `m` as is read; its first word is `g0`."""
_IDS = (8, 9)
"""Which word of `m` is the thread's id: since 1.25, before."""
_MOST_THREADS = 4096
_MOST_STACK = 1 << 30
_MOST_HEADS = 1 << 14


class GoThread(Struct, frozen=True, gc=False):
    """One thread of a Go program.

    Attributes:
        tid: Thread id; as the thread itself sees it when it was just read.
        record: Address of its `m`.
        start: Lowest address of its own stack.
        end: First address above it.
    """

    tid: int
    record: int
    start: int
    end: int


class _GoRecords(Struct, frozen=True, gc=False):
    """Reads records; where they may lie is checked before."""

    read: Read
    heap: Ranges
    variables: tuple[int, int]

    def may_hold(self, address: int) -> bool:
        low, high = self.variables
        return not address % 8 and (low <= address < high or address in self.heap)

    def stacks(self, addresses: Iterable[int]) -> dict[int, tuple[int, ...]]:
        """Return what of these is a `g`: bounds of a stack and limits in it."""
        wanted = sorted({one for one in addresses if self.may_hold(one)})
        data = self.read(wanted, _G.size)
        return {
            at: _G.unpack(one)
            for at, one in zip(wanted, data, strict=True)
            if one is not None
        }

    def threads(self, addresses: Iterable[int]) -> dict[int, tuple[int, ...]]:
        """Return those of these that are an `m`: their `g0` points back."""
        wanted = sorted({one for one in addresses if self.may_hold(one)})
        data = self.read(wanted, _M.size)
        found = {
            at: _M.unpack(one)
            for at, one in zip(wanted, data, strict=True)
            if one is not None
        }
        stacks = self.stacks(words[0] for words in found.values())
        return {
            at: words
            for at, words in found.items()
            if (own := stacks.get(words[0])) is not None and own[6] == at
        }


def find_go_threads(
    variables: Variables, heap: Ranges, read: Read, main: int
) -> tuple[GoThread, ...]:
    """Return the threads of a Go program; () when its records do not agree.

    Args:
        variables: What is in RAM of the variables of what Go's tools made.
        heap: The runtime's arenas.
        read: How memory is read; absent pages are never touched.
        main: Id of the main thread, as it sees itself.
    """
    if not variables or not heap:
        return ()
    bounds = variables[0][0], variables[-1][0] + len(variables[-1][1])
    records = _GoRecords(read, heap, bounds)
    first = _first_thread(variables, records, main)
    if first is None:
        return ()
    low, high = heap.starts[0], heap.ends[-1]
    heads = {
        word
        for _, data in variables
        for word in memoryview(data[: len(data) & ~7]).cast("Q")
        if low <= word < high and word in heap
    }
    heads.add(first)
    if len(heads) > _MOST_HEADS:
        return ()
    known = records.threads(heads)
    threads = _longest_list(records, known, first)
    return _with_ids(records, threads, main) if first in threads else ()


def _first_thread(variables: Variables, records: _GoRecords, main: int) -> int | None:
    """Return the record of the first thread: it and its `g0` are both variables."""
    low, high = records.variables
    pairs = {
        address + 8 * number: word
        for address, data in variables
        for number, word in enumerate(memoryview(data[: len(data) & ~7]).cast("Q"))
        if low <= word < high and not word % 8
    }
    # Other variables lead to one another likewise.
    pairs = {at: own for at, own in pairs.items() if pairs.get(own + _THREAD) == at}
    stacks = records.stacks(pairs.values())
    found = [
        at
        for at, words in records.threads(pairs).items()
        if _is_stack(stacks.get(words[0])) and main in (words[one] for one in _IDS)
    ]
    return found[0] if len(found) == 1 else None


def _longest_list(
    records: _GoRecords, known: Mapping[int, tuple[int, ...]], first: int
) -> dict[int, tuple[int, ...]]:
    """Return the threads of the longest list of records that ends with the first."""
    seen = dict(known)
    if first not in seen:
        return {}
    best, others = [first], {0}
    ends = {at for at, word in enumerate(seen[first]) if not word}
    for head in known:
        for place in sorted(ends):
            chain, at = [head], head
            while at != first and len(chain) < _MOST_THREADS:
                following = seen[at][place]
                if following not in seen and following not in others:
                    seen |= records.threads([following])
                if following not in seen:
                    others.add(following)
                    break
                if following in chain:
                    break
                at = following
                chain.append(at)
            if at == first and len(chain) > len(best):
                best = chain
    return {one: seen[one] for one in best}


def _with_ids(
    records: _GoRecords, threads: Mapping[int, tuple[int, ...]], main: int
) -> tuple[GoThread, ...]:
    """Find out which word is the thread's id, and bound the threads' own stacks."""
    *_, first = threads
    places = [one for one in _IDS if threads[first][one] == main]
    ids = [words[places[0]] for words in threads.values()] if places else []
    told = [one for one in ids if one]
    if len(places) != 1 or len(set(told)) != len(told) or any(i >> 31 for i in told):
        return ()
    stacks = records.stacks(words[0] for words in threads.values())
    return tuple(
        GoThread(number, at, *stacks[words[0]][:2])
        for number, (at, words) in zip(ids, threads.items(), strict=True)
        if number and _is_stack(stacks.get(words[0]))
    )


def _is_stack(words: tuple[int, ...] | None) -> bool:
    """Tell whether the bounds of a thread's own stack, and its limit, make sense."""
    if words is None:
        return False
    low, high, limit = words[:3]
    return 0 < low < limit < high <= low + _MOST_STACK


def goroutine_spans(
    threads: Sequence[tuple[str, int, GoThread]],
    variables: tuple[int, int],
    heap: Ranges,
    read: Read,
) -> list[Span]:
    """Return the stacks of goroutines that threads run on, in order of address.

    Args:
        threads: Name and stack pointer of threads that are not on their own stacks.
        variables: Bounds of the program's variables.
        heap: The runtime's arenas.
        read: How memory is read; absent pages are never touched.
    """
    records = _GoRecords(read, heap, variables)
    data = read([one.record for *_, one in threads], _M.size)
    spans: dict[int, Span] = {}
    for (name, sp, thread), one in zip(threads, data, strict=True):
        if one is None:
            continue
        bounds = {
            words[:2]
            for words in records.stacks(_M.unpack(one)).values()
            if words[6] == thread.record and words[0] < sp <= words[1]
        }
        if len(bounds) == 1:
            low, high = next(iter(bounds))
            if heap.bytes_in(low, high) == high - low:
                spans[low] = _goroutine(name, low, high)
    return [spans[low] for low in sorted(spans)]


def _goroutine(name: str, start: int, end: int) -> Span:
    return Span(
        start,
        end,
        Kind.ANON,
        label=labels.GOROUTINE_UNDER.format(name=name),
        evidence=(SP_INSIDE, _GOROUTINE),
        confidence=Confidence.LIKELY,
    )


def go_claims(
    threads: Iterable[GoThread], names: Mapping[int, str], heap: Ranges
) -> list[StackClaim]:
    """Return the threads' own stacks as far as they lie in the runtime's heap.

    With cgo they are the C library's, which knows them better; the main thread's is the
    kernel's.
    """
    return [
        StackClaim(
            one.tid,
            one.start,
            one.end,
            0,
            (MARK,),
            Confidence.LIKELY,
            labels.STACK_OF.format(name=names[one.tid]),
        )
        for one in sorted(threads, key=lambda thread: thread.start)
        if heap.bytes_in(one.start, one.end) == one.end - one.start
    ]
