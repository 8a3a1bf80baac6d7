"""Messages between two threads, and between two processes: what do they cost?

Expected:
    ready {"pid": 4242}

Commands: threads BYTES COUNT BATCH, pipe BYTES COUNT BATCH, queue BYTES COUNT BATCH,
quit. Each sends messages of BYTES to the other side, BATCH of them at a time, and waits
for an answer to each batch; COUNT batches in all. Answer:
    ok {"bytes": 1048576, "count": 20, "us": 15.2, "best_us": 12.7}

us is the microseconds of one batch, the median of all; best_us is the shortest. Threads
hand over the message itself. Processes have to copy it through a pipe, or through a
queue, which is a pipe with locks and pickling.
"""

import json
import multiprocessing
import os
import queue
import statistics
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe
from typing import NoReturn

Times = tuple[float, float]


def timed(rounds: int, exchange: Callable[[], object]) -> Times:
    """Microseconds of one exchange: the median, and the shortest."""
    exchange()
    taken = []
    for _ in range(rounds):
        before = time.perf_counter()
        exchange()
        taken.append((time.perf_counter() - before) * 1e6)
    return statistics.median(taken), min(taken)


def between_threads(size: int, rounds: int, batch: int) -> Times:
    there: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    back: queue.SimpleQueue[int] = queue.SimpleQueue()

    def answer() -> None:
        count = 0
        while (message := there.get()) is not None:
            count += 1
            if count % batch == 0:
                back.put(len(message))

    other = threading.Thread(target=answer)
    other.start()
    message = bytes(size)

    def exchange() -> None:
        for _ in range(batch):
            there.put(message)
        back.get()

    taken = timed(rounds, exchange)
    there.put(None)
    other.join()
    return taken


def through_pipe(size: int, rounds: int, batch: int) -> Times:
    ours, theirs = Pipe()
    child = os.fork()
    if child == 0:
        ours.close()
        answer_pipe(theirs, batch)
    theirs.close()
    message = bytes(size)

    def exchange() -> None:
        for _ in range(batch):
            ours.send_bytes(message)
        ours.recv_bytes()

    taken = timed(rounds, exchange)
    ours.close()
    os.waitpid(child, 0)
    return taken


def answer_pipe(line: Connection, batch: int) -> NoReturn:
    try:
        while True:
            for _ in range(batch):
                message = line.recv_bytes()
            line.send_bytes(b"%d" % len(message))
    except EOFError:
        os._exit(0)


def through_queue(size: int, rounds: int, batch: int) -> Times:
    fork = multiprocessing.get_context("fork")
    there, back = fork.SimpleQueue(), fork.SimpleQueue()
    child = os.fork()
    if child == 0:
        count = 0
        while (message := there.get()) is not None:
            count += 1
            if count % batch == 0:
                back.put(len(message))
        os._exit(0)
    message = bytes(size)

    def exchange() -> None:
        for _ in range(batch):
            there.put(message)
        back.get()

    taken = timed(rounds, exchange)
    there.put(None)
    os.waitpid(child, 0)
    return taken


WAYS = {"threads": between_threads, "pipe": through_pipe, "queue": through_queue}


def is_bearable(size: int, count: int, batch: int) -> bool:
    """Tell whether the numbers make sense and do not take for ever."""
    return min(size, count, batch) > 0 and size <= 1 << 26 and count * batch <= 100_000


def say(word: str, answer: dict[str, object]) -> None:
    print(word, json.dumps(answer), flush=True)


def main() -> None:
    say("ready", {"pid": os.getpid()})
    for line in sys.stdin:
        word, *values = line.split() or [""]
        if word == "quit":
            say("ok", {})
            return
        try:
            size, count, batch = (int(value) for value in values)
            if word not in WAYS or not is_bearable(size, count, batch):
                raise ValueError("no such command, or a number out of range")
            median, best = (round(us, 1) for us in WAYS[word](size, count, batch))
            say("ok", {"bytes": size, "count": count, "us": median, "best_us": best})
        except (ImportError, OSError, ValueError) as error:
            print("error", error, flush=True)


if __name__ == "__main__":
    main()
