"""Output of pmap: of procps in all its forms, of busybox and of toybox.

The forms differ in their columns, which the first line of each names; the plainest has
no such line. Numbers are KiB.
"""

import re
from collections.abc import Sequence

from msgspec import Struct

from memscope.parse.saved.rows import KIB, SavedRow, row_of

_TITLE = re.compile(rb"(?:^|[^0-9A-Za-z_./:-])(\d{1,7}):[ \t]+(\S[^\n]{0,4095})")
_MODE = re.compile(rb"[-r][-w][-x][-ps][-Rp]?")
_PLAIN = re.compile(
    rb"(?<![0-9A-Za-z_])([0-9a-f]{8,16})[ \t]+(\d{1,15})K[ \t]+([-r][-w][-x][-ps][-R]?)"
    rb"(?:[ \t]+(.*))?",
    re.DOTALL,
)
_ADDRESS = re.compile(rb"(?<![0-9A-Za-z_])[0-9a-f]{8,16}(?=[ \t])")
_TOTAL = re.compile(rb"(?<![0-9A-Za-z_])total[ \t]+(?:kB[ \t]+)?(\d{1,15})K?(?![^ \t])")
_MAPPED = re.compile(rb"(?<![0-9A-Za-z_])mapped:[ \t]+(\d{1,15})K(?![^ \t])")
_SUMS = re.compile(rb"(?:^|[ \t])(\d{1,15})(?:[ \t]+\d{1,15})*[ \t]+KB")
_SHARED_ID = re.compile(rb"\[ shmid=0x[0-9a-f]+ \]")
_NAMES = {b"[ anon ]": b"", b"[ stack ]": b"[stack]", b"[stack]": b"[stack]"}
_KBYTES = {b"RSS": b"Rss", b"PSS": b"Pss", b"Swap": b"Swap", b"Locked": b"Locked"}
_WIDE = (b"Address", b"Perm", b"Offset", b"Device", b"Inode")
_VSYSCALL = 0xFFFF_FFFF_FF60_0000
"""Where x86_64 has that page (kernel: arch/x86/include/uapi/asm/vsyscall.h)."""
_NOISE = 400
FLAGS = b"VmFlags"


class PmapColumns(Struct, frozen=True):
    """The columns of one form, as its first line names them.

    Attributes:
        names: From the address to the mapping.
        flags_end: Where the column VmFlags ends, counted from the beginning of the
            word Address; None without such a column.
    """

    names: tuple[bytes, ...]
    flags_end: int | None = None

    @property
    def is_wide(self) -> bool:
        """It is that of -X or -XX, with all that maps has."""
        return self.names[:5] == _WIDE


def find_title(line: bytes) -> tuple[int, bytes] | None:
    """Return process id and command of the line above a map; None: it is another."""
    found = _TITLE.search(line, 0, _NOISE)
    if found is None or int(found[1]) == 0:
        return None
    return int(found[1]), line[found.start(2) :]


def find_columns(line: bytes) -> PmapColumns | None:
    """Return the columns that a line names; None: it names none."""
    start = line.find(b"Address", 0, _NOISE)
    words = tuple(line[start:].split()) if start >= 0 else ()
    if len(words) < 4 or words[-1] != b"Mapping":
        return None
    is_wide = words[:5] == _WIDE
    if not is_wide and (words[1] != b"Kbytes" or b"Mode" not in words):
        return None
    end = line.find(FLAGS, start)
    return PmapColumns(words, end + len(FLAGS) - start if end >= 0 else None)


def find_total(line: bytes) -> int | None:
    """Return the KiB that the lines above have together; None: the line is another."""
    for form in (_TOTAL, _MAPPED, _SUMS):
        found = form.search(line, 0, 4 * _NOISE)
        if found is not None:
            return int(found[1])
    return None


def find_pmap_row(
    line: bytes, number: int, columns: PmapColumns | None
) -> SavedRow | None:
    """Return the mapping that a line is about; None: it is about none.

    Args:
        line: The line.
        number: Its number.
        columns: What the last line with names of columns said; None: there was none.
    """
    if columns is None:
        found = _PLAIN.search(line)
        if found is None or found.start() > _NOISE:
            return None
        address, kib, mode, mapping = found.groups()
        return _row(address, int(kib), mode, mapping or b"", number)
    at = _ADDRESS.search(line)
    if at is None or at.start() > _NOISE:
        return None
    return (_wide_row if columns.is_wide else _narrow_row)(
        line, at.start(), number, columns
    )


def _narrow_row(
    line: bytes, at: int, number: int, columns: PmapColumns
) -> SavedRow | None:
    """-x and -d: the address, numbers, the mode, sometimes more, the mapping."""
    before = columns.names.index(b"Mapping")
    words = line[at:].split(None, before)
    told = dict(zip(columns.names, words, strict=False))
    if len(words) < before or not _MODE.fullmatch(told[b"Mode"]):
        return None
    if not _is_number(told[b"Kbytes"]):
        return None
    mapping = words[before] if len(words) > before else b""
    row = _row(words[0], int(told[b"Kbytes"]), told[b"Mode"], mapping, number)
    if row is None:
        return None
    for name, ours in _KBYTES.items():
        if _is_number(told.get(name, b"-")):
            row.add(ours, int(told[name]))
    if _is_number(told.get(b"Dirty", b"-")):
        row.dirty = int(told[b"Dirty"]) * KIB
    return row


def _wide_row(
    line: bytes, at: int, number: int, columns: PmapColumns
) -> SavedRow | None:
    """-X and -XX: what maps has, and numbers of smaps by their names."""
    names = [one for one in columns.names[:-1] if one != FLAGS]
    words = line[at:].split(None, len(names))
    told = dict(zip(names, words, strict=False))
    if len(words) < len(names) or not _is_row(told, names):
        return None
    flags, mapping = _flags_and_mapping(line[at:], words, names, columns)
    path = b"" if mapping == b"[ anon ]" else mapping
    start = int(words[0], 16)
    end = b"%x" % (start + int(told[b"Size"]) * KIB)
    header = (
        words[0], end, told[b"Perm"], told[b"Offset"], told[b"Device"], told[b"Inode"],
        path,
    )  # fmt: skip
    row = row_of(header, number)
    if row is not None:
        row.flags = flags
        for name in names[5:]:
            row.add(name, int(told[name]))
    return row


def _is_row(told: dict[bytes, bytes], names: Sequence[bytes]) -> bool:
    return (
        b"Size" in told
        and all(_is_number(told[name]) for name in names[4:])
        and re.fullmatch(rb"[-r][-w][-x][-ps]", told[b"Perm"]) is not None
        and re.fullmatch(rb"[0-9a-f]{1,16}", told[b"Offset"]) is not None
        and re.fullmatch(rb"[0-9a-f]{1,8}:[0-9a-f]{1,8}", told[b"Device"]) is not None
    )


def _flags_and_mapping(
    line: bytes, words: Sequence[bytes], names: Sequence[bytes], columns: PmapColumns
) -> tuple[bytes | None, bytes]:
    """Return flags and mapping, which may look alike: a program may be called `sh`."""
    rest = words[len(names)] if len(words) > len(names) else b""
    if columns.flags_end is None:
        return None, rest
    begin = len(line) - len(rest)
    # The addresses are as wide as the word above them, or wider, to its left.
    wide = len(words[0]) - len(b"Address")
    end = columns.flags_end + wide
    if begin >= end:
        return b"", rest
    flags, mapping = line[begin:end].strip(), line[end:].strip()
    is_cut_between_words = end >= len(line) or line[end : end + 1] in b" \t"
    if is_cut_between_words and _FLAG_WORDS.fullmatch(flags):
        return b" " + flags, mapping
    return None, b"" if _FLAG_WORDS.fullmatch(rest) else rest.rpartition(b" ")[2]


_FLAG_WORDS = re.compile(rb"(?:[a-z?]{2}(?: |$))*")


def _row(
    address: bytes, kib: int, mode: bytes, mapping: bytes, number: int
) -> SavedRow | None:
    """Return a mapping of which neither offset nor inode is told."""
    end = b"%x" % (int(address, 16) + kib * KIB)
    perms = mode[:3] + (b"s" if mode[3:4] == b"s" else b"p")
    path = _NAMES.get(mapping, mapping)
    if not path and int(address, 16) == _VSYSCALL:
        path = b"[vsyscall]"
    if _SHARED_ID.fullmatch(path):
        path = b""
    return row_of((address, end, perms, b"0", b"0:0", b"0", path), number)


def _is_number(word: bytes) -> bool:
    return word.isdigit() and len(word) <= 15
