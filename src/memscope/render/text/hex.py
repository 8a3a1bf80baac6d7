"""Bytes of memory as rows, and the words below them."""

from collections.abc import Container, Iterable, Sequence

from memscope.i18n import N_, _
from memscope.model.page import RESIDENT, PageState
from memscope.model.place import ROW, WORD, HexRow, Variable
from memscope.model.region import Region
from memscope.render.runs import Line, Run, line
from memscope.render.text.where import chain_words
from memscope.units import format_address, format_bytes, safe

_NOT_SHOWN = {
    **dict.fromkeys(RESIDENT, N_("cannot be read")),
    PageState.ZERO: N_("only read so far: all zeros, and no memory of its own"),
    PageState.SWAPPED: N_("on swap"),
    PageState.GUARD: N_("guard pages"),
    PageState.ABSENT: N_("not mapped here"),
    PageState.UNMAPPED: N_("not mapped here"),
    PageState.UNKNOWN: N_("unknown: the kernel does not let us look"),
}
_GAP = " "


def hex_lines(
    rows: Iterable[HexRow], before: dict[int, bytes] | None = None
) -> list[Line]:
    """Return a line for each row.

    Args:
        rows: From `collect/closer/bytes.py`.
        before: Bytes by address of row, at the last look: what differs is marked.
    """
    return [
        hex_line(row, _changed(row.data, (before or {}).get(row.address)))
        for row in rows
    ]


def hex_line(row: HexRow, marked: Container[int] = ()) -> Line:
    """Return the line of a row.

    Args:
        row: The row.
        marked: Which of its bytes stand out.
    """
    address = Run(format_address(row.address, _digits(row)), "muted")
    if row.data is None:
        size = format_bytes(row.end - row.address)
        text = f"  ┆ {size} · {not_shown_words(row)} ┆"
        return line(address, Run(text, "faint"))
    runs = [address, Run("  "), *_bytes(row, marked), Run("  ")]
    runs += _characters(row, marked)
    notes = [f"→ {chain_words(one)}" for one in row.pointers if one is not None]
    names = [safe(symbol.name) for symbol in row.symbols]
    if names:
        runs += (Run("  "), Run(" ".join(names), "strong"))
    if notes:
        runs += (Run("  "), Run("  ".join(notes), "accent"))
    return tuple(runs)


def not_shown_words(row: HexRow) -> str:
    """Say why the bytes of a row are not shown."""
    return _(_NOT_SHOWN[row.state])


def _digits(row: HexRow) -> int:
    return 8 if row.word == 4 else 12


def _changed(data: bytes | None, before: bytes | None) -> set[int]:
    if data is None or before is None or len(before) != len(data):
        return set()
    return {at for at, byte in enumerate(data) if byte != before[at]}


def _bytes(row: HexRow, marked: Container[int]) -> Iterable[Run]:
    data = row.data or b""
    skipped = row.address % ROW
    yield Run("   " * skipped + (" " if skipped >= WORD else ""))
    for at in range(len(data)):
        place = skipped + at
        gap = _GAP * 2 if place == WORD - 1 else _GAP
        yield Run(f"{data[at]:02x}", _style(row, at, marked))
        yield Run(gap if place < ROW - 1 else "")
    missing = ROW - skipped - len(data)
    yield Run("   " * missing)


def _style(row: HexRow, at: int, marked: Container[int]) -> str:
    if at in marked:
        return "warn strong"
    word = (row.address % ROW + at) // row.word
    if word < len(row.pointers) and row.pointers[word] is not None:
        return "accent"
    return "" if row.data and row.data[at] else "faint"


def _characters(row: HexRow, marked: Container[int]) -> Iterable[Run]:
    yield Run(" " * (row.address % ROW))
    for at, byte in enumerate(row.data or b""):
        text = chr(byte) if 0x20 <= byte < 0x7F else "."
        yield Run(text, "warn strong" if at in marked else "muted")


def variable_lines(variables: Sequence[Variable], digits: int = 12) -> list[Line]:
    """Return a line for each global variable: address, name, value.

    Args:
        variables: In the order wanted.
        digits: Of addresses.
    """
    widest = max((len(safe(one.symbol.name)) for one in variables), default=0)
    return [
        line(
            Run(format_address(one.symbol.address, digits), "muted"),
            Run(f"  {safe(one.symbol.name):<{widest}}  ", "strong"),
            Run(f"{format_bytes(one.symbol.size):>8}  ", "muted"),
            Run(value_words(one)),
        )
        for one in variables
    ]


def value_words(variable: Variable) -> str:
    """Return a value as well as it can be told without its type.

    One, two, four and eight bytes are read as a signed number; text as text; all else
    as bytes.
    """
    value, size = variable.value, variable.symbol.size
    if value is None:
        return _("not mapped here")
    if variable.pointer is not None:
        number = int.from_bytes(value, "little")
        return f"0x{number:x} → {chain_words(variable.pointer)}"
    if size in (1, 2, 4, 8):
        number = int.from_bytes(value, "little", signed=True)
        return (
            str(number)
            if abs(number) < 10
            else f"{number} (0x{number % (1 << 8 * size):x})"
        )
    text = _text(value)
    if text is not None:
        return text
    rest = "…" if size > len(value) else ""
    return value.hex(" ") + rest


def _text(value: bytes) -> str | None:
    """Return a C string, when that is what it looks like."""
    text, end, rest = value.partition(b"\0")
    is_text = len(text) > 2 and all(0x20 <= byte < 0x7F for byte in text)
    if not is_text or any(rest):
        return None
    return f'"{text.decode("ascii")}"' + ("" if end else "…")


def byte_lines(row: HexRow, region: Region) -> list[Line]:
    """Return the facts of one row: its place, then each name and pointer."""
    offset = row.address - region.start
    where = _("{offset} from the region's start").format(offset=f"0x{offset:x}")
    first: list[Run] = [
        Run(format_address(row.address, _digits(row)), "strong"),
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
            digits = _digits(row)
            words = f"{pointer.value:0{digits}x} → {chain_words(pointer, digits)}"
            yield line(Run(f"+{at * row.word:<2x} ", "muted"), Run(words, "accent"))
