"""What our signs become on a terminal that has only letters.

"?" for all of them would turn what is certain into a guess, and yes and no into the
same thing.
"""

import codecs

PLAIN = "memscope.plain"
"""Name of the error handler, for `str.encode`."""

_SIGNS = {
    **dict.fromkeys("✔", "+"),
    **dict.fromkeys("✘✕×", "x"),
    **dict.fromkeys("≈", "~"),
    **dict.fromkeys("–−─┄", "-"),
    **dict.fromkeys("·", "|"),
    **dict.fromkeys("→⇢▶❯", ">"),
    **dict.fromkeys("↓", "v"),
    **dict.fromkeys("↑", "^"),
    **dict.fromkeys("═", "="),
    **dict.fromkeys("┆‖│", "|"),
    **dict.fromkeys("├└┬╪", "+"),
    **dict.fromkeys("▁▂", "_"),
    **dict.fromkeys("▃▄▅", "="),
    **dict.fromkeys("▆▇█▉▊▋▌▍▎▏■▪", "#"),
    **dict.fromkeys("●◆", "*"),
    **dict.fromkeys("○◌", "o"),
    "µ": "u",
    "∪": "U",
    "≠": "!=",
    "…": "...",
}


def _in_letters(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    text = error.object[error.start : error.end]
    return "".join(_SIGNS.get(one, "?") for one in text), error.end


codecs.register_error(PLAIN, _in_letters)
