"""The answer to "what is at this address?" as lines of text."""

from collections.abc import Iterable, Iterator

from memscope.analyze.chains import text_at
from memscope.i18n import N_, _
from memscope.model.abi import address_digits
from memscope.model.kinds import Kind
from memscope.model.page import RESIDENT, PageState
from memscope.model.place import (
    NamedAt,
    Neighbour,
    Onward,
    Place,
    Pointer,
    Trail,
)
from memscope.model.process import Process, Thread
from memscope.model.region import Backing, Region
from memscope.model.snapshot import Gap
from memscope.render.palette import KIND_STYLES, SEGMENT_STYLES
from memscope.render.runs import EMPTY, Line, Run, line
from memscope.render.words.access import access_style, access_words, marked
from memscope.render.words.evidence import (
    confidence_mark,
    confidence_word,
    gap_text,
)
from memscope.render.words.flags import flag_words, reasons_of
from memscope.render.words.labels import shown_path
from memscope.render.words.memory import memory_words
from memscope.render.words.names import base_name, region_label
from memscope.units import cell_width, fit, format_address, format_bytes, safe

_PAGES = {
    **dict.fromkeys(RESIDENT, N_("in RAM")),
    PageState.ZERO: N_("only read so far: the page of zeros that all share"),
    PageState.SWAPPED: N_("on swap"),
    PageState.GUARD: N_("a guard page: whoever touches it is stopped"),
    PageState.ABSENT: N_("not in RAM: nothing was ever written here, or it was freed"),
    PageState.UNMAPPED: N_("not mapped here (yet)"),
    PageState.UNKNOWN: N_("unknown: the kernel does not let us look"),
}
_IN_RAM = {
    True: N_("{page}; in RAM: yes"),
    False: N_("{page}; in RAM: no, a first touch reads it"),
    None: N_("{page}; in RAM: unknown"),
}
_NOT_THERE_OF_RAM = N_(
    "{page}; in RAM: no, a first touch takes a new page, or one back from swap"
)

_STACK_GUARD_GAP = 256 * 4096
"""Kernel parameter stack_guard_gap, unless set otherwise."""

Fact = tuple[str, Iterable[Run]]


def where_lines(process: Process, place: Place, gaps: Iterable[Gap] = ()) -> list[Line]:
    """Return the answer as styled lines.

    Args:
        process: As it was then.
        place: What is there.
        gaps: What could not be found out.
    """
    facts = list(_facts(process, place))
    widest = max((cell_width(name) for name, _runs in facts), default=0)
    lines = [_headline(process, place)]
    last = None
    for name, runs in facts:
        heading = fit("" if name == last else name, widest)
        lines.append(line(Run(f"  {heading}  ", "muted"), *runs))
        last = name
    return [*lines, *not_seen_lines(gaps)]


def _headline(process: Process, place: Place) -> Line:
    text = _("address {address} of process {pid} {name}").format(
        address=f"0x{place.address:x}", pid=process.pid, name=safe(process.name)
    )
    return line(Run(text, "title"))


def _facts(process: Process, place: Place) -> Iterator[Fact]:
    digits = address_digits(process.abi)
    if place.region is None:
        yield _("what"), [Run(_nothing(process, place), "warn")]
    else:
        yield from _region_facts(place, place.region, digits)
        if place.thread is not None:
            yield _("thread"), [Run(_thread_words(process, place.thread, place))]
        if place.section:
            yield _("section"), [Run(safe(place.section))]
        if place.named:
            yield from _symbol_facts(place.named)
        if place.page is not None:
            yield _("page"), [Run(_page_words(place))]
        if place.data:
            yield _("holds"), [Run(_hex(place.data)), Run(f"  {_ascii(place.data)}")]
        if place.points_at:
            text = _("looks like a pointer to {target}")
            yield "", [Run(text.format(target=chain_words(place.points_at)))]
    yield _("above"), _neighbour_runs(place, place.above, digits, is_above=True)
    yield _("below"), _neighbour_runs(place, place.below, digits, is_above=False)


def _region_facts(place: Place, region: Region, digits: int) -> Iterator[Fact]:
    look = KIND_STYLES[region.kind]
    label = region_label(region)
    words = dict.fromkeys(
        (_(region.kind.english), _(SEGMENT_STYLES[region.segment].name))
    )
    words.pop(label, None)
    yield (
        _("what"),
        [
            Run(f" {look.letter} ", f"spine.{region.kind.value}"),
            Run(" "),
            Run(label, "strong"),
            Run("".join(f" · {word}" for word in words)),
        ],
    )
    yield (
        _("region"),
        [
            Run(f"{_range(region, digits)}  "),
            Run(marked(region.perms), access_style(region.perms)),
            Run(f"  {_size(region)}"),
        ],
    )
    if said := access_words(region.perms):
        yield "", [Run(said, access_style(region.perms))]
    if not region.is_whole_vma:
        low, high = region.vma
        text = _("part of the mapping {low}-{high}")
        ends = text.format(low=_plain(low, digits), high=_plain(high, digits))
        yield "", [Run(ends, "muted")]
    for text in memory_words(region, digits):
        yield _("memory"), [Run(text)]
    for text in flag_words(region):
        yield _("flags"), [Run(text)]
    yield _("offset"), [Run(_offset_words(place, region))]
    mark, word = confidence_mark(region.confidence), confidence_word(region.confidence)
    yield _("sure"), [Run(f"{mark} {word}")]
    for reason in reasons_of(region):
        yield _("why"), [Run(reason)]


def _offset_words(place: Place, region: Region) -> str:
    text = _("0x{offset:x} from its start").format(offset=place.offset or 0)
    if place.file_offset is None:
        return text
    where = _("0x{offset:x} in {path}")
    path = safe(shown_path(region))
    return f"{text}, {where.format(offset=place.file_offset, path=path)}"


def _thread_words(process: Process, thread: Thread, place: Place) -> str:
    name = _("{tid} {name}").format(tid=thread.tid, name=safe(thread.name))
    stack = thread.stack
    if stack is None or place.address not in stack:
        return name
    from_top = format_bytes(stack.end - place.address)
    text = _("{thread}; {size} from the top of its stack").format(
        thread=name, size=from_top
    )
    if stack.depth is None:
        return text
    sp = stack.end - stack.depth
    if place.address >= sp:
        return f"{text}, {_('in use')}"
    below = format_bytes(sp - place.address)
    return f"{text}, {_('{size} below SP: not in use now').format(size=below)}"


def _symbol_facts(named: NamedAt) -> Iterator[Fact]:
    yield _("symbol"), [Run(symbol_words(named), "strong")]
    if named.is_generated:
        # Code moves and dies; the list is never corrected.
        yield "", [Run(_("likely: the program itself wrote it down"), "muted")]
    if named.is_inside:
        return
    end = named.offset - named.symbol.size
    text = _("0x{size:x} past its end: only the nearest name below").format(size=end)
    if not named.is_complete:
        text += "; " + _("the file keeps no names of its own functions")
    yield "", [Run(text, "muted")]


def symbol_words(named: NamedAt, *, image: bool = True) -> str:
    """Return `libc.so.6:malloc+0x14`."""
    offset = f"+0x{named.offset:x}" if named.offset else ""
    prefix = f"{base_name(named.image)}:" if image else ""
    return f"{prefix}{safe(named.symbol.name)}{offset}"


def pointer_words(pointer: Pointer) -> str:
    """Return where a pointer leads: `libc.so.6:malloc+0x4`, `heap +0x120`."""
    if pointer.named is not None and pointer.named.is_inside:
        return symbol_words(pointer.named)
    label = region_label(pointer.region)
    return f"{label} +0x{pointer.offset:x}"


def chain_words(pointer: Pointer, digits: int = 0) -> str:
    """Return where a pointer leads, step by step: `heap +0x20 → "a text"`.

    Args:
        pointer: The first one.
        digits: Of the addresses of further pointers; 0: they are not told.
    """
    beyond = pointer.beyond
    if beyond is None:
        return pointer_words(pointer)
    steps = [pointer_words(pointer)]
    for link in beyond.links:
        address = f"{format_address(link.value, digits)} " if digits else ""
        steps.append(f"{address}{pointer_words(link)}")
    if beyond.end is Trail.LOOP:
        steps[-1] = _("{place}, again").format(place=steps[-1])
    elif end := _end_words(beyond):
        steps.append(end)
    return " → ".join(steps)


def _end_words(beyond: Onward) -> str:
    match beyond.end:
        case Trail.TEXT:
            return f'"{text_at(beyond.data) or ""}"'
        case Trail.VALUE:
            return f"0x{int.from_bytes(beyond.data, 'little'):x}"
        case Trail.ABSENT:
            return _("not in RAM")
        case Trail.MORE:
            return "…"
        case _:
            return ""


def _page_words(place: Place) -> str:
    text = _(_PAGES[place.page or PageState.UNKNOWN])
    if place.page is not PageState.UNMAPPED:
        return text
    words = _IN_RAM[place.is_cached]
    if place.is_cached is False and _lives_in_ram(place.region):
        words = _NOT_THERE_OF_RAM
    return _(words).format(page=text)


def _lives_in_ram(region: Region | None) -> bool:
    return region is not None and region.backing is Backing.RAM


def _nothing(process: Process, place: Place) -> str:
    if place.address >> 63:
        return _("nothing: this half of all addresses belongs to the kernel")
    if place.address in _room_to_grow(process, place.below):
        return _("nothing yet: when this is touched, the main stack grows to here")
    return _("nothing is mapped here: touching it would end in SIGSEGV")


def _room_to_grow(process: Process, below: Neighbour | None) -> range:
    """Return the addresses into which the kernel would let the main stack grow.

    Args:
        process: As it was.
        below: What lies below that room; the kernel keeps a distance from it.
    """
    for region in reversed(process.regions):
        if region.kind is not Kind.STACK:
            continue
        for thread in process.threads:
            if (stack := thread.stack) and stack.limit and stack.start == region.start:
                floor = below.region.end + _STACK_GUARD_GAP if below else 0
                return range(max(stack.end - stack.limit, floor), stack.start)
    return range(0)


def _neighbour_runs(
    place: Place, neighbour: Neighbour | None, digits: int, *, is_above: bool
) -> list[Run]:
    if neighbour is None:
        return [Run(_("nothing more"), "muted")]
    region, hole = neighbour.region, neighbour.hole
    label = region_label(region)
    return [
        Run(f"{_range(region, digits)}  "),
        Run(marked(region.perms), access_style(region.perms)),
        Run(f"  {label}"),
        Run(f" · {_distance(place, hole, is_above=is_above)}", "muted"),
    ]


def _distance(place: Place, hole: int, *, is_above: bool) -> str:
    size = format_bytes(hole)
    if place.region is not None:
        text = _("after a hole of {size}") if hole else _("directly adjacent")
    elif is_above:
        text = _("begins {size} above the address")
    else:
        text = _("ends {size} below the address") if hole else _("ends just below")
    return text.format(size=size)


def _range(region: Region, digits: int) -> str:
    return f"{_plain(region.start, digits)}-{_plain(region.end, digits)}"


def _plain(address: int, digits: int) -> str:
    return format_address(address, digits)


def _size(region: Region) -> str:
    resident, swapped = region.usage.resident, region.usage.swapped
    text = _("{size}, {resident} of it in RAM")
    words = text.format(size=format_bytes(region.size), resident=format_bytes(resident))
    if not swapped:
        return words
    return f"{words}, {_('{size} swapped').format(size=format_bytes(swapped))}"


def _hex(data: bytes) -> str:
    return data.hex(" ")


def _ascii(data: bytes) -> str:
    return "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in data)


def not_seen_lines(gaps: Iterable[Gap]) -> Iterator[Line]:
    """Say what could not be found out, why, and what would allow it."""
    for number, gap in enumerate(gaps):
        if number == 0:
            yield EMPTY
            yield line(Run(_("not seen"), "title"))
        remedy = f" → {gap_text(gap.remedy)}" if gap.remedy else ""
        why = f": {gap_text(gap.why)}{remedy}"
        yield line(Run("  "), Run(gap_text(gap.what), "warn"), why)
