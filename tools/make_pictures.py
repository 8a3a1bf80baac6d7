"""Take the pictures of the pages from the real program in a real terminal.

Run it through `make pictures`; needs tmux, and takes some minutes, since what grows has
to grow. Each visit starts memscope, presses keys, waits until the screen shows what it
should, and keeps what it sees: the same screen in several sizes, languages and
themes, which are a key away. `make_pictures.py NAME…` makes the visits that are named.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.drawn_terminal import Frame, film, picture

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
SHOP = "samples/shop.py"
PATIENCE_S = 90.0
SETTLED_S = 2.5
"""Some looks, so that what flashes for a moment has settled."""
SIZES = {"80": (80, 24), "120": (120, 36), "160": (160, 45), "200": (200, 60)}
THEMES = ("dark", "light", "high-contrast")
NEWS = r"[+][\d.]+M/min"


@dataclass(slots=True)
class Terminal:
    """A terminal of its own in which memscope runs.

    Attributes:
        tmux: How its tmux is called.
        size: Columns and lines.
    """

    tmux: Sequence[str]
    size: tuple[int, int]

    def press(self, *keys: str, until: str = ".") -> None:
        """Press keys, then wait until the screen matches."""
        for key in keys:
            subprocess.run([*self.tmux, "send-keys", key], check=True)
            time.sleep(0.2)
        self.wait(until)

    def wait(self, pattern: str) -> None:
        """Look at the screen until it matches a regular expression."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if re.search(pattern, self.seen()):
                return
            time.sleep(0.1)
        sys.exit(f"the screen never showed {pattern!r}:\n{self.seen()}")

    def resize(self, size: tuple[int, int]) -> None:
        """Give it other dimensions."""
        if size != self.size:
            self.size = size
            across, down = map(str, size)
            command = [*self.tmux, "resize-window", "-x", across, "-y", down]
            subprocess.run(command, check=True)
            time.sleep(2 * SETTLED_S)

    def seen(self, *options: str) -> str:
        """Return what it shows."""
        command = [*self.tmux, "capture-pane", "-p", *options]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return done.stdout

    def keep(self, name: str) -> None:
        """Make a file of what it shows, with its colours."""
        time.sleep(SETTLED_S)
        save(name, picture(self.seen("-e", "-N"), self.size[0]))


def save(name: str, drawing: str) -> None:
    """Write a file of docs/pictures."""
    path = PICTURES / f"{name}.svg"
    path.write_text(drawing, "utf-8")
    print(f"{path.relative_to(ROOT)}  {len(drawing) // 1024} KiB", flush=True)


@contextmanager
def memscope(*arguments: str, size: str = "120") -> Iterator[Terminal]:
    """Run it in a terminal of its own, with nobody's settings."""
    across, down = SIZES[size]
    with tempfile.TemporaryDirectory() as folder:
        tmux = ["tmux", "-S", f"{folder}/tmux", "-f", "/dev/null"]
        begin = ["new-session", "-d", "-x", str(across), "-y", str(down), "-c", folder]
        command = [sys.executable, "-m", "memscope", *arguments]
        environment = {
            **os.environ,
            "LC_ALL": "C.UTF-8",
            "COLORTERM": "truecolor",
            "MEMSCOPE_NO_CONFIG": "1",
            "PYTHONPATH": str(ROOT / "src"),
        }
        subprocess.run([*tmux, *begin, *command], check=True, env=environment)
        try:
            for option in ("status off", "remain-on-exit on"):
                subprocess.run([*tmux, "set", *option.split()], check=True)
            yield Terminal(tmux, (across, down))
        finally:
            subprocess.run([*tmux, "send-keys", "q"], check=False)
            subprocess.run([*tmux, "kill-server"], check=False)


@contextmanager
def shop(*arguments: str) -> Iterator[list[str]]:
    """Run the shop that forgets nothing; yields the pids of its processes."""
    # By names that are the same on every machine: pictures show them.
    command = ["python3", SHOP, *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT, env={"PATH": os.defpath}
    ) as program:
        assert program.stdout
        facts = json.loads(program.stdout.readline().removeprefix("ready "))
        yield [str(pid) for pid in facts["processes"]]
        assert program.stdin
        program.stdin.close()


def take_main() -> None:
    """A server that grows, in all sizes, both languages, three themes."""
    with shop() as (pid,), memscope("attach", pid) as terminal:
        terminal.wait(NEWS)
        for key in ("Right", "b", "Enter"):
            terminal.press(key)
            time.sleep(1.5)
        time.sleep(20)
        for language in ("en", "ja"):
            for size, cells in SIZES.items():
                terminal.resize(cells)
                terminal.keep(f"main-{size}-{language}")
            terminal.resize(SIZES["120"])
            for theme in THEMES[1:]:
                terminal.press("T")
                terminal.keep(f"main-{theme}-{language}")
            terminal.press("T", "T", "T", "L")


def take_beside() -> None:
    """Two processes of one program, side by side."""
    with shop("--processes", "2") as pids:
        time.sleep(8)
        with memscope("attach", *pids) as terminal:
            terminal.wait("(?s)shop.*shop")
            terminal.press("c")
            time.sleep(8)
            while not re.search("Python's objects.*by pages", terminal.seen()):
                terminal.press("Down")
            for language in ("en", "ja"):
                terminal.keep(f"beside-120-{language}")
                terminal.resize(SIZES["200"])
                terminal.keep(f"beside-200-{language}")
                terminal.resize(SIZES["120"])
                terminal.press("L")


def take_home() -> None:
    """Where memscope begins."""
    with shop(), memscope() as terminal:
        terminal.press("/", *"samples", until="python3 +samples")
        terminal.press("Enter")
        time.sleep(5)
        for language in ("en", "ja"):
            terminal.keep(f"home-{language}")
            terminal.press("L")


def take_film() -> None:
    """A program grows, the header says so, and the reader opens it down to a page."""
    frames: list[Frame] = []
    with shop() as (pid,), memscope("attach", pid) as terminal:

        def watch(looks: int, seconds: float) -> None:
            for _look in range(looks):
                time.sleep(0.5)
                frames.append(Frame(terminal.seen("-e", "-N"), seconds))

        terminal.wait("shop")
        watch(3, 0.5)
        while not re.search(NEWS, terminal.seen()) and len(frames) < 100:
            time.sleep(1.5)
            watch(1, 0.25)
        watch(3, 0.6)
        # What grew; its largest part; that part's pages.
        for key in ("1", "Enter", "Right", "Down", "Right", "Enter", "Enter"):
            terminal.press(key)
            watch(2, 0.8)
        watch(3, 0.8)
    save("grows", film(frames, SIZES["120"][0]))


STEPS = (
    ("lesson", "isolation", 3, 9),
    ("lesson-process", "process", 2, 7),
    ("lesson-threads", "threads", 2, 8),
    ("lesson-server", "server", 4, 5),
    ("lesson-pool", "pool", 3, 12),
    ("lesson-pool-size", "pool", 8, 12),
)


def taker(name: str, lesson: str, last: int, count: int) -> Callable[[], None]:
    """Return what goes on until a step of a lesson has happened."""

    def take() -> None:
        with memscope("lesson", lesson) as terminal:
            terminal.wait(f"1/{count}")
            for number in range(1, last + 1):
                if number > 1:
                    terminal.press("n", until=f"{number}/{count}")
                terminal.press("n", until=rf"(?s){number}/{count}.*[✔✘]")
            terminal.keep(name)

    return take


VISITS: dict[str, Callable[[], None]] = {
    "main": take_main,
    "beside": take_beside,
    "home": take_home,
    "grows": take_film,
    **{step[0]: taker(*step) for step in STEPS},
}


def main(names: Sequence[str]) -> None:
    """Make the visits that were named, or all."""
    if not shutil.which("tmux"):
        sys.exit("no tmux on this machine: apt install tmux")
    PICTURES.mkdir(exist_ok=True)
    for name in names or VISITS:
        VISITS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
