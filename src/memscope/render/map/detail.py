"""What the further lines of a textbook block say."""

from memscope.i18n import _
from memscope.model.abi import address_digits
from memscope.model.diff import Change, Difference
from memscope.model.process import Process
from memscope.model.region import Access, access_of
from memscope.render.map.blocks import Block
from memscope.render.map.row import short_address
from memscope.render.palette import ACCESS_MARKS, Sort
from memscope.render.runs import Line, Run, width_of
from memscope.render.words.names import thread_name
from memscope.units import format_bytes

_GROWS = {Sort.STACK: " ↓", Sort.THREAD_STACK: " ↓", Sort.HEAP: " ↑"}


def block_details(
    block: Block, process: Process, change: Change | None, room: int
) -> tuple[tuple[Run, ...], ...]:
    """Return the lines below a block's first one, the most telling first.

    Args:
        block: A block of the textbook map.
        process: Whose block it is.
        change: What happened to it a moment ago.
        room: Cells; where there is none for both, news go before addresses.
    """
    start = short_address(block.start, address_digits(process.abi))
    address = Run(start + _GROWS.get(block.sort, ""), "muted")
    first = (address, *_beside(block, process, change))
    if change and width_of(first) > room:
        first = (Run(_news(change), "changed"),)
    rest = _touched(block) if block.is_one else _parts(block)
    return (first, (*_writable_code(block), Run(rest, "muted")))


def _beside(block: Block, process: Process, change: Change | None) -> Line:
    """What stands behind the address."""
    if change:
        return (Run(f" {_news(change)}", "changed"),)
    owner = _owner(block, process) if block.is_one else ""
    return (Run(f" {owner}", "muted"),) if owner else ()


def _writable_code(block: Block) -> Line:
    """Mark a block in which something can be written and run; no access is usual."""
    found = (access_of(one.perms) for one in block.regions)
    if Access.WRITABLE_CODE not in found:
        return ()
    mark = ACCESS_MARKS[Access.WRITABLE_CODE]
    return (Run(f"rwx{mark.sign} ", mark.style),)


def _news(change: Change) -> str:
    """What happened, as short as a column needs it."""
    size = format_bytes(abs(change.delta or 0))
    match change.what:
        case Difference.APPEARED:
            return _("new")
        case Difference.GREW:
            return f"+{size}"
        case Difference.SHRANK:
            return f"−{size}"
        case Difference.TOUCHED:
            return _("+{size} touched").format(size=size)
        case Difference.RELEASED:
            return _("−{size} touched").format(size=size)
        case _:
            return _("changed")


def _owner(block: Block, process: Process) -> str:
    tid = block.main.thread
    thread = next((one for one in process.threads if one.tid == tid), None)
    return thread_name(thread, process) if thread else ""


def _parts(block: Block) -> str:
    """What it is made of; of many things nothing, the card lists them."""
    if block.members > 1:
        return ""
    return " · ".join(
        f"{_(region.kind.english)} {format_bytes(size)}"
        for region, size in block.parts[:3]
    )


def _touched(block: Block) -> str:
    return _("{size} touched").format(size=format_bytes(block.resident))
