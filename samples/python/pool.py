"""A thread pool in forty lines, and tasks to give it.

Expected (numbers vary), with --workers 3:
    ready {"pid": 4242, "workers": [{"tid": 4243, "name": "worker-1", "task": null}]}

Commands:
    submit COUNT MS            tasks that wait so long, as for a disk
    compute COUNT MS           tasks that compute so long
    mix COUNT MS US            tasks that wait MS, and compute for US microseconds
    status                     what waits and who works on what
    wait                       until all is done; tells when each task ran, and where
    hold COUNT EACH            tasks that end at `release`; EACH is 1 for a thread each
    release                    lets them end, and returns when they have
    costs COUNT US             tasks of US microseconds: a thread each, or this pool
    race THREADS COUNT LOCK    threads that add to one number; LOCK is 0 or 1
    nested MS                  a task that waits for a task of its own, so long at most
    bounded COUNT MS SIZE      submit to a queue that holds SIZE tasks
    quit
"""

import argparse
import json
import queue
import statistics
import sys
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from ctypes import CDLL
from itertools import count

Work = Callable[[], object]
Facts = dict[str, object]


class Task:
    numbers = count(1)

    def __init__(self, work: Work) -> None:
        self.number = next(Task.numbers)
        self.work = work
        self.tid = 0
        self.submitted = time.perf_counter()
        self.started = self.ended = 0.0
        self.done = threading.Event()

    def age_ms(self) -> float | None:
        """How long it has been running; None: it is about to start."""
        if not self.started:
            return None
        return round((time.perf_counter() - self.started) * 1000, 1)

    def waited_ms(self) -> float:
        return round((self.started - self.submitted) * 1000, 2)

    def ran_ms(self) -> float:
        return round((self.ended - self.started) * 1000, 2)

    def run(self) -> None:
        self.tid = threading.get_native_id()
        self.started = time.perf_counter()
        self.work()
        self.ended = time.perf_counter()
        self.done.set()


class Pool:
    """Workers that are started once, and a queue of tasks that they take from."""

    def __init__(self, workers: int, room: int = 0) -> None:
        self.queue: queue.Queue[Task | None] = queue.Queue(room)
        self.busy: dict[int, Task | None] = {}
        self.threads = [
            threading.Thread(target=self.serve, args=(f"worker-{n + 1}",), daemon=True)
            for n in range(workers)
        ]
        for thread in self.threads:
            thread.start()

    def submit(self, work: Work) -> Task:
        task = Task(work)
        self.queue.put(task)
        return task

    def serve(self, name: str) -> None:
        CDLL(None).prctl(15, name.encode(), 0, 0, 0)  # PR_SET_NAME
        me = threading.get_native_id()
        self.busy[me] = None
        while (task := self.queue.get()) is not None:
            self.busy[me] = task
            task.run()
            self.busy[me] = None

    def close(self) -> None:
        for _ in self.threads:
            self.queue.put(None)
        for thread in self.threads:
            thread.join()


# What tasks do ------------------------------------------------------------------------


def waiting(ms: int) -> Work:
    return lambda: time.sleep(ms / 1000)


def computing(ms: float) -> Work:
    def compute() -> None:
        deadline = time.thread_time() + ms / 1000
        while time.thread_time() < deadline:
            pass

    return compute


def mixed(ms: int, us: int) -> Work:
    wait, compute = waiting(ms), computing(us / 1000)

    def work() -> None:
        wait()
        compute()

    return work


# What can be asked for ----------------------------------------------------------------

tasks: list[Task] = []


def submit(pool: Pool, number: int, work: Work) -> Facts:
    tasks.extend(pool.submit(work) for _ in range(number))
    return status(pool)


def status(pool: Pool) -> Facts:
    workers = [
        {
            "tid": tid,
            "name": f"worker-{n}",
            "task": task and task.number,
            "since_ms": task and task.age_ms(),
        }
        for n, (tid, task) in enumerate(sorted(pool.busy.items()), 1)
    ]
    done = [task for task in tasks if task.done.is_set()]
    return {
        "queued": pool.queue.qsize(),
        "done": len(done),
        "workers": workers,
        "waited_ms": [task.waited_ms() for task in tasks if task.started],
        "ran_ms": [task.ran_ms() for task in done],
    }


def wait() -> Facts:
    for task in tasks:
        task.done.wait()
    rows = [
        {
            "task": task.number,
            "tid": task.tid,
            "waited_ms": task.waited_ms(),
            "ran_ms": task.ran_ms(),
            "ended_ms": round((task.ended - tasks[0].submitted) * 1000, 2),
        }
        for task in tasks
    ]
    tasks.clear()
    return {"tasks": rows}


crowd: list[threading.Thread] = []
gate = threading.Event()


def hold(pool: Pool, number: int, each: int) -> Facts:
    """Give out tasks that wait at a gate, so that they can be looked at in peace."""
    gate.clear()
    if not each:
        return submit(pool, number, gate.wait)
    crowd.extend(threading.Thread(target=gate.wait) for _ in range(number))
    for thread in crowd:
        thread.start()
    return status(pool)


def release() -> Facts:
    gate.set()
    for thread in crowd:
        thread.join()
    crowd.clear()
    return wait()


def costs(pool: Pool, number: int, us: int) -> Facts:
    """Microseconds a task, and until it starts: in a thread of its own, in the pool."""
    work = computing(us / 1000)

    def in_thread() -> Task:
        task = Task(work)
        thread = threading.Thread(target=task.run)
        thread.start()
        thread.join()
        return task

    def in_pool() -> Task:
        task = pool.submit(work)
        task.done.wait()
        return task

    return {**timed("thread", number, in_thread), **timed("pool", number, in_pool)}


def timed(what: str, number: int, do: Callable[[], Task]) -> Facts:
    """The median says what a task costs, whatever came in between some of them."""
    taken, starts = [], []
    for _ in range(number):
        began = time.perf_counter()
        task = do()
        taken.append(time.perf_counter() - began)
        starts.append(task.started - task.submitted)
    return {
        f"{what}_us": round(statistics.median(taken) * 1e6, 1),
        f"{what}_start_us": round(statistics.median(starts) * 1e6, 1),
    }


def race(threads: int, number: int, with_lock: int) -> Facts:
    total = 0
    lock = threading.Lock() if with_lock else nullcontext()

    def add() -> None:
        nonlocal total
        for _ in range(number):
            with lock:
                seen = total
                time.sleep(0)  # another thread may come in between
                total = seen + 1

    workers = [threading.Thread(target=add) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return {"expected": threads * number, "total": total}


def nested(ms: int) -> Facts:
    """In a pool of one, the task holds the only worker that its own task needs."""
    pool = Pool(1)
    finished: list[bool] = []

    def outer() -> None:
        finished.append(pool.submit(lambda: None).done.wait(ms / 1000))

    pool.submit(outer).done.wait()
    pool.close()
    return {"finished": finished[0]}


def bounded(number: int, ms: int, room: int) -> Facts:
    pool = Pool(1, room)
    longest = 0
    began = time.perf_counter()
    for _ in range(number):
        last = pool.submit(waiting(ms))
        longest = max(longest, pool.queue.qsize())
    submitted = time.perf_counter() - began
    last.done.wait()
    pool.close()
    return {"submit_ms": round(submitted * 1000, 1), "most_queued": longest}


def say(word: str, answer: Facts) -> None:
    print(word, json.dumps(answer), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="A thread pool at work.")
    parser.add_argument("--workers", type=int, default=3, metavar="N")
    number = parser.parse_args().workers
    pool = Pool(number)
    while len(pool.busy) < number:
        time.sleep(0)
    commands: dict[str, Callable[..., Facts]] = {
        "submit": lambda n, ms: submit(pool, n, waiting(ms)),
        "compute": lambda n, ms: submit(pool, n, computing(ms)),
        "mix": lambda n, ms, us: submit(pool, n, mixed(ms, us)),
        "status": lambda: status(pool),
        "wait": wait,
        "hold": lambda n, each: hold(pool, n, each),
        "release": release,
        "costs": lambda n, us: costs(pool, n, us),
        "race": race,
        "nested": nested,
        "bounded": bounded,
    }
    say("ready", {"pid": threading.get_native_id(), **status(pool)})
    for line in sys.stdin:
        word, *values = line.split() or [""]
        if word == "quit":
            say("ok", {})
            return
        try:
            if word not in commands:
                raise ValueError(f"no such command: {word}")
            say("ok", commands[word](*map(int, values)))
        except (RuntimeError, TypeError, ValueError) as error:
            print("error", error, flush=True)


if __name__ == "__main__":
    main()
