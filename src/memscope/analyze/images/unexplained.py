"""Mappings of ELF files that the files' headers, as they are now, do not explain.

    groups = contradicted(vmas, images, spans)     # copies of files
    spans = replaced(vmas, spans, groups, changed)
    spans = with_data(vmas, images, spans)

A file that was written to after it was mapped describes another program. What is left
then are the mappings themselves: their permissions and their order.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence, Set

from msgspec.structs import replace

from memscope.analyze.images.spans import FileKey
from memscope.analyze.images.tiles import Image
from memscope.analyze.meanings import file_name
from memscope.analyze.spans import Span
from memscope.model import labels
from memscope.model.evidence import (
    EXECUTABLE_FILE,
    FILE_CHANGED,
    MAPPED_FILE,
    SHARED_MAPPING,
)
from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Vma

_WIDEST_HOLE = 4 << 20
"""Old linkers leave 2 MiB between two segments, and loaders may leave it unmapped."""


def groups_of(vmas: Sequence[Vma]) -> Iterator[list[Vma]]:
    """Yield the mappings of each loaded copy of a file; those that hold code."""
    group: list[Vma] = []
    has_code = False
    for vma in vmas:
        if group and _goes_on(group[-1], vma):
            group.append(vma)
            has_code = has_code or vma.perms[2] == "x"
            continue
        if has_code:
            yield group
        group = [vma] if vma.inode and not vma.is_no_access else []
        has_code = bool(group) and vma.perms[2] == "x"
    if has_code:
        yield group


def _goes_on(last: Vma, vma: Vma) -> bool:
    return (
        last.inode == vma.inode
        and last.device == vma.device
        and 0 < vma.offset >= last.offset
        and vma.start - last.end <= _WIDEST_HOLE
    )


def contradicted(
    vmas: Sequence[Vma], images: Mapping[FileKey, Image], spans: Sequence[Span]
) -> list[list[Vma]]:
    """Return the copies of which the headers explain some mappings, but not all.

    Args:
        vmas: The whole map, in order.
        images: What was believed of files.
        spans: What followed from that, in order of address.
    """
    starts = {one.start for one in spans}
    if all(
        one.start in starts and one.perms[0] == "r"
        for one in vmas
        if one.inode and (one.device, one.inode) in images
    ):
        return []  # the common case, without putting copies together
    told = _ToldRanges(spans)
    return [
        group
        for group in groups_of(vmas)
        if _key(group[0]) in images and _is_contradicted(group, told)
    ]


def _is_contradicted(group: list[Vma], spans: "_ToldRanges") -> bool:
    told = [spans.is_told(one) for one in group if one.perms[0] == "r"]
    if not any(told):  # a part of a file, mapped once more, is no copy of it
        return group[0].offset == 0
    return not all(told)


def by_permissions(
    vmas: Sequence[Vma], group: Sequence[Vma], evidence: tuple[str, ...]
) -> list[Span]:
    """Return what permissions and order say of a loaded copy of a file.

    Args:
        vmas: The whole map, in order.
        group: Mappings of the copy, in order.
        evidence: Why its headers do not say it.
    """
    spans = [
        _span(vma, kind, evidence)
        for vma in group
        if vma.is_readable and (kind := _kind_of(vma))
    ]
    last = group[-1]
    at = bisect_left(vmas, last.end, key=lambda one: one.start)
    if at < len(vmas) and last.is_writable and _is_rest(last, vmas[at]):
        rest = _span(vmas[at], Kind.BSS, evidence, path=last.path)
        spans.append(rest)
    return spans


def _is_rest(last: Vma, vma: Vma) -> bool:
    has_name = vma.path and not vma.path.startswith("[anon:")
    return (
        vma.start == last.end
        and not vma.inode
        and not has_name
        and vma.perms == last.perms
    )


def _kind_of(vma: Vma) -> Kind:
    if vma.is_executable:
        return Kind.CODE
    return Kind.DATA if vma.is_writable else Kind.RODATA


_LABELS = {
    Kind.CODE: labels.CODE_OF,
    Kind.RODATA: labels.CONSTANTS_OF,
    Kind.DATA: labels.DATA_OF,
    Kind.BSS: labels.BSS_OF,
}


def _span(
    vma: Vma, kind: Kind, evidence: tuple[str, ...], path: str | None = None
) -> Span:
    path = path or vma.path
    return Span(
        vma.start,
        vma.end,
        kind,
        None,
        path,
        _LABELS[kind].format(name=file_name(path)),
        evidence,
        Confidence.GUESS if kind is Kind.BSS else Confidence.LIKELY,
    )


def replaced(
    vmas: Sequence[Vma],
    spans: Sequence[Span],
    groups: Sequence[list[Vma]],
    changed: Set[FileKey],
) -> list[Span]:
    """Return the spans with those of some copies told by permissions instead.

    Args:
        vmas: The whole map, in order.
        spans: In order of address.
        groups: Which copies.
        changed: Files that were surely or possibly written to since.
    """
    anew: list[Span] = []
    for group in groups:
        is_changed = _key(group[0]) in changed
        evidence = FILE_CHANGED if is_changed else EXECUTABLE_FILE
        anew += by_permissions(vmas, group, (evidence,))
    bounds = sorted((one.start, one.end) for one in anew)
    kept = [one for one in spans if not _touches(bounds, one)]
    return sorted([*kept, *anew], key=_start)


def _touches(bounds: Sequence[tuple[int, int]], span: Span) -> bool:
    at = bisect_right(bounds, (span.start, 1 << 65)) - 1
    return (at >= 0 and bounds[at][1] > span.start) or (
        at + 1 < len(bounds) and bounds[at + 1][0] < span.end
    )


def less_sure(spans: Sequence[Span], paths: Set[str]) -> list[Span]:
    """Return the spans, those of some files at most likely, since they were changed."""
    return [
        replace(
            one,
            confidence=Confidence.LIKELY
            if one.confidence is Confidence.CERTAIN
            else one.confidence,
            evidence=(*one.evidence, FILE_CHANGED),
        )
        if one.image in paths
        else one
        for one in spans
    ]


def with_data(
    vmas: Sequence[Vma], images: Mapping[FileKey, Image], spans: Sequence[Span]
) -> list[Span]:
    """Add the mappings of ELF files that are mapped as any other file is.

    Args:
        vmas: The whole map, in order.
        images: Image by file.
        spans: What is loaded, in order of address.
    """
    told = _ToldRanges(spans)
    starts = told.starts
    # One that is never written to may be loaded in one piece, just as it is read.
    found = [
        _as_data(vma)
        for vma in vmas
        if vma.inode
        and vma.start not in starts
        and vma.perms[0] == "r"
        and vma.perms[2] != "x"
        and (image := images.get((vma.device, vma.inode))) is not None
        and any(part.is_writable for part in image.parts)
        and not told.is_told(vma)
    ]
    return sorted([*spans, *found], key=_start) if found else list(spans)


def _as_data(vma: Vma) -> Span:
    label = labels.ELF_AS_DATA.format(name=file_name(vma.path))
    shared = (SHARED_MAPPING,) if vma.is_shared else ()
    return Span(
        vma.start, vma.end, Kind.FILE, label=label, evidence=(MAPPED_FILE, *shared)
    )


class _ToldRanges:
    """Spans in order of address, to ask of many mappings whether one lies there."""

    def __init__(self, spans: Sequence[Span]) -> None:
        """Most mappings of files begin with a span, so these are looked up first."""
        self._spans = spans
        self.starts = {one.start for one in spans}

    def is_told(self, vma: Vma) -> bool:
        """Tell whether a span reaches into the mapping."""
        if vma.start in self.starts:
            return True
        at = bisect_right(self._spans, vma.start, key=_end)
        return at < len(self._spans) and self._spans[at].start < vma.end


def _key(vma: Vma) -> FileKey:
    return vma.device, vma.inode


def _start(span: Span) -> int:
    return span.start


def _end(span: Span) -> int:
    return span.end
