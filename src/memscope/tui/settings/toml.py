"""Values to TOML: enough for what `tomllib` can read, and no more.

Comments are lost, as `tomllib` does not tell them; the head of the file says so.
"""

import re
from collections.abc import Iterator, Mapping

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPED = {
    '"': '\\"',
    "\\": "\\\\",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
}


def toml_of(table: Mapping[str, object]) -> str:
    """Return a whole document; `tomllib.loads` gives the same values back."""
    return "".join(f"{line}\n" for line in _lines(table, ()))


def _lines(table: Mapping[str, object], path: tuple[str, ...]) -> Iterator[str]:
    """Yield the values of a table, then the tables in it: TOML wants that order."""
    inner = {name: one for name, one in table.items() if isinstance(one, Mapping)}
    if path and (len(inner) < len(table) or not table):
        yield ""
        yield f"[{'.'.join(map(_key, path))}]"
    for name, value in table.items():
        if name not in inner:
            yield f"{_key(name)} = {_value(value)}"
    for name, one in inner.items():
        yield from _lines(one, (*path, name))


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _quoted(name)


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _quoted(value)
        case int() | float():
            return repr(value)
        case list() | tuple():
            return f"[{', '.join(map(_value, value))}]"
        case Mapping():
            pairs = (f"{_key(name)} = {_value(one)}" for name, one in value.items())
            return f"{{ {', '.join(pairs)} }}"
    # What is left of the types that tomllib returns: dates and times.
    isoformat = getattr(value, "isoformat", None)
    if isoformat is None:
        raise TypeError(type(value).__name__)
    return str(isoformat())


def _quoted(text: str) -> str:
    return f'"{"".join(map(_character, text))}"'


def _character(one: str) -> str:
    if one in _ESCAPED:
        return _ESCAPED[one]
    return f"\\u{ord(one):04x}" if ord(one) < 0x20 or one == "\x7f" else one
