"""Find the pages of V8's heap, the engine of node and of browsers."""

from collections.abc import Callable, Iterator, Sequence

from memscope.analyze.spans import Span
from memscope.model import labels
from memscope.model.evidence import EXECUTABLE_ANON, RUNTIME_MARK, with_detail
from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Vma
from memscope.parse import v8_page

Read = Callable[[Sequence[int], int], Sequence[bytes | None]]
"""Returns `size` bytes from each address, None where they are not in RAM."""

V8_PAGE = "page header of V8"
_MARK = (with_detail(RUNTIME_MARK, V8_PAGE),)


def v8_spans(vmas: Sequence[Vma], read: Read) -> list[Span]:
    """Return V8's pages in order of address.

    Args:
        vmas: The whole map, in order.
        read: How memory is read; absent pages are never touched.
    """
    found = [
        index
        for index, vma in enumerate(vmas)
        if vma.start % v8_page.ALIGNMENT == 0 and _may_begin_page(vma)
    ]
    if not found:
        return []
    starts = [vmas[index].start for index in found]
    headers = [data or b"" for data in read(starts, v8_page.SIZE)]
    spans: list[Span] = []
    for index, header in zip(found, headers, strict=True):
        if vmas[index].is_writable:
            spans += _pages(vmas, index, header, read)
    if spans:
        spans += _read_only_pages([vmas[index] for index in found], headers)
        spans.sort(key=lambda span: span.start)
    return spans


def _read_only_pages(vmas: Sequence[Vma], headers: Sequence[bytes]) -> Iterator[Span]:
    """Yield pages that never change: they lack some fields, so they prove less."""
    for vma, header in zip(vmas, headers, strict=True):
        if not vma.is_writable:
            size = v8_page.read_only_page_size(header, vma.start)
            if size == vma.end - vma.start:
                yield _heap(vma.start, vma.end)


def _may_begin_page(vma: Vma) -> bool:
    return vma.perms in ("rw-p", "r--p") and vma.is_nameless


def _pages(
    vmas: Sequence[Vma], index: int, header: bytes, read: Read
) -> Iterator[Span]:
    """Walk from page to page: the kernel merges pages that are neighbours."""
    vma = vmas[index]
    at = vma.start
    while at < vma.end and at % v8_page.ALIGNMENT == 0:
        data = header if at == vma.start else read([at], v8_page.SIZE)[0] or b""
        size = v8_page.page_size(data, at)
        if size is None:
            return
        if at + size <= vma.end:
            yield _heap(at, at + size)
        else:
            # A page of code: header, a forbidden strip, and the code itself.
            yield _heap(at, vma.end)
            yield from _code(vmas, index + 1, at + size)
        at += size


def _code(vmas: Sequence[Vma], index: int, end: int) -> Iterator[Span]:
    for vma in vmas[index : index + 8]:
        if vma.start >= end or vma.inode or vma.path:
            return
        if vma.is_executable:
            yield Span(
                vma.start,
                min(vma.end, end),
                Kind.JIT,
                label=labels.V8_CODE,
                evidence=(*_MARK, EXECUTABLE_ANON),
                confidence=Confidence.LIKELY,
            )


def _heap(start: int, end: int) -> Span:
    return Span(
        start,
        end,
        Kind.ANON,
        label=labels.V8_HEAP,
        evidence=_MARK,
        confidence=Confidence.LIKELY,
    )
