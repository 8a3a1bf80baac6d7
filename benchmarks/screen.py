"""The interactive screen on a terminal: first frame, keys, bytes, processor, memory.

python -m benchmarks.screen             # short: some seconds a measurement
python -m benchmarks.screen --long      # a minute at rest, as docs/benchmarks.md has it
"""

import os
import shutil
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.keys import PANES, ROWS, measured
from benchmarks.length import Length
from benchmarks.targets import GROWING, STILL, built, running
from benchmarks.terminal import on_terminal
from memscope.tui.colours import DARK_NAME, style_of

SIZE = (160, 45)
MEMSCOPE = [sys.executable, "-P", "-m", "memscope"]


SHORT = Length(3, 20, (6.0, 10.0))
LONG = Length(9, 120, (30.0, 60.0))


def screen(programs: Path, length: Length = SHORT) -> Iterator[str]:
    """Home, a still process, a growing one, 5,000 threads, 64,000 mappings, peers."""
    yield f"Load before: {os.getloadavg()[0]:.1f}"
    yield from _first_frames(length)
    yield from _head()
    still = (Path(sys.executable), "-c", STILL)
    growing = (Path(sys.executable), "-c", GROWING)
    many = (programs / "threads", 5000)
    large = (programs / "vmas", 64_000)
    for name, (program, *arguments) in {
        "a Python at rest": still,
        "a Python that grows by 1 MiB a second": growing,
        "5,000 threads": many,
        "64,000 mappings": large,
    }.items():
        with running(Path(program), *arguments) as target:
            command = [*MEMSCOPE, "attach", str(target.pid)]
            yield _row(name, command, b"ctrl+p", length, _MARKS)
            if "mappings" in name:
                name = f"{name}, each a row"
                yield _row(name, command, b"ctrl+p", length, _MARKS, first=b"m")
    for peer in ("htop", "btop"):
        if shutil.which(peer):
            yield _row(peer, [peer], b"\x1b", length)
    yield ""


def _first_frames(length: Length) -> Iterator[str]:
    yield "### First frame, from exec to the painted keys"
    yield ""
    yield "| what | processor, median | time, median |"
    yield "|---|--:|--:|"
    ways: dict[str, tuple[Sequence[str], bytes]] = {
        "memscope": (MEMSCOPE, b"enter"),
        "python -c 'import textual.app'": (
            [sys.executable, "-c", "import textual.app; print('ready')"], b"ready",
        ),
        **{peer: ([peer], b"\x1b[") for peer in ("htop", "btop") if shutil.which(peer)},
    }  # fmt: skip
    for name, (command, sign) in ways.items():
        taken = [_first_frame(command, sign) for _ in range(length.starts)]
        cpu, wall = (statistics.median(one) for one in zip(*taken, strict=True))
        yield f"| {name} | {cpu * 1000:.0f} ms | {wall * 1000:.0f} ms |"
    yield ""


def _first_frame(command: Sequence[str], sign: bytes) -> tuple[float, float]:
    began = time.monotonic()
    with on_terminal(command, SIZE) as terminal:
        terminal.until(sign)
        return terminal.cpu_s(), time.monotonic() - began


def _head() -> Iterator[str]:
    yield f"### At work, {SIZE[0]}x{SIZE[1]}"
    yield ""
    yield (
        "| what | content after | row, median | worst | processor a key "
        "| pane, median | worst | processor a key | processor at rest "
        "| bytes a second at rest | in RAM |"
    )
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"


def _background(name: str) -> bytes:
    """Return what makes the ground of a row: by it a painted cursor is known."""
    colour = style_of(name, DARK_NAME).bgcolor
    assert colour is not None
    return b"48;2;%d;%d;%d" % colour.get_truecolor()


_MARKS = (_background("cursor"), _background("resting"))
"""Of the row with the cursor, with the focus and without."""


def _row(
    name: str,
    command: Sequence[str],
    sign: bytes,
    length: Length,
    marks: Sequence[bytes] = (),
    first: bytes = b"",
) -> str:
    began = time.monotonic()
    with on_terminal(command, SIZE) as terminal:
        terminal.until(sign)
        content = terminal.until_still(0.3, at_most_s=8.0) - began
        if marks:
            terminal.press(ROWS[0])
            terminal.until(marks[0])  # the first look is there
        terminal.press(first)
        terminal.watch(length.rest_s[0])
        rows = measured(terminal, ROWS, length.keys, marks[:1])
        panes = measured(terminal, PANES, length.keys, marks) if marks else "| | | "
        terminal.watch(length.rest_s[0])
        cpu, seen = terminal.cpu_s(), terminal.seen
        during = length.rest_s[1]
        terminal.watch(during)
        share = (terminal.cpu_s() - cpu) / during
        sent = (terminal.seen - seen) / during
        return (
            f"| {name} | {content:.2f} s {rows}{panes}| {share:.1%} | {sent:,.0f} "
            f"| {terminal.resident() >> 20} MiB |"
        )


def main(arguments: Sequence[str]) -> None:
    """Print the tables."""
    length = LONG if "--long" in arguments else SHORT
    with built() as programs:
        for line in screen(programs, length):
            print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
