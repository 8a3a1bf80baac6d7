"""Messages between two threads, and between two processes: what do they cost?

Expected:
    ready {"pid": 4242}

Commands: threads BYTES COUNT, processes BYTES COUNT, quit. Each sends COUNT messages
of BYTES to the other side and waits for an answer to each. Answer:
    ok {"bytes": 1048576, "count": 20, "us": 15.2}

us is the microseconds of one round trip, the median of all. Threads hand over the
message itself; processes have to copy it through a pipe.
"""

import json
import os
import queue
import statistics
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe


def timed(rounds: int, exchange: Callable[[], None]) -> float:
    """Microseconds of one exchange, the median."""
    exchange()
    taken = []
    for _ in range(rounds):
        before = time.perf_counter()
        exchange()
        taken.append(time.perf_counter() - before)
    return round(statistics.median(taken) * 1e6, 1)


def between_threads(size: int, rounds: int) -> float:
    there: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    back: queue.SimpleQueue[int] = queue.SimpleQueue()

    def answer() -> None:
        while (message := there.get()) is not None:
            back.put(len(message))

    other = threading.Thread(target=answer)
    other.start()
    message = bytes(size)

    def exchange() -> None:
        there.put(message)
        back.get()

    taken = timed(rounds, exchange)
    there.put(None)
    other.join()
    return taken


def between_processes(size: int, rounds: int) -> float:
    ours, theirs = Pipe()
    child = os.fork()
    if child == 0:
        ours.close()
        answer_pipe(theirs)
    theirs.close()
    message = bytes(size)

    def exchange() -> None:
        ours.send_bytes(message)
        ours.recv_bytes()

    taken = timed(rounds, exchange)
    ours.close()
    os.waitpid(child, 0)
    return taken


def answer_pipe(line: Connection) -> None:
    try:
        while True:
            line.send_bytes(b"%d" % len(line.recv_bytes()))
    except EOFError:
        os._exit(0)


WAYS = {"threads": between_threads, "processes": between_processes}


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
            size, count = (int(value) for value in values)
            if word not in WAYS or not (1 <= size <= 1 << 26 and 1 <= count <= 10_000):
                raise ValueError("no such command, or a number out of range")
            say("ok", {"bytes": size, "count": count, "us": WAYS[word](size, count)})
        except ValueError as error:
            print("error", error, flush=True)


if __name__ == "__main__":
    main()
