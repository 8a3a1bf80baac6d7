"""Threads that compute: do they run at the same time?

Expected:
    ready {"pid": 4242, "cpus": 2}

Commands: python THREADS MS (a loop in Python), hash THREADS MS (the work is done in C,
which lets other Python threads run meanwhile), quit. Answer:
    ok {"wall_ms": 300.1, "cpu_ms": 599.2, "threads": 2, "waited_ms": 0.4}

cpu_ms is the processor time of all threads together; waited_ms is how long they were
ready to run but had no processor, as far as the kernel tells.
"""

import hashlib
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

BLOCK = bytes(1 << 22)


def spin_python(deadline: float) -> None:
    count = 0
    while time.perf_counter() < deadline:
        for _ in range(10_000):
            count += 1


def spin_hash(deadline: float) -> None:
    while time.perf_counter() < deadline:
        hashlib.sha256(BLOCK)


WORK = {"python": spin_python, "hash": spin_hash}


def waited_ms() -> float:
    """Milliseconds this thread was ready to run without a processor to run on."""
    try:
        return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e6
    except (OSError, IndexError, ValueError):
        return 0.0


def measure(work: Callable[[float], None], threads: int, ms: int) -> dict[str, object]:
    waits: list[float] = []
    start = threading.Barrier(threads + 1)
    times: dict[str, float] = {}

    def run() -> None:
        start.wait()
        work(times["deadline"])
        waits.append(waited_ms())

    workers = [threading.Thread(target=run) for _ in range(threads)]
    for worker in workers:
        worker.start()
    wall, cpu = time.perf_counter(), time.process_time()
    times["deadline"] = wall + ms / 1000
    start.wait()
    for worker in workers:
        worker.join()
    return {
        "wall_ms": round((time.perf_counter() - wall) * 1000, 1),
        "cpu_ms": round((time.process_time() - cpu) * 1000, 1),
        "threads": threads,
        "waited_ms": round(sum(waits), 1),
    }


def say(word: str, answer: dict[str, object]) -> None:
    print(word, json.dumps(answer), flush=True)


def main() -> None:
    say("ready", {"pid": os.getpid(), "cpus": len(os.sched_getaffinity(0))})
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
