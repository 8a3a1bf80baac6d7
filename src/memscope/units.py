"""Numbers and names as text for people: units, cells, hostile names made safe."""

import re
import unicodedata
from functools import lru_cache

UNKNOWN = "–"
"""What the screen shows for None: unknown is not zero."""

KIB = 1024
_LETTERS = "KMGTPE"
_UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")


def format_bytes(size: int | None) -> str:
    """Return a size for people: `132 KiB`, `8 MiB`, `1.2 GiB`.

    Three digits at most, but for bytes, of which there may be 1023. A whole number
    of a unit shows no fraction; a rounded one shows it below 10.
    """
    if size is None:
        return UNKNOWN
    if size < 0:
        return "-" + format_bytes(-size)
    value, unit = float(size), 0
    # 999.5 would round to 1000: go on to the next unit then.
    while unit < len(_UNITS) - 1 and (value >= KIB or (unit and value >= 999.5)):
        value /= KIB
        unit += 1
    if value == int(value) or value >= 9.95:
        return f"{value:.0f} {_UNITS[unit]}"
    return f"{value:.1f} {_UNITS[unit]}"


def short_bytes(size: int | None) -> str:
    """Return a size for a table, in at most five cells: `64K`, `60.4M`, `1.2G`.

    Powers of 1024, three digits at most, but for bytes; sentences have `format_bytes`.
    """
    if size is None:
        return UNKNOWN
    if size < 0:
        return "-" + short_bytes(-size)
    if size < KIB:
        return f"{size}B" if size else "0"
    value, unit = float(size), -1
    while unit < len(_LETTERS) - 1 and (value >= KIB or (unit >= 0 and value >= 999.5)):
        value /= KIB
        unit += 1
    is_whole = value >= 99.95 or (not unit and (value >= 9.95 or value == int(value)))
    return f"{value:.{0 if is_whole else 1}f}{_LETTERS[unit]}"


def short_delta(size: int) -> str:
    """Return a change for a table, with its sign: `+6.2M`; a dot for none."""
    return ("+" if size > 0 else "") + short_bytes(size) if size else "·"


def format_delta(size: int) -> str:
    """Return a change with its sign: `+132 KiB`."""
    return ("+" if size > 0 else "") + format_bytes(size)


def format_address(address: int | None, width: int = 0) -> str:
    """Return an address in hex without 0x, zero-padded to `width` digits."""
    return UNKNOWN if address is None else f"{address:0{width}x}"


def short_address(address: int, digits: int = 12) -> str:
    """Return an address in twelve cells at most; a kernel half one loses its ffff."""
    text = f"{address:0{digits}x}"
    return text if len(text) <= 12 else "…" + text[-11:]


def format_ms(milliseconds: float | None) -> str:
    """Return a duration: `3.2 ms`, `450 ms`, `12.5 s`."""
    if milliseconds is None:
        return UNKNOWN
    if milliseconds >= 10_000:
        return f"{milliseconds / 1000:.1f} s"
    if milliseconds >= 100:
        return f"{milliseconds:.0f} ms"
    return f"{milliseconds:.1f} ms"


def format_span(milliseconds: float | None) -> str:
    """Return a measured time for people: `0.14 µs`, `35 µs`, `3.2 ms`, `3.5 s`.

    No more digits than a second measurement would confirm; tables of times that are to
    be compared to the millisecond use `format_ms`.
    """
    if milliseconds is None:
        return UNKNOWN
    if milliseconds >= 999.5:
        return f"{milliseconds / 1000:.1f} s"
    if milliseconds >= 0.9995:
        return f"{milliseconds:.{_digits(milliseconds)}f} ms"
    if not milliseconds:
        return "0 ms"
    microseconds = milliseconds * 1000
    return f"{microseconds:.{_digits(microseconds)}f} µs"


def _digits(number: float) -> int:
    if number >= 9.95:
        return 0
    return 1 if number >= 0.995 else 2


def format_times(ratio: float | None) -> str:
    """Return how many times something is another: `1.4`, `31`, `1300`."""
    if ratio is None:
        return UNKNOWN
    if ratio < 9.95:
        return f"{ratio:.1f}"
    return f"{float(f'{ratio:.2g}'):.0f}"


_HARMLESS = re.compile(r"[\x20-\x7e]*")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# Letters and marks that Unicode lets a terminal leave out: they can hide in a name.
_IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)


@lru_cache(maxsize=8192)
def safe(text: str) -> str:
    """Return `text` with everything that a terminal could act upon made visible.

    Control characters (C0, DEL, C1), bidirectional and other format characters,
    line separators, fillers without any width, and bytes that are no UTF-8
    (surrogates) become `\\x1b`, `\\u202e`, `\\xff`. A backslash stays as it is: the
    result is for eyes, not for parsing.
    """
    if _HARMLESS.fullmatch(text):
        return text
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if unicodedata.category(character) not in _INVISIBLE and not _IGNORABLE.match(
        character
    ):
        return character
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # surrogateescape: one byte that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


@lru_cache(maxsize=8192)
def cell_width(text: str) -> int:
    """Return how many terminal cells `text` takes; wide characters take two.

    The screen crops and pads by Rich's count, so this is the same for all that
    `safe` lets through; joiners and variation selectors are spelled out before.
    """
    if text.isascii():
        return len(text)
    return sum(_cells(character) for character in text)


_JOINS = {"Mn", "Me", "Mc"}
# The second and third part of a Korean syllable; the skin of an emoji.
_JOINED = re.compile("[\u1160-\u11ff\ud7b0-\ud7ff\U0001f3fb-\U0001f3ff]")
# Python's tables may be older; terminals follow Unicode 16, which made these wide.
_WIDE_BY_NOW = re.compile(
    "[\u2630-\u2637\u268a-\u268f\u4dc0-\u4dff\U0001d300-\U0001d356"
    "\U0001d360-\U0001d376]"
)


def _cells(character: str) -> int:
    """Marks, and what melts into the character before, take none."""
    if unicodedata.category(character) in _JOINS or _JOINED.match(character):
        return 0
    if _WIDE_BY_NOW.match(character):
        return 2
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def fit(text: str, width: int, align: str = "<") -> str:
    """Pad or shorten `text` to exactly `width` cells; `…` marks what was cut.

    Args:
        text: One line, already safe.
        width: Terminal cells.
        align: `<` left, `>` right, `^` centred.
    """
    have = cell_width(text)
    if have > width:
        text = shorten(text, width)
        have = cell_width(text)
    space = width - have
    if align == ">":
        return " " * space + text
    if align == "^":
        return " " * (space // 2) + text + " " * (space - space // 2)
    return text + " " * space


def shorten(text: str, width: int) -> str:
    """Cut `text` to at most `width` cells, the last of them `…`."""
    if cell_width(text) <= width:
        return text
    if width <= 0:
        return ""
    used, kept = 0, []
    for character in text:
        used += _cells(character)
        if used > width - 1:
            break
        kept.append(character)
    return "".join(kept) + "…"


def whole_parts(text: str, width: int) -> str:
    """Leave out the last parts between ` · ` that do not fit; the first one stays."""
    while cell_width(text) > width and " · " in text:
        text = text.rpartition(" · ")[0]
    return text


def shorten_path(path: str, width: int) -> str:
    """Cut a path from the left, so that the file's name stays: `…/lib/libc.so.6`."""
    if cell_width(path) <= width:
        return path
    name = path.rsplit("/", 1)[-1]
    if cell_width(name) + 2 > width:
        return shorten(name, width)
    kept = name
    for part in reversed(path.split("/")[:-1]):
        if cell_width(part) + cell_width(kept) + 3 > width:
            break
        kept = f"{part}/{kept}"
    return f"…/{kept}"
