"""Measure memscope beside the raw kernel read, pmap and psutil; print ratios.

make bench                # everything
python -m benchmarks.run vmas threads
"""

import compileall
import contextlib
import os
import platform
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

import psutil

import memscope
from benchmarks.answers import answers
from benchmarks.compare import compare
from benchmarks.listing import listing
from benchmarks.saved import saved
from benchmarks.screen import screen
from benchmarks.served import served
from benchmarks.targets import Target, built, running
from benchmarks.timing import in_turn, table
from benchmarks.watched import watched
from memscope.collect.look.look import Detail
from memscope.collect.look.snapshot import Collector, take_snapshot


def raw(pid: int, name: str) -> bytes:
    """Read a file of a process to the end, and nothing more."""
    return Path(f"/proc/{pid}/{name}").read_bytes()


def vmas(programs: Path) -> Iterator[str]:
    """Full snapshots and live looks at 170 to 64,000 mappings."""
    for count, rounds in ((170, 30), (10_000, 7), (64_000, 5)):
        with running(programs / "vmas", count) as target:
            pid = target.pid
            seen = len({region.vma for region in _regions(pid)})
            listed = raw(pid, "maps").count(b"\n")
            assert seen == listed == len(psutil.Process(pid).memory_maps(grouped=False))
            change = _changing(target, count)
            full = in_turn(_full_ways(pid), rounds=rounds, before=change)
            yield from table(
                f"full snapshot, {listed} VMAs, 1 % changes", full, "raw smaps"
            )
            live = in_turn(_live_ways(pid), rounds=rounds)
            yield from table(f"live look, {listed} VMAs", live, "raw maps")
            live = in_turn(_live_ways(pid), rounds=rounds, before=change)
            yield from table(f"live look, {listed} VMAs, 1 % changes", live, "raw maps")


def _changing(target: Target, count: int) -> Callable[[], object]:
    """Return what gives back, or takes again, the pages of a hundredth of the VMAs."""
    step = max(count // 100, 1)
    places = cycle(range(0, count // 2 - step, step))
    return lambda: target.tell(f"change {next(places)} {step}")


def _regions(pid: int) -> tuple[object, ...]:
    return take_snapshot([pid]).processes[0].regions


def _full_ways(pid: int) -> dict[str, Callable[[], object]]:
    known = Collector()
    ways: dict[str, Callable[[], object]] = {
        "raw smaps": lambda: raw(pid, "smaps"),
        "memscope snapshot": lambda: take_snapshot([pid]),
        "memscope, the next one": lambda: known.look([pid], detail=Detail.MEMORY),
        "psutil memory_maps": lambda: psutil.Process(pid).memory_maps(grouped=False),
    }
    if shutil.which("pmap"):
        ways["pmap -X"] = lambda: subprocess.run(
            ["pmap", "-X", str(pid)], stdout=subprocess.DEVNULL, check=True
        )
    return ways


def _live_ways(pid: int) -> dict[str, Callable[[], object]]:
    known = Collector()
    return {
        "raw maps": lambda: raw(pid, "maps"),
        "memscope live look": lambda: known.look([pid]),
    }


def threads(programs: Path) -> Iterator[str]:
    """Threads with names, states, stack pointers and stacks."""
    for count, rounds in ((10, 30), (1_000, 7), (5_000, 5)):
        with running(programs / "threads", count) as target:
            pid, known = target.pid, Collector()
            assert len(known.look([pid]).processes[0].threads) == count + 1
            times = in_turn(
                {
                    "raw syscall files": lambda pid=pid: _syscalls(pid),
                    "psutil threads()": lambda pid=pid: psutil.Process(pid).threads(),
                    "memscope first look": lambda pid=pid: Collector().look([pid]),
                    "memscope next look": lambda pid=pid, known=known: known.look(
                        [pid]
                    ),
                },
                rounds=rounds,
            )
            yield from table(f"{count} threads", times, "psutil threads()")


def _syscalls(pid: int) -> None:
    for task in Path(f"/proc/{pid}/task").iterdir():
        (task / "syscall").read_bytes()


def resident(programs: Path) -> Iterator[str]:
    """A process with 1 GiB in RAM."""
    with running(programs / "resident", 1024) as target:
        pid, known = target.pid, Collector()
        times = in_turn(
            {
                "raw smaps": lambda: raw(pid, "smaps"),
                "memscope snapshot": lambda: take_snapshot([pid]),
                "memscope live look": lambda: known.look([pid]),
            },
            rounds=15,
        )
        yield from table("1 GiB resident", times, "raw smaps")


def many(programs: Path) -> Iterator[str]:
    """Two hundred processes at once: small ones, and Pythons with their libraries."""
    small = (programs / "resident", 1)
    python = (Path(sys.executable), "-c", PYTHON)
    for name, program in (("small processes", small), ("Pythons", python)):
        yield from _many(name, *program)


PYTHON = """
import asyncio, json, sys
print("ready {}", flush=True)
sys.stdin.read()
"""


def _many(name: str, program: Path, *arguments: object) -> Iterator[str]:
    with contextlib.ExitStack() as stack:
        pids = [
            stack.enter_context(running(program, *arguments)).pid for _ in range(200)
        ]
        times = in_turn(
            {
                "psutil memory_maps": lambda: [
                    psutil.Process(pid).memory_maps(grouped=False) for pid in pids
                ],
                "psutil, what a snapshot says": lambda: [
                    _psutil_facts(pid) for pid in pids
                ],
                "memscope snapshot": lambda: take_snapshot(pids),
                "memscope snapshot of 100": lambda: take_snapshot(pids[:100]),
            },
            rounds=5,
        )
        yield from table(f"200 {name}", times, "psutil, what a snapshot says")


def _psutil_facts(pid: int) -> tuple[object, ...]:
    """Ask psutil for all of a snapshot that it knows; stacks and kinds it does not."""
    process = psutil.Process(pid)
    facts = process.as_dict(
        ["pid", "ppid", "name", "exe", "cmdline", "status", "create_time"]
    )
    return (
        facts,
        process.memory_full_info(),
        process.threads(),
        process.memory_maps(grouped=False),
    )


def start(programs: Path) -> Iterator[str]:
    """Cold start of the command, with bytecode as an installation leaves it."""
    compileall.compile_dir(Path(memscope.__file__).parent, quiet=2)
    with running(programs / "resident", 1) as target:
        python = sys.executable
        commands = {
            "python -c 'import click'": [python, "-c", "import click"],
            "memscope --version": [python, "-m", "memscope", "--version"],
            "memscope snapshot": [
                python,
                "-m",
                "memscope",
                "snapshot",
                str(target.pid),
            ],
        }
        ways: dict[str, Callable[[], object]] = {
            name: lambda command=command: subprocess.run(
                command, stdout=subprocess.DEVNULL, check=True
            )
            for name, command in commands.items()
        }
        times = in_turn(ways, rounds=7)
        yield from table("cold start", times, "python -c 'import click'")


PARTS = {"vmas": vmas, "threads": threads, "resident": resident, "many": many,
         "list": listing, "saved": saved, "compare": compare, "start": start,
         "why": answers, "target": watched, "screen": screen,
         "served": served}  # fmt: skip


def main(names: list[str]) -> None:
    """Run the parts that were named, or all."""
    print(f"memscope benchmarks, {datetime.now(UTC):%Y-%m-%d}, "
          f"Linux {platform.release()} {platform.machine()}, "
          f"Python {platform.python_version()}, {os.cpu_count()} CPUs\n")  # fmt: skip
    with built() as programs:
        for name in names or PARTS:
            for line in PARTS[name](programs):
                print(line, flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"Peak memory of this run: {peak} MiB")


if __name__ == "__main__":
    main(sys.argv[1:])
