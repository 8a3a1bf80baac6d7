"""A snapshot or a process inside a notebook: a map, sums, and the gaps.

Plain HTML without scripts, with every style in place, so that it looks the same in any
notebook, dark or light. Whatever comes from the kernel is escaped.
"""

from collections.abc import Iterator
from html import escape

from memscope.analyze.totals import Total, segment_totals
from memscope.i18n import _, listed, ngettext
from memscope.model.abi import address_digits
from memscope.model.process import Process
from memscope.model.snapshot import Gap, Snapshot
from memscope.render.palette import KIND_STYLES, SEGMENT_STYLES
from memscope.render.words.access import marked
from memscope.render.words.evidence import gap_text
from memscope.render.words.names import region_name
from memscope.units import format_address, format_bytes, safe

_WIDTH = 640
"""Of the map, in CSS pixels."""
_HEIGHT = 28
_LEAST = 2
"""Pixels of a region, however small it is beside the others."""
_SHOWN = 400
"""Regions in the map, at most; more would be narrower than a pixel."""
_CELL = "padding:1px 8px;text-align:right"


def snapshot_html(snapshot: Snapshot) -> str:
    """Return all processes of a snapshot, and what could not be seen."""
    parts = [process_html(one) for one in snapshot.processes]
    parts += [_gap(one) for one in snapshot.gaps]
    return "".join(parts)


def process_html(process: Process) -> str:
    """Return one process: a heading, the map, the sums."""
    heading = f"<b>{process.pid} {escape(safe(process.name))}</b> · {_counts(process)}"
    if not process.regions:
        return f'<div style="margin:4px 0">{heading}</div>'
    return (
        f'<div style="margin:4px 0">{heading}<br>{_map(process)}{_table(process)}</div>'
    )


def _counts(process: Process) -> str:
    threads, regions = len(process.threads), len(process.regions)
    words = [
        ngettext("{n} thread", "{n} threads", threads).format(n=threads),
        ngettext("{n} region", "{n} regions", regions).format(n=regions),
        _("{size} in RAM").format(size=format_bytes(process.usage.resident)),
    ]
    return escape(listed(words))


def _map(process: Process) -> str:
    """Draw the regions from low to high addresses; widths grow with the logarithm."""
    shown = process.regions[:_SHOWN]
    wide = [region.size.bit_length() for region in shown]
    scale = max(_WIDTH - _LEAST * len(shown), 0) / sum(wide)
    left, bars, digits = 0.0, [], address_digits(process.abi)
    for region, weight in zip(shown, wide, strict=True):
        width = _LEAST + weight * scale
        title = (
            f"{format_address(region.start, digits)} {marked(region.perms)} "
            f"{region_name(region, process.exe)} {format_bytes(region.size)}"
        )
        bars.append(
            f'<rect x="{left:.1f}" width="{max(width - 0.5, 0.5):.1f}" '
            f'height="{_HEIGHT}" fill="{KIND_STYLES[region.kind].colour}">'
            f"<title>{escape(safe(title))}</title></rect>"
        )
        left += width
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{_WIDTH}" '
        f'height="{_HEIGHT}" viewBox="0 0 {max(left, 1):.1f} {_HEIGHT}" '
        f'preserveAspectRatio="none">{"".join(bars)}</svg>'
    )


def _table(process: Process) -> str:
    heads = ("", _("regions"), _("size"), _("resident"))
    row = "".join(f'<th style="{_CELL}">{escape(head)}</th>' for head in heads)
    return (
        '<table style="border-collapse:collapse;font-size:90%">'
        f"<tr>{row}</tr>{''.join(_rows(process))}</table>"
    )


def _rows(process: Process) -> Iterator[str]:
    for segment, total in segment_totals(process).items():
        look = SEGMENT_STYLES[segment]
        name = (
            f'<td style="{_CELL.replace("right", "left")};'
            f'border-left:8px solid {look.colour}">{escape(_(look.name))}</td>'
        )
        yield f"<tr>{name}{_numbers(total)}</tr>"


def _numbers(total: Total) -> str:
    texts = (
        str(total.regions),
        format_bytes(total.virtual),
        format_bytes(total.resident),
    )
    return "".join(f'<td style="{_CELL}">{text}</td>' for text in texts)


def _gap(gap: Gap) -> str:
    what = gap_text(gap.what)
    if gap.pid is not None:
        what = _("{what} of process {pid}").format(what=what, pid=gap.pid)
    text = f"{what}: {gap_text(gap.why)}"
    return f'<div style="font-size:90%">– {escape(text)}</div>'
