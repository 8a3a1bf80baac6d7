"""Text of which every line has the same thing in front, as in logs and mails."""

import re

from memscope.parse.saved.kernel_lines import find_row

_FAR = 1 << 14
"""Bytes in which the first mapping begins."""


def without_prefix(data: bytes) -> bytes | None:
    """Return a text without what every line begins with; None: they do not.

    The time changes from line to line, so any digit stands for any other. What names a
    process is left to those who read it.

    Args:
        data: Any bytes at all.
    """
    end = data.find(b"\n", 0, _FAR)
    found = find_row(data[:end]) if end >= 0 else None
    if found is None:
        return None
    before, has_returns = data[: found[0]], data[end - 1 : end] == b"\r"
    if b"/proc/" in before or not (before or has_returns):
        return None
    if has_returns:
        data = data.replace(b"\r\n", b"\n")
    if not before:
        return data
    form = re.sub(rb"\d", rb"[0-9]", re.escape(before))
    text, count = re.subn(rb"^" + form, b"", data, flags=re.MULTILINE)
    return text if count == data.count(b"\n") else None
