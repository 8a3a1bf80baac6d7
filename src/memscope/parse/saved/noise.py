"""Lines without what terminals, mails and logs put around them."""

import re
from collections.abc import Iterator

LONGEST = 1 << 14
"""Bytes of a line. A path has 4096, of which each may be written as four."""

# ECMA-48: a control sequence, and the title of a terminal's window.
_COLOURS = re.compile(rb"\x1b\[[0-?]{0,64}[ -/]{0,8}[@-~]|\x1b\][^\x07\x1b]{0,256}\x07")
_WILD = re.compile(rb"[\x1b\r\0]")


def lines_of(data: bytes) -> Iterator[tuple[int, bytes, bool]]:
    """Yield number, text, and whether its end was there, of every line.

    Args:
        data: Any bytes at all.
    """
    number, at, size = 0, 0, len(data)
    while at < size:
        number += 1
        end = data.find(b"\n", at)
        is_whole = end >= 0
        end = end if is_whole else size
        # What is longer is no line of any of these formats.
        yield number, plain(data[at : min(end, at + LONGEST)]), is_whole
        at = end + 1


def plain(line: bytes) -> bytes:
    """Return a line without colours, NULs, and what a carriage return overwrites."""
    if _WILD.search(line) is None:
        return line
    line = _COLOURS.sub(b"", line).translate(None, b"\0\x1b").rstrip(b"\r")
    return line.rpartition(b"\r")[2]
