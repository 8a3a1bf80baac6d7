"""Names that are not UTF-8, as JSON text.

Linux names are bytes. Inside memscope a byte that is not UTF-8 is a lone surrogate
(`os.fsdecode`), which JSON cannot carry safely: strict readers refuse it. In JSON
such a byte is written as a backslash, `x` and two lower-case hex digits: the byte
0xff becomes the four characters `\\xff`. So that nothing is lost, a name that really
contains such four characters gets its backslash written as `\\x5c`. Every other name,
with backslashes or without, stays as it is.
"""

import re
from functools import lru_cache

_LOOKS_ESCAPED = re.compile(r"\\(?=x(?:5c|[89a-f][0-9a-f]))")
_NOT_UTF8 = re.compile("[\udc80-\udcff]")
_ESCAPE = re.compile(r"\\x(5c|[89a-f][0-9a-f])")


@lru_cache(maxsize=4096)
def to_json(name: str) -> str:
    """Return `name` as text that every JSON reader accepts."""
    if "\\" in name:
        name = _LOOKS_ESCAPED.sub(r"\\x5c", name)
    if name.isascii():
        return name
    return _NOT_UTF8.sub(lambda found: f"\\x{ord(found[0]) - 0xDC00:02x}", name)


@lru_cache(maxsize=4096)
def from_json(text: str) -> str:
    """Return the name that `to_json` wrote as `text`."""
    return _ESCAPE.sub(_unescape, text) if "\\" in text else text


def _unescape(found: re.Match[str]) -> str:
    value = int(found[1], 16)
    return chr(value) if value < 0x80 else chr(0xDC00 + value)
