"""Address space that V8 reserves: for generated code, around WebAssembly memories.

V8: src/heap/code-range.cc, src/objects/backing-store.cc. It says of neither in memory
that can be found quickly. So this is said only where its pages were found, and where
the shape is exact: what the kernel merged with a neighbour is left alone.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from memscope.analyze.spans import Span, VmaIndex
from memscope.model import labels
from memscope.model.evidence import NO_ACCESS, RUNTIME_MARK, with_detail
from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Vma

_CODE_RANGES = (512 << 20, 128 << 20)
"""Bytes since V8 9.2, and before, on 64-bit machines."""
_CODE_MARK = with_detail(RUNTIME_MARK, "V8's range of code begins with a page of it")
_BELOW, _FROM_START = 2 << 30, 8 << 30
"""Bytes without access below a WebAssembly memory, and from its start on."""
_WASM_PAGE = 64 << 10
_MOST_WASM = 4 << 30
_WASM_MARK = with_detail(RUNTIME_MARK, "V8's guards around a WebAssembly memory")


def v8_reservations(vmas: Sequence[Vma], pages: Sequence[Span]) -> list[Span]:
    """Return what V8 reserves and what it keeps between, in order of address.

    Args:
        vmas: The whole map, in order.
        pages: Of V8's heap; () when none were found, and then nothing is said.
    """
    if not pages:
        return []
    spans = [*_code_ranges(vmas, pages), *_wasm_memories(vmas)]
    return sorted(spans, key=lambda one: one.start)


def _code_ranges(vmas: Sequence[Vma], pages: Sequence[Span]) -> Iterator[Span]:
    """Yield the reservations in ranges of code that begin with a page of code."""
    index, done = VmaIndex(vmas), 0
    for page, code in pairwise(pages):
        # The page's header, a forbidden strip, and its code.
        is_code = code.kind is Kind.JIT and page.kind is Kind.ANON
        if not is_code or page.start < done or code.start - page.end > _WASM_PAGE:
            continue
        rows = next(
            (
                rows
                for size in _CODE_RANGES
                if (rows := _range_of_code(index, page.start, size))
            ),
            None,
        )
        for vma in rows or ():
            if vma.is_no_access:
                label = labels.V8_CODE_RESERVE
                yield _reserved(vma.start, vma.end, label, _CODE_MARK)
            done = vma.end


def _range_of_code(index: VmaIndex, start: int, size: int) -> Sequence[Vma] | None:
    """Return the rows of [start, start + size) if it is exactly a range of code."""
    rows = index.over(start, start + size)
    if not rows or rows[0].start != start or rows[-1].end != start + size:
        return None
    # V8 maps its built-in code there once more, from the program's file.
    return rows if all(_may_be_in_code_range(vma) for vma in rows) else None


def _may_be_in_code_range(vma: Vma) -> bool:
    if vma.is_shared:
        return False
    return vma.is_executable if vma.inode else not vma.path


def _wasm_memories(vmas: Sequence[Vma]) -> Iterator[Span]:
    """Yield WebAssembly memories, what each may grow into, and its guard below."""
    run: list[int] = []
    for at in range(1, len(vmas) - 1):
        if not _may_be_wasm(*vmas[at - 1 : at + 2]):
            continue
        # The kernel merges what is reserved above one with what is below the next.
        if run and run[-1] + 2 != at:
            yield from _named(vmas, run)
            run = []
        run.append(at)
    yield from _named(vmas, run)


def _may_be_wasm(below: Vma, vma: Vma, above: Vma) -> bool:
    """Tell whether this is whole pages of WebAssembly between reservations."""
    size = vma.end - vma.start
    return (
        vma.perms == "rw-p"
        and size % _WASM_PAGE == 0
        and size <= _MOST_WASM
        and vma.start % _WASM_PAGE == 0
        and below.is_no_access
        and above.is_no_access
        and below.end == vma.start
        and above.start == vma.end
        and all(one.is_nameless for one in (below, vma, above))
    )


def _named(vmas: Sequence[Vma], run: Sequence[int]) -> Iterator[Span]:
    """Name memories that share their reservations, if all sizes are exact."""
    if not run:
        return
    starts = [vmas[at].start for at in run]
    is_exact = (
        vmas[run[0] - 1].start == starts[0] - _BELOW
        and vmas[run[-1] + 1].end == starts[-1] + _FROM_START
        and all(high - low == _BELOW + _FROM_START for low, high in pairwise(starts))
    )
    for at in run if is_exact else ():
        start, end = vmas[at].start, vmas[at].end
        label = labels.WASM_MEMORY
        guard = labels.GUARD_OF.format(label=label)
        room = labels.RESERVED_FOR.format(label=label)
        yield _reserved(start - _BELOW, start, guard, _WASM_MARK)
        yield Span(
            start,
            end,
            Kind.ANON,
            label=label,
            evidence=(_WASM_MARK,),
            confidence=Confidence.LIKELY,
        )
        yield _reserved(end, start + _FROM_START, room, _WASM_MARK)


def _reserved(start: int, end: int, label: str, mark: str) -> Span:
    return Span(
        start,
        end,
        Kind.RESERVED,
        label=label,
        evidence=(mark, NO_ACCESS),
        confidence=Confidence.LIKELY,
    )
