"""What a process has in RAM, in few cells: whose it is, and what is behind it."""

from collections.abc import Iterable, Iterator, Sequence

from memscope.i18n import _, listed
from memscope.model.process import Allocator
from memscope.model.region import ProcessUsage
from memscope.render.map.row import compact_bytes
from memscope.render.runs import EMPTY, Line, Run, line, width_of, wrap
from memscope.units import safe

_BETWEEN = Run(" · ", "faint")


def memory_lines(
    letter: str,
    usage: ProcessUsage,
    allocators: Sequence[Allocator] | None,
    width: int,
) -> list[Line]:
    """Say what is in RAM; what is nothing is left out, what is unknown is a dash.

    Args:
        letter: Of the process on screen.
        usage: From a close look.
        allocators: What it has loaded; None: not known.
        width: Terminal cells.
    """
    title = _item(_("{letter} in RAM").format(letter=letter), usage.resident)
    lines = _flowing([title, *_once(usage)], width)
    lines += _flowing(_whose(usage), width)
    lines += _flowing(_made_of(usage), width)
    if allocators:
        names = listed(safe(_(one.name)) for one in allocators)
        text = _("loaded: {names}").format(names=names)
        lines += (line(Run(f" {one}", "muted")) for one in wrap(text, width - 1))
    return lines


def _once(usage: ProcessUsage) -> Iterator[Line]:
    """What counts less when it is mapped several times; mostly nothing is."""
    if usage.distinct != usage.resident:
        yield _item(_("distinct"), usage.distinct)


def _whose(usage: ProcessUsage) -> Iterator[Line]:
    yield _item(_("own"), usage.own)
    yield _item(_("share"), usage.proportional)


def _made_of(usage: ProcessUsage) -> Iterator[Line]:
    """What it is made of, then what is special in it."""
    yield from _known((_("anonymous"), usage.anonymous), (_("shared"), usage.shmem))
    if usage.file != 0:
        yield from _known((_("files"), usage.file), (_("clean"), usage.clean))
    yield from _known(
        (_("huge pages"), usage.huge),
        (_("lazily freed"), usage.lazy_free),
        (_("swapped"), usage.swapped),
    )


def _known(*numbers: tuple[str, int | None]) -> Iterator[Line]:
    return (_item(name, size) for name, size in numbers if size != 0)


def _item(name: str, size: int | None) -> Line:
    return (Run(f"{name} ", "muted"), Run(compact_bytes(size), "strong"))


def _flowing(items: Iterable[Line], width: int) -> list[Line]:
    """Put as many into a line as fit."""
    lines: list[Line] = []
    for item in items:
        last = lines[-1] if lines else EMPTY
        if lines and width_of(last) + width_of((_BETWEEN, *item)) <= width:
            lines[-1] = (*last, _BETWEEN, *item)
        else:
            lines.append((Run(" "), *item))
    return lines
