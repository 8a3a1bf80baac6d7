"""Lines of runs as an element of a page, in a font of one width."""

from collections.abc import Sequence

from markupsafe import Markup

from memscope.render.html.markup import element, text_of
from memscope.render.runs import Line, Run
from memscope.units import cell_width


def lines_html(lines: Sequence[Line]) -> Markup:
    """Return the lines as `<pre>`; each name of a style becomes a class."""
    rows = ("".join(map(_run, runs)).rstrip() for runs in lines)
    return Markup(element("pre", "\n".join(rows), class_="lines"))


def _run(run: Run) -> str:
    text = (
        "".join(map(_character, run.text)) if _is_wide(run.text) else text_of(run.text)
    )
    names = " ".join(map(_class, run.style.split()))
    if names.startswith("ink") and any(map(str.isalnum, run.text)):
        names += " word"  # on white paper, words need more contrast than bars
    return element("span", text, class_=names) if names else text


def _is_wide(text: str) -> bool:
    return cell_width(text) > len(text)


def _character(character: str) -> str:
    """Give a wide one two cells: in a font of one width it is seldom as wide."""
    text = text_of(character)
    return element("span", text, class_="wide") if cell_width(character) == 2 else text


def _class(name: str) -> str:
    """`ink.heap` means the colour of heap, which a page keeps in the class k-heap."""
    use, dot, key = name.partition(".")
    return f"{use} k-{key}" if dot else use
