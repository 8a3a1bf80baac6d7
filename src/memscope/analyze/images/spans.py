"""Which parts of the map are which parts of which ELF file."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from memscope.analyze.images.tiles import Image, Tile
from memscope.analyze.meanings import file_name
from memscope.analyze.spans import Span
from memscope.model import labels
from memscope.model.evidence import ELF_RELRO, ELF_SEGMENT
from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Vma

FileKey = tuple[str, int]
"""(device, inode) as the kernel's map prints them."""


def image_spans(
    vmas: Sequence[Vma],
    images: Mapping[FileKey, Image],
    *,
    main: tuple[FileKey, int] | None = None,
) -> list[Span]:
    """Lay the tiles of every image over the VMAs that map it.

    A mapping belongs to a loaded image only where the image's code is mapped at the
    same bias, or every segment is: a program may also map an ELF file to read it, as
    any other file.

    Args:
        vmas: The whole map, in order.
        images: Image by (device, inode).
        main: (device, inode) and load bias of the main program, from its auxiliary
            vector; other images' biases follow from where their code is.

    Returns:
        Spans in order of address, none overlapping, each inside one VMA.
    """
    spans: list[Span] = []
    loaded = _loaded(vmas, images, main)
    image: Image | None = None
    bias = limit = 0
    for vma in vmas:
        own = images.get((vma.device, vma.inode)) if vma.inode else None
        if own is not None:
            shown = _spans_at(own, vma, bias) if own is image else None
            if shown is None:
                found = _bias_of(own, vma, loaded[vma.device, vma.inode])
                if found is None:
                    spans += _between_segments(own, vma, image, bias)
                    continue
                image, bias = own, found
                limit = bias + own.tiles[-1].end if own.tiles else 0
                shown = _spans_at(own, vma, bias)
            spans += shown or ()
        elif vma.start < limit and image is not None and _may_continue(vma):
            spans += _clip_anonymous(image, vma, bias)
    return spans


def _loaded(
    vmas: Sequence[Vma],
    images: Mapping[FileKey, Image],
    main: tuple[FileKey, int] | None,
) -> dict[FileKey, set[int]]:
    """Return the biases at which each image is loaded: its start and its code.

    An emulator runs programs without mapping their code executable.
    """
    starts: dict[FileKey, set[int]] = {key: set() for key in images}
    codes: dict[FileKey, set[int]] = {key: set() for key in images}
    for vma in vmas:
        key = (vma.device, vma.inode)
        own = images.get(key) if vma.inode else None
        if own is None:
            continue
        start = _bias_by_start(own, vma)
        if start is not None:
            starts[key].add(start)
        if vma.is_executable and _bias_of(own, vma, codes[key]) is None:
            code = _bias_of(own, vma, None)
            if code is not None:
                codes[key].add(code)
    loaded = {key: codes[key] & starts[key] for key in images}
    for key, own_starts in starts.items():
        if own_starts - codes[key]:
            rows = [vma for vma in vmas if (vma.device, vma.inode) == key]
            for bias in own_starts - codes[key]:
                if _is_whole(images[key], rows, bias):
                    loaded[key].add(bias)
    if main is not None and main[0] in loaded:
        loaded[main[0]].add(main[1])
    return loaded


def _is_whole(image: Image, rows: Sequence[Vma], bias: int) -> bool:
    """Every segment is mapped there as it has to be, but for leave to execute it."""
    if bias < 0:
        return False
    is_written = False
    for part in image.parts:
        if part.start == part.end:
            continue
        start, shown = part.start + bias, part.start - part.shift
        mine = [
            vma
            for vma in rows
            if vma.start < part.end + bias
            and start < vma.end
            and vma.offset - vma.start == shown - start
            and not vma.is_shared
        ]
        if not mine or mine[0].start > start or mine[-1].end < part.end + bias:
            return False
        can_write = any(vma.is_writable for vma in mine)
        if can_write and not part.is_writable:
            return False
        is_written |= can_write
    return is_written


class _SeenSegment(Struct, frozen=True, gc=False):
    """What a mapping of a file shows, if it shows one of its segments.

    Attributes:
        shift: Of the segment: from a position in the file to a link-time address.
        is_code: The segment can be executed.
        fits: The whole mapping shows what the segments want at these addresses.
        spans: (start, end, kind, label, evidence, confidence) of what lies where, from
            the start of the mapping on.
    """

    shift: int
    is_code: bool
    fits: bool
    spans: tuple[
        tuple[int, int, Kind, str, tuple[str, ...], Confidence],
        ...,
    ]


@lru_cache(maxsize=16384)
def _views(
    image: Image, offset: int, size: int, perms: str
) -> tuple[_SeenSegment, ...]:
    """Return what a mapping may show; every process that maps the file asks again."""
    vma = Vma(0, size, perms, offset, "", 0, "")
    return tuple(
        _SeenSegment(
            part.shift,
            part.is_code,
            _fits(image, vma, -offset - part.shift),
            tuple(
                (
                    low,
                    high,
                    *_told(image.path, tile, vma),
                    _confidence(image, tile, vma),
                )
                for tile, low, high in _overlaps(image, vma, -offset - part.shift)
            ),
        )
        for part in image.parts
        if part.start <= offset + part.shift < part.end
    )


def _views_of(image: Image, vma: Vma) -> tuple[_SeenSegment, ...]:
    return _views(image, vma.offset, vma.end - vma.start, vma.perms)


def _bias_by_start(image: Image, vma: Vma) -> int | None:
    """Return the bias at which this mapping shows the image's first page."""
    if not image.parts:
        return None
    first = image.parts[0]
    bias = vma.start - vma.offset - first.shift
    return bias if bias + first.start in vma else None


def _bias_of(image: Image, vma: Vma, allowed: set[int] | None) -> int | None:
    """Find the load bias that explains this mapping of the file's bytes.

    Args:
        image: Of the file that is mapped.
        vma: The mapping.
        allowed: Only one of these will do; None, for code: any.
    """
    for view in _views_of(image, vma):
        bias = vma.start - vma.offset - view.shift
        if allowed is None:
            is_fixed = bias and not image.is_position_independent
            is_possible = view.is_code and bias >= 0 and not is_fixed
        else:
            is_possible = bias in allowed
        if is_possible and view.fits:
            return bias
    return None


def _fits(image: Image, vma: Vma, bias: int) -> bool:
    """The VMA shows the file bytes that the segments want at these addresses.

    Two segments that follow each other with equal permissions may be one VMA.
    """
    at, end = vma.start - bias, vma.end - bias
    shift = at - vma.offset
    for part in image.parts:
        if part.shift == shift and part.start <= at < part.end:
            at = part.end
            if at >= end:
                return True
    return False


def _spans_at(image: Image, vma: Vma, bias: int) -> list[Span] | None:
    """Return what lies in a mapping at this bias; None: it shows something else."""
    start, shift = vma.start, vma.start - vma.offset - bias
    for view in _views_of(image, vma):
        if view.shift == shift and view.fits:
            return [
                Span(
                    start + low,
                    start + high,
                    kind,
                    None,
                    image.path,
                    label,
                    evidence,
                    confidence,
                )
                for low, high, kind, label, evidence, confidence in view.spans
            ]
    return None


def _confidence(image: Image, tile: Tile, vma: Vma) -> Confidence:
    """Without sections, constants in an executable segment pass for code.

    And where the mapping may be used in another way than the file says, the program
    changed one or somebody the other.
    """
    is_blurred = tile.kind is Kind.CODE and tile.evidence == ELF_SEGMENT
    if image.is_doubtful or is_blurred or not _is_allowed(tile.kind, vma):
        return Confidence.LIKELY
    return Confidence.CERTAIN


def _is_allowed(kind: Kind, vma: Vma) -> bool:
    if kind is Kind.CODE:
        return vma.is_executable
    if kind in (Kind.DATA, Kind.BSS):
        return vma.is_writable
    return kind is Kind.RELRO or not vma.is_writable


def _clip_anonymous(image: Image, vma: Vma, bias: int) -> list[Span]:
    """The rest of .bss is anonymous; so is code that a program remapped."""
    spans = []
    for tile, low, high in _overlaps(image, vma, bias):
        kind, label, evidence = _told(image.path, tile, vma)
        confidence = Confidence.LIKELY
        if tile.kind is Kind.BSS:
            confidence = _confidence(image, tile, vma)
        spans.append(
            Span(low, high, kind, None, image.path, label, evidence, confidence)
        )
    return spans


def _may_continue(vma: Vma) -> bool:
    """Anonymous, or a brk heap that the kernel merged with the end of .bss."""
    return not vma.inode and (not vma.path or vma.path.startswith(("[heap", "[anon:")))


def _overlaps(image: Image, vma: Vma, bias: int) -> list[tuple[Tile, int, int]]:
    found = []
    first = bisect_right(image.tiles, vma.start - bias, key=_end_of)
    for tile in image.tiles[first:]:
        if tile.start + bias >= vma.end:
            break
        low = max(vma.start, tile.start + bias)
        found.append((tile, low, min(vma.end, tile.end + bias)))
    return found


def _end_of(tile: Tile) -> int:
    return tile.end


def _told(path: str, tile: Tile, vma: Vma) -> tuple[Kind, str, tuple[str, ...]]:
    """Return kind, label and evidence of a part of a file."""
    kind = tile.kind
    evidence: tuple[str, ...] = (tile.evidence,)
    if kind is Kind.RELRO:
        if vma.is_writable:  # not, or not yet, made read-only
            kind = Kind.DATA
        else:
            evidence = (ELF_RELRO, tile.evidence)
    return kind, _LABELS[kind].format(name=file_name(path)), evidence


_LABELS = {
    Kind.CODE: labels.CODE_OF,
    Kind.RODATA: labels.CONSTANTS_OF,
    Kind.RELRO: labels.RELRO_OF,
    Kind.DATA: labels.DATA_OF,
    Kind.BSS: labels.BSS_OF,
}


def _between_segments(
    own: Image, vma: Vma, image: Image | None, bias: int
) -> list[Span]:
    """Old linkers leave a no-access hole between the segments of a library."""
    if own is not image or not vma.is_no_access or not own.tiles:
        return []
    if not bias + own.tiles[0].start <= vma.start < bias + own.tiles[-1].end:
        return []
    return [
        Span(
            vma.start,
            vma.end,
            Kind.RESERVED,
            image=own.path,
            label=labels.HOLE_IN.format(name=file_name(own.path)),
            evidence=(ELF_SEGMENT,),
        )
    ]
