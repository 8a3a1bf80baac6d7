"""Many tasks and little address space: a thread each, or a pool.

Expected:
    ready {"pid": 4242}

Commands: threads TASKS MIB, pool TASKS MIB, quit. A child with MIB of address space
(RLIMIT_AS) gets the tasks, all of them at once. Answer:
    ok {"done": 133, "error": "can't start new thread", "most_threads": 134}
"""

import json
import os
import queue
import resource
import sys
import threading
import time

WORKERS = 4
TASK_S = 0.002


def thread_each(tasks: int) -> dict[str, object]:
    """Start a thread for every task; none ends before all have been started."""
    all_started = threading.Event()
    threads: list[threading.Thread] = []
    error = None
    try:
        for _ in range(tasks):
            thread = threading.Thread(target=all_started.wait)
            thread.start()
            threads.append(thread)
    except (RuntimeError, MemoryError) as problem:
        error = str(problem) or type(problem).__name__
    all_started.set()
    for thread in threads:
        thread.join()
    return {"done": len(threads), "error": error, "most_threads": len(threads) + 1}


def with_pool(tasks: int) -> dict[str, object]:
    """Let a few threads do all the tasks, one after the other."""
    waiting: queue.SimpleQueue[float | None] = queue.SimpleQueue()
    done: queue.SimpleQueue[int] = queue.SimpleQueue()

    def serve() -> None:
        while (seconds := waiting.get()) is not None:
            time.sleep(seconds)
            done.put(1)

    workers = [threading.Thread(target=serve) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for _ in range(tasks):
        waiting.put(TASK_S)
    for _ in workers:
        waiting.put(None)
    for worker in workers:
        worker.join()
    return {"done": done.qsize(), "error": None, "most_threads": WORKERS + 1}


WAYS = {"threads": thread_each, "pool": with_pool}


def in_child(way: str, tasks: int, mib: int) -> dict[str, object]:
    """Do it in a child, whose limit goes with it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        resource.setrlimit(resource.RLIMIT_AS, (mib << 20, mib << 20))
        answer = json.dumps(WAYS[way](tasks)).encode()
        os.write(writing, answer)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    if not answer:
        return {"done": 0, "error": f"ended with status {status}", "most_threads": None}
    result: dict[str, object] = json.loads(answer)
    return result


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
            tasks, mib = (int(value) for value in values)
            if word not in WAYS or not (1 <= tasks <= 2000 and 128 <= mib <= 4096):
                raise ValueError("no such command, or a number out of range")
            say("ok", in_child(word, tasks, mib))
        except ValueError as error:
            print("error", error, flush=True)


if __name__ == "__main__":
    main()
