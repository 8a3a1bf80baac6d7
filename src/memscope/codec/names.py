"""To JSON and back, for every format: names that are not UTF-8 survive.

Linux names are bytes. Inside memscope a byte that is not UTF-8 is a lone surrogate
(`os.fsdecode`), which JSON cannot carry safely: strict readers refuse it. In JSON
such a byte is written as a backslash, `x` and two lower-case hex digits: the byte
0xff becomes the four characters `\\xff`. So that nothing is lost, a name that really
contains such four characters gets its backslash written as `\\x5c`. Every other name,
with backslashes or without, stays as it is.

A name may be inside any text, such as a sentence or a piece of evidence. So every text
is written so, keys too, and none of the formats has to know which are names.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from operator import is_
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from memscope.codec.wire import address_from_json, address_to_json

T = TypeVar("T")
Change = Callable[[str], str]

_ENCODER = msgspec.json.Encoder(enc_hook=address_to_json)
_LOOKS_ESCAPED = re.compile(r"\\(?=x(?:5c|[89a-f][0-9a-f]))")
_NOT_UTF8 = re.compile("[\udc80-\udcff]")
_ESCAPE = re.compile(r"\\x(5c|[89a-f][0-9a-f])")
_IN_JSON = re.compile(rb"(?:\\\\|\\u005[cC])(?:x[589a-f]|x\\u|\\u)")
"""What may be an escape of ours in JSON text, where a character has two spellings."""


def encode(value: object, *, indent: int = 0) -> bytes:
    """Return JSON that every reader accepts, whatever names `value` holds.

    Hardly any snapshot has a name that needs escaping, and calling a function for each
    of 65,000 paths would cost more than all of the JSON. So that comes second.

    Args:
        value: Structs, dicts, lists, tuples, addresses, and what msgspec writes alone.
        indent: Blanks a level, for people; 0: everything on one line.
    """
    data = _encode_plain(value)
    if data is None:
        data = _ENCODER.encode(_each_text(value, to_json))
    return msgspec.json.format(data, indent=indent) if indent else data


def decode(data: bytes, type_: type[T]) -> T:
    """Return the value that `encode` wrote.

    Raises:
        msgspec.DecodeError: It is no JSON, or not of that type.
        UnicodeDecodeError: It is not UTF-8.
        RecursionError: It is nested too deeply.
    """
    value = msgspec.json.decode(data, type=type_, dec_hook=address_from_json)
    if not _may_hold_escapes(data):
        return value
    undone: T = _each_text(value, from_json)
    return undone


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


def _encode_plain(value: object) -> bytes | None:
    """Return JSON with every text as it is; None when one has to be escaped."""
    try:
        data = _ENCODER.encode(value)
    except UnicodeEncodeError:
        return None
    return None if _may_hold_escapes(data) else data


def _may_hold_escapes(data: bytes) -> bool:
    # A single byte is looked for 20 times faster than two, and is seldom there.
    return b"\\" in data and _IN_JSON.search(data) is not None


def _each_text(value: Any, change: Change) -> Any:
    """Return `value` with every text in it changed; itself when there is nothing to."""
    kind = type(value)
    if kind is str:
        is_usual = value.isascii() and "\\" not in value
        return value if is_usual else change(value)
    if kind is tuple or kind is list:
        parts = [_each_text(one, change) for one in value]
        return value if all(map(is_, parts, value)) else kind(parts)
    if kind is dict:
        pairs = value.items()
        return {_each_text(key, change): _each_text(one, change) for key, one in pairs}
    return _struct(value, change) if isinstance(value, msgspec.Struct) else value


def _struct(value: msgspec.Struct, change: Change) -> msgspec.Struct:
    # Of 65,000 regions one may have such a name: the others are not taken apart.
    if _encode_plain(value) is not None:
        return value
    changed = {}
    for name in value.__struct_fields__:
        old = getattr(value, name)
        new = _each_text(old, change)
        if new is not old:
            changed[name] = new
    return replace(value, **changed) if changed else value
