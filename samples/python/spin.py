"""Threads that compute: do they run at the same time?

Expected:
    ready {"pid": 4242, "cpus": 2, "gil": true}

Commands: python THREADS MS (a loop in Python), hash THREADS MS (the work is done in C,
which lets other Python threads run meanwhile), quit. Answer:
    ok {"wall_ms": 300.1, "cpu_ms": 599.2, "both_ms": 281.4, "threads": 2,
     "waited_ms": 0.4}

cpu_ms is the processor time of all threads together. both_ms is how long at least two
of them were on a processor at the same moment, at least: the work is cut into small
pieces, and only pieces without an interruption count. waited_ms is how long they were
ready to run but had no processor, as far as the kernel tells. gil: only one thread at a
time may run Python code.
"""

import hashlib
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

BLOCK = bytes(1 << 16)
UNINTERRUPTED = 0.9
"""Processor time by the clock of a piece that nothing came into."""

Piece = tuple[float, float]


def loop() -> None:
    total = 0
    for number in range(2000):
        total += number


def digest() -> None:
    hashlib.sha256(BLOCK)


WORK = {"python": loop, "hash": digest}


def pieces_of(work: Callable[[], None], deadline: float) -> list[Piece]:
    """Work until the deadline; return when each piece without interruption was."""
    found = []
    while (began := time.perf_counter()) < deadline:
        cpu = time.thread_time()
        work()
        cpu, ended = time.thread_time() - cpu, time.perf_counter()
        if cpu >= (ended - began) * UNINTERRUPTED:
            found.append((began, ended))
    return found


def time_of_two(everybody: Iterable[list[Piece]]) -> float:
    """Seconds in which pieces of two threads, or more, went on at the same moment."""
    changes = sorted(
        change
        for pieces in everybody
        for began, ended in pieces
        for change in ((began, 1), (ended, -1))
    )
    total, running, since = 0.0, 0, 0.0
    for at, change in changes:
        if running >= 2:
            total += at - since
        running, since = running + change, at
    return total


def waited_ms() -> float:
    """Milliseconds this thread was ready to run without a processor to run on."""
    try:
        return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e6
    except (OSError, IndexError, ValueError):
        return 0.0


def measure(work: Callable[[], None], threads: int, ms: int) -> dict[str, object]:
    waits: list[float] = []
    everybody: list[list[Piece]] = []
    start = threading.Barrier(threads + 1)
    times: dict[str, float] = {}

    def run() -> None:
        start.wait()
        everybody.append(pieces_of(work, times["deadline"]))
        waits.append(waited_ms())

    workers = [threading.Thread(target=run) for _ in range(threads)]
    for worker in workers:
        worker.start()
    wall, cpu = time.perf_counter(), time.process_time()
    times["deadline"] = wall + ms / 1000
    start.wait()
    for worker in workers:
        worker.join()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {
        "wall_ms": round(wall * 1000, 1),
        "cpu_ms": round(cpu * 1000, 1),
        "both_ms": round(time_of_two(everybody) * 1000, 1),
        "threads": threads,
        "waited_ms": round(sum(waits), 1),
    }


def say(word: str, answer: dict[str, object]) -> None:
    print(word, json.dumps(answer), flush=True)


def main() -> None:
    # Python 3.13 and later can be built without the lock.
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    cpus = len(os.sched_getaffinity(0))
    say("ready", {"pid": os.getpid(), "cpus": cpus, "gil": gil})
    for line in sys.stdin:
        word, *values = line.split() or [""]
        if word == "quit":
            say("ok", {})
            return
        try:
            threads, ms = (int(value) for value in values)
            if word not in WORK or not (1 <= threads <= 16 and 1 <= ms <= 5000):
                raise ValueError("no such command, or a number out of range")
            say("ok", measure(WORK[word], threads, ms))
        except ValueError as error:
            print("error", error, flush=True)


if __name__ == "__main__":
    main()
