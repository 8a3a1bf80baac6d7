"""Words below the bytes: where the row is, what its words point at, its names."""

from collections.abc import Iterable

from memscope.i18n import _
from memscope.model.place import WORD, HexRow
from memscope.model.region import Region
from memscope.render.runs import Line, Run, line
from memscope.render.text.hex import not_shown_words
from memscope.render.text.where import pointer_words
from memscope.units import format_address, format_bytes, safe


def byte_lines(row: HexRow, region: Region) -> list[Line]:
    """Return the facts of one row: its place, then each name and pointer."""
    offset = row.address - region.start
    where = _("{offset} from the region's start").format(offset=f"0x{offset:x}")
    first: list[Run] = [
        Run(format_address(row.address, 12), "strong"),
        Run(f"  {where}"),
    ]
    if row.data is None:
        size = format_bytes(row.end - row.address)
        first.append(Run(f" · {size} · {not_shown_words(row)}", "warn"))
    return [tuple(first), *_names(row), *_pointers(row)]


def _names(row: HexRow) -> Iterable[Line]:
    for symbol in row.symbols:
        place = f"+{symbol.address - row.address:<2x} "
        size = format_bytes(symbol.size)
        yield line(
            Run(place, "muted"), Run(safe(symbol.name), "strong"), Run(f" · {size}")
        )


def _pointers(row: HexRow) -> Iterable[Line]:
    for at, pointer in enumerate(row.pointers):
        if pointer is not None:
            words = f"{pointer.value:012x} → {pointer_words(pointer)}"
            yield line(Run(f"+{at * WORD:<2x} ", "muted"), Run(words, "accent"))
