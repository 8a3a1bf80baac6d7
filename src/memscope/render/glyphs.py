"""What stands for a sign, and for a colour, where there is none.

A terminal may have nothing but ASCII, or take two cells for signs that have one here;
and a reader may want no colours. Then lengths of bars are told by characters: own `#`
(`█`), shared `=` (`▒`), mapped but never touched `.` (`░`), new `+` (`▓`). Widths stay:
one cell for one cell.
"""

import unicodedata
from functools import lru_cache

from memscope.render.runs import Line, Run
from memscope.units import cell_width

SIGNS: dict[str, str] = {
    **dict.fromkeys("✔", "+"),
    **dict.fromkeys("✘✕×", "x"),
    **dict.fromkeys("≈", "~"),
    **dict.fromkeys("–−─┄━═▔", "-"),
    **dict.fromkeys("·┈", "."),
    **dict.fromkeys("┊", ":"),
    **dict.fromkeys("→⇢▶❯▷", ">"),
    **dict.fromkeys("◀←⇠◁", "<"),
    **dict.fromkeys("↓▽", "v"),
    **dict.fromkeys("↑▲△", "^"),
    **dict.fromkeys("▸", "+"),
    **dict.fromkeys("▾▼", "-"),
    **dict.fromkeys("═", "="),
    **dict.fromkeys("┆‖│┃▏▎▍▕║", "|"),
    **dict.fromkeys("├┤┬┴┼╪╭╮╰╯┌┐┘", "+"),
    **dict.fromkeys("└", "`"),
    **dict.fromkeys("▁▂▖", "_"),
    **dict.fromkeys("▃▄▅▒", "="),
    **dict.fromkeys("▆▇█▉▊▋▌▐▀■▪", "#"),
    **dict.fromkeys("▓", "+"),
    **dict.fromkeys("░", "."),
    **dict.fromkeys("●◆•⏺◉", "*"),
    **dict.fromkeys("○◌", "o"),
    **dict.fromkeys("“”", '"'),
    **dict.fromkeys("‘’", "'"),
    "▚": "%",
    "µ": "u",
    "∪": "U",
    "≠": "!",
    "≥": ">",
    "≤": "<",
    "∅": "0",
    "…": "~",
    "Δ": "d",
    "↔": "-",
    "²": "2",
}
"""ASCII of the same width for each sign that we draw."""

_ASCII = {"own": "#", "half": "=", "ghost": ".", "new": "+"}
_BLOCKS = {"own": "█", "half": "▒", "ghost": "░", "new": "▓"}
_ROLES = {
    "spine": "own",
    "fill": "own",
    "shade": "half",
    "dim": "half",
    "track": "ghost",
    "bar": "ghost",
    "tip": "new",
    "glow": "new",
}
_LEVELS = {
    "0": "ghost", "u": "ghost", "1": "half", "2": "half", "3": "own", "4": "own",
    "new": "new",
}  # fmt: skip
_BACKS = ("spine", "shade", "track", "tip", "bar", "back")
_FORES = ("fill", "dim", "glow", "fore")


def ascii_text(text: str) -> str:
    """Return a text in ASCII, each character as wide as before.

    Of a tree become `|-` and `` `- ``, of a frame corners `+`.
    Wide characters, which are letters of a language, stay: a terminal that shows them
    shows them in two cells.
    """
    if text.isascii():
        return text
    tree = text.replace("├─", "|-").replace("├ ", "| ")
    return "".join(map(_ascii, tree))


@lru_cache(maxsize=2048)
def _ascii(one: str) -> str:
    if one.isascii() or cell_width(one) != 1:
        return one
    if one in SIGNS:
        return SIGNS[one]
    plain = unicodedata.normalize("NFKD", one)[0]
    return plain if plain.isascii() else "?"


def in_ascii(line: Line) -> Line:
    """Return a line in ASCII; its bars tell by characters what they are made of."""
    return tuple(
        Run(ascii_text(_tell(text, style, _ASCII)), style) for text, style in line
    )


def without_colour(line: Line) -> Line:
    """Return a line whose bars tell by characters what their colours say."""
    return tuple(_colourless(run) for run in line)


def _colourless(run: Run) -> Run:
    told = _tell(run.text, run.style, _BLOCKS)
    if told == run.text:
        return run
    return Run(told, " ".join(name for name in run.style.split() if "." not in name))


def _tell(text: str, style: str, signs: dict[str, str]) -> str:
    """Write what fills the cells of a run that is dyed, or drawn with blocks."""
    fore, back = _fillings(style)
    if back and not text.strip():
        return signs[back] * len(text)
    if fore and text.strip("█▀▄ ") == "" and ("█" in text or back):
        empty = signs[back] if back else " "
        return "".join(empty if one == " " else signs[fore] for one in text)
    return text


def _fillings(style: str) -> tuple[str, str]:
    """Return what a run's characters stand for, and its background; "" is nothing."""
    fore = back = ""
    for name in style.split():
        role, dot, key = name.partition(".")
        if not dot:
            continue
        level = key.rpartition(".")[2] if "." in key else ""
        look = _LEVELS.get(level) or _ROLES.get(role, "")
        if role in _FORES:
            fore = look
        elif role in _BACKS:
            back = look
    return fore, back
