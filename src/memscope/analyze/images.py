"""Which parts of the map are which parts of which ELF file."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from memscope.analyze.spans import Span
from memscope.analyze.tiles import Image, Tile
from memscope.model.evidence import ELF_RELRO, ELF_SEGMENT
from memscope.model.kinds import Confidence, Kind
from memscope.model.vma import Vma

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
    same bias: a program may also map an ELF file to read it, as any other file.

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
            if own is not image or not _fits(own, vma, bias):
                found = _bias_of(own, vma, loaded[vma.device, vma.inode])
                if found is None:
                    spans += _between_segments(own, vma, image, bias)
                    continue
                image, bias = own, found
                limit = bias + own.tiles[-1].end if own.tiles else 0
            spans += _clip(image, vma, bias)
        elif vma.start < limit and image is not None and _may_continue(vma):
            spans += _clip_anonymous(image, vma, bias)
    return spans


def _loaded(
    vmas: Sequence[Vma],
    images: Mapping[FileKey, Image],
    main: tuple[FileKey, int] | None,
) -> dict[FileKey, set[int]]:
    """Return the biases at which each image is loaded: its start and its code."""
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
        if vma.perms[2] == "x" and _bias_of(own, vma, codes[key]) is None:
            code = _bias_of(own, vma, None)
            if code is not None:
                codes[key].add(code)
    loaded = {key: codes[key] & starts[key] for key in images}
    if main is not None and main[0] in loaded:
        loaded[main[0]].add(main[1])
    return loaded


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
    for part in image.parts:
        if not part.start <= vma.offset + part.shift < part.end:
            continue
        bias = vma.start - vma.offset - part.shift
        if bias < 0 or (bias and not image.is_position_independent):
            continue
        is_possible = part.is_code if allowed is None else bias in allowed
        if is_possible and _fits(image, vma, bias):
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


def _clip(image: Image, vma: Vma, bias: int) -> list[Span]:
    return [
        _span(image, tile, low, high, vma, _confidence(tile))
        for tile, low, high in _overlaps(image, vma, bias)
    ]


def _confidence(tile: Tile) -> Confidence:
    """Without sections, constants in an executable segment pass for code."""
    if tile.kind is Kind.CODE and tile.evidence == ELF_SEGMENT:
        return Confidence.LIKELY
    return Confidence.CERTAIN


def _clip_anonymous(image: Image, vma: Vma, bias: int) -> list[Span]:
    """The rest of .bss is anonymous; so is code that a program remapped."""
    return [
        _span(
            image,
            tile,
            low,
            high,
            vma,
            Confidence.CERTAIN if tile.kind is Kind.BSS else Confidence.LIKELY,
        )
        for tile, low, high in _overlaps(image, vma, bias)
    ]


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


def _span(
    image: Image, tile: Tile, low: int, high: int, vma: Vma, confidence: Confidence
) -> Span:
    kind = tile.kind
    evidence: tuple[str, ...] = (tile.evidence,)
    if kind is Kind.RELRO:
        if vma.perms[1] == "w":  # not, or not yet, made read-only
            kind = Kind.DATA
        else:
            evidence = (ELF_RELRO, tile.evidence)
    return Span(
        low,
        high,
        kind,
        image=image.path,
        label=f"{_WORDS[kind]} of {image.name}",
        evidence=evidence,
        confidence=confidence,
    )


_WORDS = {
    Kind.CODE: "code",
    Kind.RODATA: "constants",
    Kind.RELRO: "relro",
    Kind.DATA: "data",
    Kind.BSS: "bss",
}


def _between_segments(
    own: Image, vma: Vma, image: Image | None, bias: int
) -> list[Span]:
    """Old linkers leave a no-access hole between the segments of a library."""
    if own is not image or vma.perms[:3] != "---" or not own.tiles:
        return []
    if not bias + own.tiles[0].start <= vma.start < bias + own.tiles[-1].end:
        return []
    return [
        Span(
            vma.start,
            vma.end,
            Kind.RESERVED,
            image=own.path,
            label=f"hole between the segments of {own.name}",
            evidence=(ELF_SEGMENT,),
        )
    ]
