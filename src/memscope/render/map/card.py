"""All there is to say about one region, a hole, or a block of the textbook map."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from memscope.analyze.meanings import is_file_name
from memscope.analyze.totals import add_known
from memscope.i18n import _
from memscope.model.abi import address_digits
from memscope.model.kinds import Confidence
from memscope.model.process import Process, Thread
from memscope.model.region import Backing, Region
from memscope.render.bars import bar
from memscope.render.map.blocks import Block
from memscope.render.map.exact import Hole
from memscope.render.map.row import block_letter, block_name, short_address
from memscope.render.palette import SEGMENT_STYLES
from memscope.render.runs import EMPTY, Line, Run, cell, fit_line, line, wrap
from memscope.render.words.access import access_style, access_words, marked
from memscope.render.words.evidence import (
    confidence_mark,
    confidence_word,
)
from memscope.render.words.flags import flag_words, reasons_of
from memscope.render.words.labels import shown_path
from memscope.render.words.memory import memory_words
from memscope.render.words.names import (
    colour_key,
    look_of,
    region_name,
    thread_name,
)
from memscope.render.words.reasons import HOLE_REASON, reason_for
from memscope.units import format_bytes, safe, shorten_path

_STYLES = {
    Confidence.CERTAIN: "good",
    Confidence.LIKELY: "warn",
    Confidence.GUESS: "bad",
}


@dataclass(frozen=True, slots=True)
class Context:
    """What a card needs to know besides the region.

    Attributes:
        process: Whose region it is.
        news: What happened to it a moment ago, in words; "" when nothing.
        measured: The region with what a closer look told of it; None: there was none.
        parts: Those of a block, likewise; (): not known of all.
        twins: Letters of other processes on screen that map the same file pages.
    """

    process: Process
    news: str = ""
    twins: str = ""
    measured: Region | None = None
    parts: Sequence[Region] = ()


def region_card(region: Region, context: Context, width: int) -> list[Line]:
    """Describe one region."""
    process = context.process
    digits = address_digits(process.abi)
    key = colour_key(region, process.exe)
    title = region_name(region, process.exe)
    return [
        _title(look_of(region).letter, key, title, width),
        _subtitle(region, width),
        *_addresses(region.start, region.end, context.process.abi),
        *_facts(region, process, width),
        *_news(context, width),
        EMPTY,
        *_usage(region, context.measured, key, digits, width),
        EMPTY,
        *_evidence(context.measured or region, width),
        EMPTY,
        *_paragraph(_("why is this here?"), reason_for(region), width),
    ]


def hole_card(hole: Hole, width: int, abi: str | None = None) -> list[Line]:
    """Describe addresses at which nothing is mapped."""
    return [
        line(Run(_("a hole"), "strong")),
        line(Run(_("{size} unmapped").format(size=format_bytes(hole.size)), "muted")),
        EMPTY,
        *_addresses(hole.start, hole.end, abi),
        EMPTY,
        *_paragraph(_("why is this here?"), _(HOLE_REASON), width),
    ]


def block_card(block: Block, context: Context, width: int) -> list[Line]:
    """Describe a block; where one region speaks for it, describe that region."""
    if block.is_one:
        return region_card(block.main, context, width)
    process = context.process
    name = block_name(block, process.exe)
    count = _("{n} regions").format(n=len(block.regions))
    return [
        _title(block_letter(block), block.key, name, width),
        line(Run(f"{count} · {format_bytes(block.size)}", "muted")),
        EMPTY,
        *_parts(block, process, width),
        EMPTY,
        _amount(_("touched"), block.resident, "strong"),
        line(*bar(block.resident, block.size, width, block.key)),
        *_sums(context.parts),
        *_news(context, width),
        EMPTY,
        *_paragraph(_("why is this here?"), reason_for(block.main), width),
        EMPTY,
        line(Run(_("m shows each of them"), "muted")),
    ]


def _title(letter: str, key: str, name: str, width: int) -> Line:
    return fit_line(
        (Run(f" {letter} ", f"spine.{key}"), Run(f" {name}", "strong")), width
    )


def _subtitle(region: Region, width: int) -> Line:
    """Name kind and segment; of a kind that bears its segment's name the one alone."""
    kind, look = _(region.kind.english), SEGMENT_STYLES[region.segment]
    alone, short = _(look.name), _(look.short)
    text = alone if kind in {alone, short} else f"{kind} · {short}"
    return fit_line((Run(text, "muted"),), width)


def _addresses(start: int, end: int, abi: str | None) -> list[Line]:
    low, high = _short(start, abi), _short(end, abi)
    return [line(Run(low), Run("–", "muted"), Run(high))]


def _short(address: int, abi: str | None) -> str:
    return short_address(address, address_digits(abi))


def _facts(region: Region, process: Process, width: int) -> Iterable[Line]:
    style = access_style(region.perms, "strong")
    size = Run(f"  {format_bytes(region.size)}", "strong")
    yield line(Run(marked(region.perms), style), size)
    if words := access_words(region.perms):
        yield from _wrapped(words, width, style)
    if owner := _owner(region, process):
        yield from _owner_lines(owner, region, process)
    if is_file_name(region.path):
        path = safe(shown_path(region))
        yield line(Run(shorten_path(path, width), "muted"))
        if region.inode:
            place = _("from byte {offset} of the file").format(
                offset=f"{region.offset:#x}"
            )
            yield from _wrapped(place, width, "muted")
    if region.deleted:
        yield line(Run(_("the file has been deleted"), "warn"))
    if not region.is_whole_vma:
        part = _("part of the kernel's {start}–{end}").format(
            start=_short(region.vma[0], process.abi),
            end=_short(region.vma[1], process.abi),
        )
        yield from _wrapped(part, width, "muted")


def _owner_lines(owner: Thread, region: Region, process: Process) -> Iterable[Line]:
    name = thread_name(owner, process)
    yield line(cell(_("thread"), 12, "muted"), Run(f"{owner.tid} {name}", "strong"))
    stack = owner.stack
    if stack is not None and stack.start in region:
        yield _amount(_("in use now"), stack.depth, "strong")
        if owner.tid != process.pid:
            yield _amount(_("guard"), stack.guard)
        if stack.limit:
            yield _amount(_("may grow to"), stack.limit)


def _owner(region: Region, process: Process) -> Thread | None:
    return next((t for t in process.threads if t.tid == region.thread), None)


def _news(context: Context, width: int) -> Iterable[Line]:
    if context.news:
        yield from _wrapped(context.news, width, "changed")
    if context.twins:
        yield EMPTY
        text = _("═ {letters}: the same pages of the same file").format(
            letters=context.twins
        )
        yield from _wrapped(text, width, "ink.shared")


def _usage(
    region: Region, measured: Region | None, key: str, digits: int, width: int
) -> Iterable[Line]:
    seen = measured or region
    usage = seen.usage
    yield _amount(_("touched"), region.usage.resident, "strong")
    yield line(*bar(region.usage.resident, region.size, width, key))
    yield _amount(_("private"), usage.private)
    yield _amount(_("shared"), usage.shared)
    if usage.swapped:
        yield _amount(_("swapped"), usage.swapped)
    if usage.locked:
        yield _amount(_("locked"), usage.locked)
    if measured is not None and usage.private is not None and usage.resident:
        yield from _unknown(seen)
    for text in memory_words(seen, digits):
        yield from _wrapped(text, width, "muted")


def _unknown(seen: Region) -> Iterable[Line]:
    """Name what a close look could not tell; what it could is said in words."""
    usage = seen.usage
    if seen.backing is Backing.DISK and usage.clean is None:
        yield _amount(_("clean"), None)
    if usage.huge is None:
        yield _amount(_("huge pages"), None)
    if usage.lazy_free is None:
        yield _amount(_("lazily freed"), None)


def _sums(parts: Sequence[Region]) -> Iterable[Line]:
    """Add up what a close look told of all parts of a block."""
    if not parts:
        return
    files = [one for one in parts if one.inode]
    copied = [one for one in files if not one.is_shared]
    on_disk = [one for one in files if one.backing is Backing.DISK]
    numbers = (
        (_("private"), add_known(one.usage.private for one in parts), True),
        (_("shared"), add_known(one.usage.shared for one in parts), True),
        (_("clean"), add_known(one.usage.clean for one in on_disk), False),
        (_("own copies"), add_known(one.usage.copies for one in copied), False),
        (_("huge pages"), add_known(one.usage.huge for one in parts), False),
        (_("lazily freed"), add_known(one.usage.lazy_free for one in parts), False),
        (_("swapped"), add_known(one.usage.swapped for one in parts), False),
    )
    for name, size, is_worth_zero in numbers:
        if size != 0 or is_worth_zero:
            yield _amount(name, size)


def _amount(name: str, size: int | None, style: str = "") -> Line:
    return line(cell(name, 12, "muted"), cell(format_bytes(size), 9, style, ">"))


def _evidence(region: Region, width: int) -> Iterable[Line]:
    mark, word = confidence_mark(region.confidence), confidence_word(region.confidence)
    yield line(Run(f"{mark} {word}", f"{_STYLES[region.confidence]} strong"))
    for reason in (*flag_words(region), *reasons_of(region)):
        for at, text in enumerate(wrap(reason, width - 2)):
            yield line(Run("· " if at == 0 else "  ", "faint"), Run(text, "muted"))


def _paragraph(heading: str, text: str, width: int) -> Iterable[Line]:
    yield line(Run(heading, "strong"))
    yield from _wrapped(text, width, "")


def _wrapped(text: str, width: int, style: str) -> Iterable[Line]:
    return (line(Run(part, style)) for part in wrap(text, width))


def _parts(block: Block, process: Process, width: int) -> Iterable[Line]:
    """The largest members of a block, by name; of one thing, its parts by kind."""
    for region, size in block.parts:
        name = (
            region_name(region, process.exe)
            if block.members > 1
            else _(region.kind.english)
        )
        yield line(
            cell(name, width - 10, "muted"), cell(format_bytes(size), 9, "", ">")
        )
