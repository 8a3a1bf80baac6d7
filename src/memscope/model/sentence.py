"""Sentences with gaps that measured values fill: of lessons and of findings.

The sentences stand in files, one a language, so that they can be read in one place.
"""

from collections.abc import Callable, Mapping, Sequence
from string import Formatter

from memscope.i18n import _
from memscope.model.kinds import Kind
from memscope.model.label_text import label_text
from memscope.units import UNKNOWN, format_bytes, format_span, format_times, safe

_KINDS = {kind.value: kind.english for kind in Kind}
"""What kinds of memory are called in sentences."""

_UNITS: dict[str, Callable[[float], str]] = {
    "bytes": lambda value: format_bytes(int(value)),
    "s": lambda value: format_span(value * 1000),
    "ms": format_span,
    "times": format_times,
    "us": lambda value: format_span(value / 1000),
    "percent": lambda value: f"{value:.0%}",
    "count": lambda value: f"{value:,}",
}


class _Filler(Formatter):
    """Puts measured values into braces.

    `{size:bytes}`, `{took:s}`, `{took:ms}` and `{took:us}` have units, `{part:percent}`
    is a ratio, `{n:count}` a number with its thousands apart, `{lies:kind}` names a
    kind of memory, `{what:label}` a label or a sort.
    """

    def get_value(
        self, key: int | str, args: Sequence[object], kwargs: Mapping[str, object]
    ) -> object:
        """Return the value; a field that was not measured stays visible as a blank."""
        return kwargs.get(str(key), UNKNOWN)

    def format_field(self, value: object, spec: str) -> str:
        """Format one value."""
        if value is None or value == UNKNOWN:
            return UNKNOWN
        if spec in _UNITS and isinstance(value, int | float):
            return _UNITS[spec](value)
        if spec == "label":
            return safe(label_text(str(value)))
        if spec == "kind":
            return _(_KINDS.get(str(value), str(value)))
        return safe(format(value, spec if spec not in _UNITS else ""))


_filler = _Filler()


def fill(text: str, values: Mapping[str, object]) -> str:
    """Put measured values into the braces of a text."""
    return _filler.vformat(text, (), values)
