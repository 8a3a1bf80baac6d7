"""Turn the bytes of /proc/PID/maps into VMAs (kernel: fs/proc/task_mmu.c)."""

import re
from collections.abc import Iterator
from functools import lru_cache
from operator import attrgetter, le, lt
from os import fsdecode

from memscope.errors import ParseError
from memscope.model.region import Vma

HEADER = (
    rb"^([0-9a-f]+)-([0-9a-f]+) ([-r][-w][-x][-ps]) ([0-9a-f]+) "
    rb"([0-9a-f]+:[0-9a-f]+) (\d{1,20})(?!\d) *([^\n]*)\n"
)
"""One line of maps; the first line of every record of smaps looks the same.

Blanks before the path are the kernel's padding, those after it are the path's own.
"""

_LINE = re.compile(HEADER, re.MULTILINE)
_PART = 1 << 16
"""Bytes that are looked at together."""

HeaderMatch = tuple[bytes, bytes, bytes, bytes, bytes, bytes, bytes]
"""What HEADER captures."""


def parse_maps(data: bytes) -> list[Vma]:
    """Parse a whole maps file; an empty file (kernel thread, zombie) gives [].

    The only escape the kernel writes is `\\012` for a newline in a path. It is kept,
    since a path may also contain those four characters.

    Raises:
        ParseError: A line is not in the documented form.
    """
    # Not splitlines(): the kernel escapes "\n" in a path but leaves "\r" alone.
    vmas: list[Vma] = []
    for part in _parts(data):
        rows: list[HeaderMatch] = _LINE.findall(part)
        if len(rows) != part.count(b"\n") or not part.endswith(b"\n"):
            raise _bad_line("maps", data)
        vmas += vmas_of(rows)
    return vmas


def _parts(data: bytes) -> Iterator[bytes]:
    """Yield the same bytes, cut only behind a line.

    Of a large file all that is found at once would take eight times its size.
    """
    at = 0
    while at < len(data):
        end = data.find(b"\n", at + _PART) + 1 or len(data)
        yield data[at:end]
        at = end


def vmas_of(rows: list[HeaderMatch]) -> list[Vma]:
    """Build VMAs from what HEADER captured."""
    word = ascii_word
    starts, ends = _bounds(rows)
    return [
        Vma(
            start,
            end,
            word(perms),
            0 if offset == b"00000000" else int(offset, 16),
            word(device),
            0 if inode == b"0" else int(inode),
            _path(path) if path else "",
        )
        for start, end, (_, _, perms, offset, device, inode, path) in zip(
            starts, ends, rows, strict=True
        )
    ]


def _bounds(rows: list[HeaderMatch]) -> tuple[list[int], list[int]]:
    """Return starts and ends; where one mapping follows another, one number is both."""
    starts = [int(row[0], 16) for row in rows]
    ends = [
        start if row[1] == after[0] else int(row[1], 16)
        for row, after, start in zip(rows, rows[1:], starts[1:], strict=False)
    ]
    return starts, [*ends, *(int(row[1], 16) for row in rows[-1:])]


def is_ordered(vmas: list[Vma]) -> bool:
    """Tell whether the list is one consistent picture.

    A maps file is read in several pieces; a target that maps and unmaps meanwhile
    can appear twice or half. Then the caller should read again.
    """
    starts, ends = list(map(_start_of, vmas)), list(map(_end_of, vmas))
    return all(map(lt, starts, ends)) and all(map(le, ends, starts[1:]))


_start_of, _end_of = attrgetter("start"), attrgetter("end")


@lru_cache(maxsize=1024)
def ascii_word(word: bytes) -> str:
    """Decode a short word of the kernel's; most occur thousands of times."""
    return word.decode("ascii")


@lru_cache(maxsize=16384)
def _path(path: bytes) -> str:
    return fsdecode(path)


def _bad_line(source: str, data: bytes) -> ParseError:
    *lines, rest = data.split(b"\n")
    for number, line in enumerate(lines, 1):
        if not _LINE.fullmatch(line + b"\n"):
            return ParseError(source, number, line)
    return ParseError(source, len(lines) + 1, rest)
