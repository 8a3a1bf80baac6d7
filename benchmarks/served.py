"""The screen in browsers: first content, keys, and what one more who watches costs.

python -m benchmarks.served             # short: some seconds a measurement
python -m benchmarks.served --long      # as docs/benchmarks.md has it
"""

import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.browsing import browser, first_picture
from benchmarks.length import Length
from benchmarks.serving import Page, Serving, Used, opened, serving, watch_all
from benchmarks.targets import GROWING, STILL, built, running

_KEYS = ("j", "\x1b[B", "k", "\x1b[A")
"""Down, down by its arrow, up, up by its arrow: rows that there are."""
_SIGN = "ctrl+p"
_CROWDS = (0, 1, 2, 5, 20)


SHORT = Length(3, 50, (6.0, 6.0))
LONG = Length(9, 50, (75.0, 20.0))


def served(programs: Path, length: Length = SHORT) -> Iterator[str]:
    """First content, keys, followers of a still and of a growing process."""
    yield f"Load before: {os.getloadavg()[0]:.1f}"
    yield from _first(length)
    still = (Path(sys.executable), "-c", STILL)
    growing = (Path(sys.executable), "-c", GROWING)
    large = (programs / "vmas", 64_000)
    targets: dict[str, tuple[object, ...]] = {
        "a Python at rest": still,
        "a Python that grows by 1 MiB a second": growing,
        "64,000 mappings": large,
    }
    yield from _keys(targets, length)
    for name in ("a Python at rest", "a Python that grows by 1 MiB a second"):
        yield from _crowds(name, targets[name], length)


def _first(length: Length) -> Iterator[str]:
    yield "### First content, from the address to the first picture"
    yield ""
    yield "| what | time, median | ratio |"
    yield "|---|--:|--:|"
    bare = statistics.median(_bare() for _ in range(length.starts))
    yield f"| python -c 'import textual.app' | {bare:.2f} s | 1.0 |"
    alone = statistics.median(asyncio.run(_alone()) for _ in range(length.starts))
    yield f"| the socket alone | {alone:.2f} s | {alone / bare:.1f} |"
    for name, many in _in_a_browser(length.starts).items():
        median = statistics.median(many)
        yield f"| Chromium, {name} | {median:.2f} s | {median / bare:.1f} |"
    yield ""


def _in_a_browser(count: int) -> dict[str, list[float]]:
    """Return seconds by what was opened; {}: there is no browser here."""
    taken: dict[str, list[float]] = {}
    with browser() as found:
        for _start in range(count if found else 0):
            with serving() as server:
                for name, address in (
                    ("the driver's page, which starts the program", server.driver),
                    ("the driver's page, loaded again", server.driver),
                    ("one more who watches", server.follower),
                ):
                    taken.setdefault(name, []).append(first_picture(found, address))
    return taken


def _bare() -> float:
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import textual.app"], check=True)
    return time.monotonic() - began


async def _alone() -> float:
    with serving() as server:
        began = time.monotonic()
        async with opened(server.driver) as page:
            await page.until("enter")
            return time.monotonic() - began


def _keys(targets: "dict[str, tuple[object, ...]]", length: Length) -> Iterator[str]:
    yield f"### {length.keys} keys, to the next frame of the socket"
    yield ""
    yield "| what | answered | median | worst | without the queue, median | worst |"
    yield "|---|--:|--:|--:|--:|--:|"
    for name, (program, *arguments) in targets.items():
        with running(Path(str(program)), *arguments) as target:
            taken = asyncio.run(_pressed(str(target.pid), length.keys))
        yield "| " + " | ".join([name, f"{len(taken)}", *(
            f"{of([one[way] for one in taken]) * 1000:.0f} ms"
            for way in (0, 1) for of in (statistics.median, max)
        )]) + " |"  # fmt: skip
    yield ""


async def _pressed(target: str, count: int) -> list[tuple[float, float]]:
    """Return the seconds of each key, in all and without waiting for a processor."""
    taken = []
    with serving(target) as server:
        async with opened(server.driver) as page:
            await page.until(_SIGN)
            await page.watch(3.0)
            all_three = server.pid, server.program, os.getpid()
            for number in range(count):
                # Half of the keys meet a look: two a second, and as many keys.
                await page.watch(0.05 if number % 2 else 0.21)
                waited = sum(Used.of(pid).waited_s for pid in all_three)
                began = time.monotonic()
                await page.press(_KEYS[number % len(_KEYS)])
                if not await page.answers(2.0):
                    continue  # nothing to paint
                all_s = time.monotonic() - began
                queued = sum(Used.of(pid).waited_s for pid in all_three) - waited
                taken.append((all_s, max(all_s - queued, 0.0)))
    return taken


def _crowds(name: str, target: "tuple[object, ...]", length: Length) -> Iterator[str]:
    yield f"### One more who watches {name}"
    yield ""
    yield (
        "| they watch | server, share of a processor | server in RAM | program, share "
        "| reads of the program a second | bytes a second to each |"
    )
    yield "|--:|--:|--:|--:|--:|--:|"
    program, *arguments = target
    with running(Path(str(program)), *arguments) as process:
        rows = asyncio.run(_watched(str(process.pid), length))
    for row in rows:
        yield row.line()
    least, most = rows[0], rows[-1]
    more = most.count - least.count
    yield ""
    yield (
        f"Each of {more}: {(most.server - least.server) / more:.2%} of a processor, "
        f"{(most.resident - least.resident) / more / 1024:.0f} KiB."
    )
    yield ""


@dataclass(frozen=True, slots=True)
class _Row:
    count: int
    server: float
    program: float
    resident: int
    reads: float
    sent: float

    def line(self) -> str:
        return (
            f"| {self.count} | {self.server:.2%} | {self.resident / 2**20:.1f} MiB "
            f"| {self.program:.1%} | {self.reads:.0f} | {self.sent:,.0f} |"
        )


async def _watched(target: str, length: Length) -> list[_Row]:
    before, during = length.rest_s
    rows = []
    with serving(target) as server:
        async with AsyncExitStack() as stack:
            pages = [await stack.enter_async_context(opened(server.driver))]
            await pages[0].until(_SIGN)
            await watch_all(pages, before)
            for count in _CROWDS:
                while len(pages) <= count:
                    pages.append(
                        await stack.enter_async_context(opened(server.follower))
                    )
                await watch_all(pages, 2.0)
                rows.append(await _row(server, pages, during))
    return rows


async def _row(server: Serving, pages: Sequence[Page], seconds: float) -> _Row:
    got = sum(page.got for page in pages)
    began, shown = Used.of(server.pid), Used.of(server.program)
    await watch_all(pages, seconds)
    ended, drawn = Used.of(server.pid), Used.of(server.program)
    return _Row(
        len(pages) - 1,
        (ended.cpu_s - began.cpu_s) / seconds,
        (drawn.cpu_s - shown.cpu_s) / seconds,
        server.resident(),
        (drawn.reads - shown.reads) / seconds,
        (sum(page.got for page in pages) - got) / len(pages) / seconds,
    )


def main(arguments: Sequence[str]) -> None:
    """Print the tables."""
    with built() as programs:
        for line in served(programs, LONG if "--long" in arguments else SHORT):
            print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
