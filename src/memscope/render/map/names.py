"""What to call a block of the textbook's picture, and its letter."""

from memscope.i18n import _, ngettext
from memscope.model.kinds import Kind
from memscope.render.map.blocks import Block
from memscope.render.palette import KIND_STYLES, Sort
from memscope.render.words.names import base_name, look_of, region_name


def block_name(block: Block, exe: str | None) -> str:
    """Return what to call a block."""
    count = block.members
    if block.sort is Sort.KERNEL:
        return _("kernel")
    if block.sort is Sort.LIBRARY:
        if count == 1:
            return base_name(block.regions[0].image or "")
        return ngettext("{n} library", "{n} libraries", count).format(n=count)
    if count == 1:
        return (
            region_name(block.main, exe)
            if block.sort is not Sort.RODATA
            else _(Kind.RODATA.english)
        )
    return _many(block.sort, count)


def _many(sort: Sort, count: int) -> str:
    match sort:
        case Sort.FILE:
            text = ngettext("{n} file", "{n} files", count)
        case Sort.ANON:
            text = ngettext("{n} anonymous", "{n} anonymous", count)
        case Sort.ARENA:
            text = ngettext("{n} arena", "{n} arenas", count)
        case Sort.THREAD_STACK:
            text = ngettext("{n} stack", "{n} stacks", count)
        case Sort.RESERVED:
            text = ngettext("{n} reservation", "{n} reservations", count)
        case _:
            text = ngettext("{n} region", "{n} regions", count)
    return text.format(n=count)


def block_letter(block: Block) -> str:
    """Return the letter on a block's spine; a library is more than its code."""
    if block.sort is Sort.LIBRARY:
        return "L"
    if block.sort is Sort.RODATA:
        return KIND_STYLES[Kind.RODATA].letter
    return look_of(block.main).letter
