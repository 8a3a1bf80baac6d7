"""Which bytes of a mapped ELF file are code, constants, data and bss.

The answer comes from the file's own sections (or, without them, its segments), not
from permissions: a linker may put constants into executable pages, and the last page
of `.data` is the first of `.bss`.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from memscope.analyze.spans import Span
from memscope.model.evidence import ELF_RELRO, ELF_SECTION, ELF_SEGMENT, with_detail
from memscope.model.kinds import Confidence, Kind
from memscope.model.vma import Vma
from memscope.parse.elf import PF_W, PF_X, SHF_EXECINSTR, SHF_WRITE, Elf, Load, Section


class Tile(Struct, frozen=True, gc=False):
    """A range of link-time addresses with one kind."""

    start: int
    end: int
    kind: Kind
    evidence: str


class Image(Struct, frozen=True, gc=False):
    """An ELF file as it is mapped by some process.

    Attributes:
        path: As the kernel prints it.
        elf: Its headers.
        tiles: What lies where, in link-time addresses.
        page_size: Bytes.
    """

    path: str
    elf: Elf
    tiles: tuple[Tile, ...]
    page_size: int

    @property
    def name(self) -> str:
        """File name without folders."""
        return self.path.rsplit("/", 1)[-1]


def make_image(path: str, elf: Elf, page_size: int) -> Image:
    """Work out the tiles of a file once; they hold for every process that maps it."""
    tiles: list[Tile] = []
    for load in elf.loads:
        low = _page_down(load.address, page_size)
        high = _page_up(load.address + load.memory_size, page_size)
        if tiles and low < tiles[-1].end:
            low = tiles[-1].end
        tiles += _tiles_of_load(elf, load, low, high)
    return Image(path, elf, tuple(tiles), page_size)


def _tiles_of_load(elf: Elf, load: Load, low: int, high: int) -> list[Tile]:
    """Tile [low, high) without holes: padding belongs to what stands before it."""
    inside = [
        section
        for section in elf.sections
        if load.address <= section.address < load.address + load.memory_size
    ]
    parts = _section_parts(elf, inside) if inside else _segment_parts(load)
    tiles: list[Tile] = []
    for start, kind, evidence in parts:
        if tiles and tiles[-1].kind == kind:
            joined = _join(tiles[-1].evidence, evidence)
            tiles[-1] = Tile(tiles[-1].start, high, kind, joined)
            continue
        if tiles:
            last = tiles[-1]
            tiles[-1] = Tile(last.start, start, last.kind, last.evidence)
        tiles.append(Tile(start if tiles else low, high, kind, evidence))
    return [tile for tile in tiles if tile.start < tile.end]


def _section_parts(
    elf: Elf, sections: Iterable[Section]
) -> list[tuple[int, Kind, str]]:
    relro_start, relro_size = elf.relro or (0, 0)
    relro_end = relro_start + relro_size
    parts = []
    for section in sections:
        evidence = with_detail(ELF_SECTION, section.name)
        kind = _kind_of_section(section)
        start, end = section.address, section.address + section.size
        if kind is not Kind.DATA or not relro_start <= start < relro_end:
            parts.append((start, kind, evidence))
            continue
        parts.append((start, Kind.RELRO, evidence))
        if end > relro_end:  # .got.plt often straddles the border
            parts.append((relro_end, Kind.DATA, evidence))
    return parts


def _kind_of_section(section: Section) -> Kind:
    if section.flags & SHF_EXECINSTR:
        return Kind.CODE
    if section.is_zero:
        return Kind.BSS
    return Kind.DATA if section.flags & SHF_WRITE else Kind.RODATA


def _segment_parts(load: Load) -> list[tuple[int, Kind, str]]:
    """What the program header alone tells, for files without a section table."""
    if load.flags & PF_X:
        return [(load.address, Kind.CODE, ELF_SEGMENT)]
    if not load.flags & PF_W:
        return [(load.address, Kind.RODATA, ELF_SEGMENT)]
    parts = [(load.address, Kind.DATA, ELF_SEGMENT)] if load.file_size else []
    if load.memory_size > load.file_size:
        parts.append((load.address + load.file_size, Kind.BSS, ELF_SEGMENT))
    return parts


def _join(evidence: str, more: str) -> str:
    """One evidence that names every section: `elf-section:.init,.text`."""
    if more == evidence or ":" not in more:
        return evidence
    name = more.partition(":")[2]
    return evidence if evidence.endswith(name) else f"{evidence},{name}"


def image_spans(
    vmas: Sequence[Vma],
    images: dict[tuple[str, int], Image],
    *,
    main: tuple[tuple[str, int], int] | None = None,
) -> list[Span]:
    """Lay the tiles of every image over the VMAs that map it.

    Args:
        vmas: The whole map, in order.
        images: Image by (device, inode).
        main: (device, inode) and load bias of the main program, from its auxiliary
            vector; other images' biases follow from their first mapping.

    Returns:
        Spans in order of address, none overlapping, each inside one VMA.
    """
    spans: list[Span] = []
    known_bias = dict([main]) if main else {}
    image: Image | None = None
    bias = limit = 0
    for vma in vmas:
        own = images.get((vma.device, vma.inode)) if vma.inode else None
        if own is not None:
            if own is image and _fits(own, vma, bias):
                pass
            else:
                key = (vma.device, vma.inode)
                found = _bias_of(own, vma, known_bias.get(key))
                if found is None:
                    spans += _between_segments(own, vma, image, bias)
                    continue
                image, bias = own, found
                limit = bias + own.tiles[-1].end if own.tiles else 0
            spans += _clip(image, vma, bias)
        elif vma.start < limit and image is not None and _may_continue(vma):
            spans += _clip_anonymous(image, vma, bias)
    return spans


def _bias_of(image: Image, vma: Vma, known: int | None) -> int | None:
    """Find the load bias that explains this mapping of the file's bytes."""
    candidates = [
        vma.start - vma.offset + load.offset - load.address
        for load in sorted(
            image.elf.loads,
            key=lambda load: bool(load.flags & PF_X) != (vma.perms[2] == "x"),
        )
    ]
    if known is not None:
        candidates.insert(0, known)
    for bias in candidates:
        if bias % image.page_size or (bias and not image.elf.is_position_independent):
            continue
        if bias >= 0 and _fits(image, vma, bias):
            return bias
    return None


def _fits(image: Image, vma: Vma, bias: int) -> bool:
    """The VMA shows the file bytes that the segments want at these addresses.

    Two segments that follow each other with equal permissions may be one VMA.
    """
    at = vma.start
    for load in image.elf.loads:
        low = bias + _page_down(load.address, image.page_size)
        high = bias + _page_up(load.address + load.file_size, image.page_size)
        offset = _page_down(load.offset, image.page_size) + at - low
        if low <= at < high and offset == vma.offset + at - vma.start:
            at = high
        if at >= vma.end:
            return True
    return False


def _clip(image: Image, vma: Vma, bias: int) -> list[Span]:
    return [
        _span(image, tile, low, high, vma, Confidence.CERTAIN)
        for tile, low, high in _overlaps(image, vma, bias)
    ]


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
    for tile in image.tiles:
        low = max(vma.start, tile.start + bias)
        high = min(vma.end, tile.end + bias)
        if low < high:
            found.append((tile, low, high))
    return found


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


def _page_down(address: int, page: int) -> int:
    return address - address % page


def _page_up(address: int, page: int) -> int:
    return _page_down(address + page - 1, page)
