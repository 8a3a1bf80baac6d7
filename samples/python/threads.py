"""Threads of one process: a stack for each, one global for all.

Expected (numbers vary), with --threads 2:
    ready {"language": "python", "pid": 4242, "global": "0x55d1c8a04010", "value": 7,
     "heap": "0x55d1e90b32c0",
     "threads": [{"tid": 4243, "name": "worker-1", "local": "0x7f3a51e44980", ...}]}

Commands; THREAD is the number of a worker, or 0 for main where it may be left out:
recurse N THREAD, unwind THREAD, set-global VALUE [THREAD], get-global [THREAD],
set-heap VALUE [THREAD], get-heap [THREAD], thread-start, thread-end, facts, quit.

What the addresses are, in a language that hides them:
    local     the stack pointer: Python's own local variables lie on its heap
    global    `timezone` of the C library, which nobody else here uses: Python's own
              global variables lie on its heap, too
    heap      a block of malloc
"""

import argparse
import ctypes
import json
import queue
import sys
import threading
from functools import partial
from pathlib import Path

DEEPEST = 2000
MOST_THREADS = 64

libc = ctypes.CDLL(None)
number = ctypes.c_long.in_dll(libc, "timezone")
number.value = 7
block = (ctypes.c_long * 128)(7)  # only the first counts
PLACES = {
    "global": number,
    "heap": ctypes.c_long.from_buffer(block),
}
workers: list["Worker"] = []

Facts = dict[str, object]
Order = tuple[str, str, int]  # what, where, value


class Refused(Exception):
    """A command that makes no sense now."""


def require(condition: bool, reason: str) -> None:
    if not condition:
        raise Refused(reason)


def stack_pointer() -> str | None:
    """Read where the kernel says it is, while this thread asks it."""
    try:
        return Path("/proc/thread-self/syscall").read_text().split()[-2]
    except (OSError, IndexError):
        return None


def stack_bounds() -> Facts | None:
    """Ask the C library for the stack of this thread."""
    if not hasattr(libc, "pthread_getattr_np"):
        return None
    attributes = ctypes.create_string_buffer(256)
    start, size, guard = ctypes.c_void_p(), ctypes.c_size_t(), ctypes.c_size_t()
    libc.pthread_self.restype = ctypes.c_void_p
    libc.pthread_getattr_np(ctypes.c_void_p(libc.pthread_self()), attributes)
    libc.pthread_attr_getstack(attributes, ctypes.byref(start), ctypes.byref(size))
    libc.pthread_attr_getguardsize(attributes, ctypes.byref(guard))
    libc.pthread_attr_destroy(attributes)
    low = start.value or 0
    return {"start": hex(low), "end": hex(low + size.value), "guard": guard.value}


def set_name(name: str) -> None:
    """Tell the kernel the name of this thread; Python does not before 3.14."""
    libc.prctl(15, name.encode(), 0, 0, 0)  # PR_SET_NAME


class Worker(threading.Thread):
    """A thread that carries out orders, one at a time, on its own stack."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.orders: queue.SimpleQueue[Order] = queue.SimpleQueue()
        self.done: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.problem = ""
        self.depth = 0
        self.is_ending = False

    def run(self) -> None:
        set_name(self.name)
        self.stack = stack_bounds()
        self.dwell()

    def dwell(self) -> None:
        """Carry out orders until one says to return."""
        while not self.is_ending:
            self.local = stack_pointer()
            self.done.put(self.problem)
            word, where, value = self.orders.get()
            self.problem = ""
            if word == "unwind":
                return
            if word == "recurse":
                self.try_to_descend(value)
            elif word == "end":
                self.is_ending = True
            elif word == "set":
                PLACES[where].value = value
            if where:
                self.seen = PLACES[where].value

    def try_to_descend(self, levels: int) -> None:
        try:
            self.descend(levels)
        except RecursionError as error:
            self.problem = str(error)

    def descend(self, levels: int) -> None:
        """Go deeper, and dwell there.

        A Python function that calls another needs no stack of the machine (since
        3.11). Through map(), which is written in C, it does.
        """
        self.depth += 1
        try:
            if levels > 1:
                list(map(self.descend, [levels - 1]))
            else:
                self.dwell()
        finally:
            self.depth -= 1

    def give(self, word: str, where: str = "", value: int = 0) -> None:
        """Give an order and wait until it has been carried out."""
        self.orders.put((word, where, value))
        problem = self.done.get()
        require(not problem, problem)

    def facts(self) -> Facts:
        return {
            "tid": self.native_id,
            "name": self.name,
            "local": self.local,
            "depth": self.depth,
            "stack": self.stack,
        }


def thread_start() -> Facts:
    require(len(workers) < MOST_THREADS, f"at most {MOST_THREADS} threads")
    worker = Worker(f"worker-{len(workers) + 1}")
    worker.start()
    worker.done.get()
    workers.append(worker)
    return worker.facts()


def thread_end() -> Facts:
    require(bool(workers), "there is no thread to end")
    worker = workers.pop()
    worker.orders.put(("end", "", 0))
    worker.join()
    return worker.facts()


def recurse(levels: int, thread: int) -> Facts:
    worker = worker_of(thread)
    require(1 <= levels <= DEEPEST - worker.depth, f"at most {DEEPEST} levels deep")
    worker.give("recurse", value=levels)
    return worker.facts()


def unwind(thread: int) -> Facts:
    worker = worker_of(thread)
    require(worker.depth > 0, "there is nothing to return from")
    worker.give("unwind")
    return worker.facts()


def worker_of(thread: int) -> Worker:
    require(1 <= thread <= len(workers), f"there is no thread {thread}")
    return workers[thread - 1]


def set_number(where: str, value: int, thread: int = 0) -> Facts:
    if thread == 0:
        PLACES[where].value = value
        return get_number(where)
    worker_of(thread).give("set", where, value)
    return answer(where, worker_of(thread).seen)


def get_number(where: str, thread: int = 0) -> Facts:
    if thread == 0:
        return answer(where, PLACES[where].value)
    worker_of(thread).give("get", where)
    return answer(where, worker_of(thread).seen)


def answer(where: str, value: int) -> Facts:
    return {where: hex(ctypes.addressof(PLACES[where])), "value": value}


def facts() -> Facts:
    return {
        "language": "python",
        "pid": threading.get_native_id(),
        "local": stack_pointer(),
        "threads": [worker.facts() for worker in workers],
        **get_number("heap"),
        **get_number("global"),
    }


COMMANDS = {
    "recurse": recurse,
    "unwind": unwind,
    "thread-start": thread_start,
    "thread-end": thread_end,
    "set-global": partial(set_number, "global"),
    "get-global": partial(get_number, "global"),
    "set-heap": partial(set_number, "heap"),
    "get-heap": partial(get_number, "heap"),
    "facts": facts,
    "quit": dict,
}


def say(word: str, answer: Facts) -> None:
    print(word, json.dumps(answer), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Threads of one process.")
    parser.add_argument("--threads", type=int, default=2, metavar="N")
    sys.setrecursionlimit(4 * DEEPEST)
    set_name("threads")
    for _ in range(parser.parse_args().threads):
        thread_start()
    say("ready", facts())
    for line in sys.stdin:
        word, *values = line.split() or [""]
        try:
            require(word in COMMANDS, f"no such command: {word}")
            say("ok", COMMANDS[word](*map(int, values)))
        except (Refused, RuntimeError, TypeError, ValueError) as error:
            print("error", error, flush=True)
        if word == "quit":
            break


if __name__ == "__main__":
    main()
