"""Export the pictures of the README from the real program in a real terminal.

Run it through `make pictures`; needs tmux. Each picture is a short visit: start
memscope, press keys, wait until the screen shows what it should, and keep it.
"""

import html
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import SVG_EXPORT_THEME
from rich.text import Text

from memscope.units import cell_width

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
MEMSCOPE = Path(sys.executable).with_name("memscope")
PATIENCE_S = 60.0
FONTS = "ui-monospace, 'DejaVu Sans Mono', 'Noto Sans Mono CJK JP', monospace"


@dataclass(frozen=True, slots=True)
class Step:
    """Press a key, then wait until the screen matches.

    Attributes:
        key: In tmux's words.
        until: A regular expression.
    """

    key: str
    until: str


@dataclass(frozen=True, slots=True)
class Picture:
    """One file of docs/pictures.

    Attributes:
        name: Of the file, without its ending.
        start: The screen is up when it matches this regular expression.
        steps: What to do then.
        arguments: For memscope.
        size: Columns and lines.
    """

    name: str
    start: str
    steps: Sequence[Step]
    arguments: Sequence[str] = ()
    size: tuple[int, int] = (120, 36)


LAST = Step("End", ".")  # the scene without a script is the last in the list
OPEN = Step("Enter", r"(?s)anatomy.*anatomy.*libc")
GROW = Step("1", r"1\.\dM")


def until_step(last: int, count: int) -> Iterator[Step]:
    """Go on until a step of a lesson has happened."""
    for number in range(1, last + 1):
        if number > 1:
            yield Step("n", f"{number}/{count}")
        yield Step("n", rf"(?s){number}/{count}.*\n│ +[✔✘?] ")


PICTURES_TO_TAKE = (
    Picture("main", "1 +A program", (LAST, OPEN, GROW)),
    Picture("exact", "1 +A program", (LAST, OPEN, GROW, Step("m", "exact"))),
    Picture(
        "lesson",
        "1/9",
        (
            Step("n", "(?s)1/9.*✔"),
            Step("n", "2/9"),
            Step("n", "(?s)2/9.*✔"),
        ),
        ("lesson", "isolation"),
    ),
    *(
        Picture(
            f"lesson-{name}",
            f"1/{steps}",
            list(until_step(last, steps)),
            (
                "lesson",
                lesson,
            ),
        )
        for name, lesson, last, steps in (
            ("process", "process", 2, 7),
            ("threads", "threads", 2, 8),
            ("server", "server", 4, 5),
            ("pool", "pool", 3, 12),
            ("pool-size", "pool", 8, 12),
        )
    ),
    Picture("ja", "レッスン", (LAST, OPEN, GROW), ("--lang", "ja")),
)


def main(names: Sequence[str]) -> None:
    """Take the pictures that were named, or all."""
    PICTURES.mkdir(exist_ok=True)
    for picture in PICTURES_TO_TAKE:
        if not names or picture.name in names:
            screen = take(picture)
            path = PICTURES / f"{picture.name}.svg"
            path.write_text(svg(screen, picture.size[0]), "utf-8")
            print(path.relative_to(ROOT))


def take(picture: Picture) -> str:
    """Visit the program and return the screen, with its colours."""
    if not shutil.which("tmux"):
        sys.exit("no tmux on this machine: apt install tmux")
    with terminal(picture) as tmux:
        wait_for(tmux, picture.start)
        for step in picture.steps:
            subprocess.run([*tmux, "send-keys", step.key], check=True)
            wait_for(tmux, step.until)
        # Two more looks, so that what flashes for a moment has settled.
        time.sleep(1.5)
        return capture(tmux, "-e", "-N")


@contextmanager
def terminal(picture: Picture) -> Iterator[list[str]]:
    """Run memscope in a terminal of its own; yields how to call its tmux."""
    columns, lines = picture.size
    with tempfile.TemporaryDirectory() as folder:
        tmux = ["tmux", "-S", f"{folder}/tmux", "-f", "/dev/null"]
        size = ["-x", str(columns), "-y", str(lines)]
        command = ["-c", folder, str(MEMSCOPE), *picture.arguments]
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "COLORTERM": "truecolor"}
        subprocess.run(
            [*tmux, "new-session", "-d", *size, *command], check=True, env=environment
        )
        try:
            subprocess.run([*tmux, "set", "status", "off"], check=True)
            subprocess.run([*tmux, "set", "remain-on-exit", "on"], check=True)
            yield tmux
        finally:
            subprocess.run([*tmux, "send-keys", "q"], check=False)
            subprocess.run([*tmux, "kill-server"], check=False)


def wait_for(tmux: Sequence[str], pattern: str) -> None:
    """Look at the screen until it matches."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if re.search(pattern, capture(tmux)):
            return
        time.sleep(0.1)
    sys.exit(f"the screen never showed {pattern!r}:\n{capture(tmux)}")


def capture(tmux: Sequence[str], *options: str) -> str:
    """Return what the terminal shows."""
    command = [*tmux, "capture-pane", "-p", *options]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def svg(screen: str, columns: int) -> str:
    """Turn a screen with colour codes into a drawing that needs no font from afar."""
    console = Console(
        record=True,
        width=columns,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
    )
    console.print(Text.from_ansi(screen.rstrip("\n")), soft_wrap=True)
    drawing = console.export_svg(title="memscope", theme=SVG_EXPORT_THEME)
    drawing = re.sub(r"@font-face \{.*?\}\s*", "", drawing, flags=re.DOTALL)
    drawing = re.sub(r"<!--.*?-->\s*", "", drawing, flags=re.DOTALL)
    drawing = re.sub(r"font-family: [^;]+;", f"font-family: {FONTS};", drawing)
    return re.sub(r'textLength="([\d.]+)"([^>]*)>([^<]*)<', widened, drawing)


def widened(found: re.Match[str]) -> str:
    """Give wide characters the two cells that they take; Rich counts one."""
    length, between, text = float(found[1]), found[2], html.unescape(found[3])
    cells = length * cell_width(text) / len(text) if text else length
    return f'textLength="{cells:g}"{between}>{found[3]}<'


if __name__ == "__main__":
    main(sys.argv[1:])
