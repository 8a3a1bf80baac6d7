"""What a terminal shows, as an SVG of our own making: small, and without seams.

Letters are text; blocks (`█▌▄░`) are drawn as rectangles, so that a bar has no gaps
whatever font a browser finds. A film is the same picture with each line in as many
versions as were seen of it, and CSS that shows each in its time.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rich.ansi import AnsiDecoder
from rich.color_triplet import ColorTriplet
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import SVG_EXPORT_THEME

from memscope.units import cell_width

WIDE, HIGH = 8.0, 17.0
"""A cell, in the units of the drawing."""
FONTS = "ui-monospace,'DejaVu Sans Mono','Noto Sans Mono CJK JP',monospace"
_LOW = {sign: (0, 8 - n, 8, n) for n, sign in enumerate("▁▂▃▄▅▆▇█", 1)}
_LEFT = {sign: (0, 0, 8 - n, 8) for n, sign in enumerate("█▉▊▋▌▍▎▏")}
_OTHERS = {"▀": (0, 0, 8, 4), "▐": (4, 0, 4, 8), "▔": (0, 0, 8, 1), "▕": (7, 0, 1, 8)}
BLOCKS = {**_LOW, **_LEFT, **_OTHERS}
"""Left, top, width, height, in eighths of a cell."""
WORDS = re.compile(r"[\u2e80-\uffef]+|[^\s\u2e80-\uffef]+(?: [^\s\u2e80-\uffef]+)*")
"""What has a place of its own: signs of two cells, and words of one cell a sign."""
SHADES = {"░": 0.25, "▒": 0.5, "▓": 0.75}


Written = tuple[Segment, ...]
"""A line of a screen."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What was seen at a moment.

    Attributes:
        screen: Lines with colour codes.
        seconds: How long it is shown.
    """

    screen: str
    seconds: float = 1.0


@dataclass(slots=True)
class Styles:
    """Colours and ways of writing, each with a class of its own, once."""

    rules: dict[str, str] = field(default_factory=dict)

    def of(self, rule: str) -> str:
        """Return the class that says this."""
        return self.rules.setdefault(rule, f"s{len(self.rules)}")

    def css(self) -> str:
        """Return them as a style sheet says them."""
        return "".join(f".{name}{{{rule}}}" for rule, name in self.rules.items())


def picture(screen: str, columns: int) -> str:
    """Return one screen as a drawing."""
    return film([Frame(screen)], columns)


def film(frames: Sequence[Frame], columns: int) -> str:
    """Return screens one after the other, over and over, as one drawing."""
    styles = Styles()
    screens = [_lines(frame.screen) for frame in frames]
    lines = max(map(len, screens))
    ground = _ground(screens[0])
    motions: dict[tuple[int, ...], str] = {}
    drawn = []
    for number in range(lines):
        for text, shown in _versions(screens, number):
            inner = "".join(_line(text, styles, ground))
            drawn.append(_placed(inner, number, _motion(shown, len(frames), motions)))
    width, height = columns * WIDE, lines * HIGH
    times = [frame.seconds for frame in frames]
    css = (
        f"text{{white-space:pre;font:14px {FONTS}}}"
        f"{styles.css()}{''.join(_moving(motions, times))}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">'
        f"<style>{css}</style>"
        f'<rect width="100%" height="100%" fill="{ground}"/>{"".join(drawn)}</svg>\n'
    )


def _versions(
    screens: Sequence[Sequence[Written]], line: int
) -> Iterator[tuple[Written, tuple[int, ...]]]:
    """Yield what was seen on a line, and in which frames."""
    seen: dict[Written, list[int]] = {}
    for number, screen in enumerate(screens):
        seen.setdefault(screen[line] if line < len(screen) else (), []).append(number)
    for text, shown in seen.items():
        yield text, tuple(shown)


def _motion(
    shown: tuple[int, ...], frames: int, motions: dict[tuple[int, ...], str]
) -> str:
    if len(shown) == frames:
        return ""
    return motions.setdefault(shown, f"m{len(motions)}")


def _placed(inner: str, line: int, motion: str) -> str:
    name = f' class="{motion}"' if motion else ""
    return f'<g{name} transform="translate(0 {line * HIGH:g})">{inner}</g>\n'


def _moving(
    motions: dict[tuple[int, ...], str], times: Sequence[float]
) -> Iterator[str]:
    """Yield what shows a line in its frames, and hides it in all others."""
    whole = sum(times)
    starts = [100 * sum(times[:number]) / whole for number in range(len(times))]
    for shown, name in motions.items():
        marks, was = [], None
        for number, start in enumerate(starts):
            now = number in shown
            if now is not was:
                marks.append(f"{start:.4g}%{{opacity:{int(now)}}}")
            was = now
        marks.append(f"100%{{opacity:{int(was or False)}}}")
        yield f"@keyframes {name}{{{''.join(marks)}}}"
        yield f".{name}{{animation:{name} {whole:g}s step-end infinite}}"


def _line(text: Written, styles: Styles, ground: str) -> Iterator[str]:
    """Yield the grounds of a line, then what stands on them."""
    cells = list(_runs(text))
    for at, width, _text, style in cells:
        back = _colours(style)[1]
        if back != ground:
            yield _box(at * WIDE, 0, width * WIDE, HIGH, back, styles)
    for at, width, run, style in cells:
        yield from _standing(at, width, run, style, styles)


def _runs(text: Written) -> Iterator[tuple[int, int, str, Style]]:
    """Yield column, width, text and style of what is written alike."""
    at = 0
    for segment in text:
        style = segment.style or Style.null()
        width = cell_width(segment.text)
        yield at, width, segment.text, style
        at += width


def _lines(screen: str) -> list[Written]:
    """Return what stands on each line; colours go on from one line to the next."""
    console = Console(color_system="truecolor", force_terminal=True)
    lines = []
    for line in AnsiDecoder().decode(screen.rstrip("\n")):
        line.end = ""
        lines.append(tuple(Segment.simplify(line.render(console))))
    return lines


def _standing(
    at: int, width: int, run: str, style: Style, styles: Styles
) -> Iterator[str]:
    """Yield text and blocks of a run; blocks that touch are one."""
    colour = _colours(style)[0]
    for found in re.finditer(r"([▀-▐▔▕])\1*|[^▀-▐▔▕]+", run):
        left, sign = at + cell_width(run[: found.start()]), found[0][0]
        if sign in BLOCKS or sign in SHADES:
            yield _blocks(left, found[0], colour, styles)
        else:
            yield from _written(left, found[0], style, styles)


def _blocks(left: int, signs: str, colour: str, styles: Styles) -> str:
    if signs[0] in SHADES:
        drawn = _box(left * WIDE, 0, len(signs) * WIDE, HIGH, colour, styles)
        return drawn.replace("<rect", f'<rect opacity="{SHADES[signs[0]]}"')
    x, y, wide, high = BLOCKS[signs[0]]
    if wide == 8:
        wide = 8 * len(signs)
    boxes = range(1) if wide >= 8 else range(len(signs))
    return "".join(
        _box(
            (left + number + x / 8) * WIDE,
            y / 8 * HIGH,
            wide / 8 * WIDE,
            high / 8 * HIGH,
            colour,
            styles,
        )
        for number in boxes
    )


def _written(left: int, text: str, style: Style, styles: Styles) -> Iterator[str]:
    """Yield words; those that are far from each other have places of their own."""
    weight = "font-weight:700;" if style.bold else ""
    line = "text-decoration:underline;" if style.underline else ""
    name = styles.of(f"fill:{_colours(style)[0]};{weight}{line}")
    for word in WORDS.finditer(text):
        x = (left + cell_width(text[: word.start()])) * WIDE
        long = cell_width(word[0]) * WIDE
        yield (
            f'<text class="{name}" x="{x:g}" y="13" textLength="{long:g}" '
            f'lengthAdjust="spacingAndGlyphs">{html.escape(word[0])}</text>'
        )


def _box(
    x: float, y: float, wide: float, high: float, colour: str, styles: Styles
) -> str:
    name = styles.of(f"fill:{colour}")
    place = f'x="{x:g}" y="{y:.4g}" width="{wide:g}" height="{high:.4g}"'
    return f'<rect class="{name}" shape-rendering="crispEdges" {place}/>'


def _colours(style: Style) -> tuple[str, str]:
    """Return the colour of what is written, and of its ground."""
    front = _hex(style.color.get_truecolor(SVG_EXPORT_THEME) if style.color else None)
    back = _hex(
        style.bgcolor.get_truecolor(SVG_EXPORT_THEME, foreground=False)
        if style.bgcolor
        else None
    )
    front, back = front or "#c5c8c6", back or "#101418"
    return (back, front) if style.reverse else (front, back)


def _hex(colour: ColorTriplet | None) -> str:
    return colour.hex if colour else ""


def _ground(lines: Sequence[Written]) -> str:
    """Return the colour that most of a screen stands on."""
    counted: Counter[str] = Counter()
    for line in lines:
        for _at, width, _text, style in _runs(line):
            counted[_colours(style)[1]] += width
    return counted.most_common(1)[0][0]
