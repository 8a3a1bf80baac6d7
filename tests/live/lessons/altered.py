"""A sample program that does something else than it says: `altered.py CHANGE FILE …`.

It loads the sample from FILE, lets CHANGE alter it, and runs it. So a lesson meets a
real program in which one of its claims does not hold.
"""

import ctypes
import importlib.util
import mmap
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE, Popen
from types import ModuleType
from typing import Any

libc = ctypes.CDLL(None, use_errno=True)
PAGE = mmap.PAGESIZE
READ, WRITE, EXECUTE = 1, 2, 4

Change = Callable[[Any], None]
CHANGES: dict[str, Change] = {}


def change(function: Change) -> Change:
    CHANGES[function.__name__.replace("_", "-")] = function
    return function


def protect(address: int, size: int, rights: int) -> None:
    start = address // PAGE * PAGE
    end = -(-(address + size) // PAGE) * PAGE
    if libc.mprotect(ctypes.c_void_p(start), ctypes.c_size_t(end - start), rights):
        raise OSError(ctypes.get_errno(), "mprotect")


def rows() -> list[tuple[int, int, str, str]]:
    """Return start, end, rights and path of every mapping of this process."""
    found = []
    for line in Path("/proc/self/maps").read_text().splitlines():
        fields = line.split(maxsplit=5)
        start, end = (int(part, 16) for part in fields[0].split("-"))
        found.append((start, end, fields[1], (*fields, "")[5]))
    return found


# anatomy ------------------------------------------------------------------------------


@change
def another_pid(sample: Any) -> None:
    """It believes to be another process."""
    facts = sample.facts
    sample.facts = lambda: {**facts(), "pid": 1}


@change
def mistaken(sample: Any) -> None:
    """It is wrong about where each of its parts lies."""
    facts = sample.facts
    parts = ["function", "constant", "data", "bss", "small", "large", "local"]

    def wrong() -> dict[str, object]:
        told = facts()
        others = [told[part] for part in parts[3:] + parts[:3]]
        return {**told, **dict(zip(parts, others, strict=True))}

    sample.facts = wrong


@change
def writable_code(sample: Any) -> None:
    protect(int(sample.code_of("PyObject_GetAttr"), 16), 1, READ | WRITE | EXECUTE)


@change
def own_code(sample: Any) -> None:
    """Its code is its own: it has written the same bytes again, everywhere."""
    for start, end, rights, path in rows():
        if rights.startswith("r-x") and path.startswith("/"):
            protect(start, end - start, READ | WRITE | EXECUTE)
            for page in range(start, end, PAGE):
                byte = ctypes.c_ubyte.from_address(page)
                byte.value = byte.value
            protect(start, end - start, READ | EXECUTE)


@change
def frozen_heap(sample: Any) -> None:
    sample.COMMANDS["heap-grow"] = lambda size: {"blocks": 0}
    sample.COMMANDS["heap-free"] = lambda: {"freed": 0}


@change
def large_blocks_in_the_heap(sample: Any) -> None:
    libc.mallopt(-4, 0)  # M_MMAP_MAX: no mapping for any block


@change
def no_large_blocks(sample: Any) -> None:
    answer = {"large": sample.buffer_of(sample.large), "size": len(sample.large)}
    sample.COMMANDS["large-alloc"] = lambda size: answer
    sample.COMMANDS["large-free"] = lambda: answer


@change
def code_and_stack_elsewhere(sample: Any) -> None:
    """It waits in code that it has made itself, on a stack that is none (x86-64)."""
    memory = mmap.mmap(-1, PAGE, prot=READ | WRITE | EXECUTE)
    memory.write(
        b"\x49\x89\xc8"  # mov r8, rcx
        b"\x4c\x87\xc4"  # xchg rsp, r8
        b"\x31\xc0\x0f\x05"  # xor eax, eax; syscall: read
        b"\x4c\x87\xc4\xc3"  # xchg rsp, r8; ret
    )
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    prototype = ctypes.CFUNCTYPE(
        ctypes.c_ssize_t,
        *(ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p),
    )
    read = prototype(address)
    place = ctypes.create_string_buffer(1 << 16)
    letter = ctypes.create_string_buffer(1)

    class Reader:
        def readline(self) -> str:
            line = b""
            middle = ctypes.addressof(place) + (1 << 15)
            while not line.endswith(b"\n"):
                if read(0, ctypes.addressof(letter), 1, middle) <= 0:
                    break
                line += letter.raw
            return line.decode()

    sys.stdin = Reader()
    sample.kept = memory, place


# wild ---------------------------------------------------------------------------------


@change
def harmless(sample: Any) -> None:
    """It may write into its code, and writes what is there already."""

    def write_code() -> dict[str, object]:
        protect(sample.code(), 8, READ | WRITE | EXECUTE)
        return dict(sample.poke(sample.code(), sample.peek(sample.code())["value"]))

    sample.COMMANDS["write-code"] = write_code


@change
def hospitable(sample: Any) -> None:
    """Wherever it looks, it has put memory before."""
    peek = sample.peek
    fixed = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x10  # MAP_FIXED

    def peek_at_own(address: int) -> dict[str, object]:
        libc.mmap(ctypes.c_void_p(address & -PAGE), PAGE, READ, fixed, -1, 0)
        return dict(peek(address))

    sample.COMMANDS["peek"] = peek_at_own


@change
def forks_instead_of_threads(sample: Any) -> None:
    """What a thread was to do, a child does, in memory of its own."""

    def in_child(word: str, values: list[int]) -> dict[str, object]:
        child = os.fork()
        if child == 0:
            sample.COMMANDS[word](*values)
            os._exit(0)
        os.waitpid(child, 0)
        return {}

    sample.in_thread = in_child


# forks --------------------------------------------------------------------------------


@change
def second_child_moves(sample: Any) -> None:
    """The second child keeps its number somewhere else."""
    live = sample.live

    def live_elsewhere(line: Any) -> None:
        if len(sample.children) == 1:
            sample.kept, sample.number = sample.number, (ctypes.c_long * 128)(7)
        live(line)

    sample.live = live_elsewhere


@change
def second_is_a_stranger(sample: Any) -> None:
    """The second process runs another program."""
    facts, stranger = sample.facts, Popen(["cat"], stdin=PIPE)

    def with_stranger() -> dict[str, object]:
        told: dict[str, Any] = facts()
        told["processes"][2]["pid"] = stranger.pid
        return told

    sample.facts = with_stranger


@change
def children_as_threads(sample: Any) -> None:
    """Says that its children are threads. Each has some memory of its own."""
    facts, live = sample.facts, sample.live

    def as_threads() -> dict[str, object]:
        told: dict[str, Any] = facts()
        children = told["processes"][1:]
        threads = [{"tid": one["pid"], "stack": None} for one in children]
        return {**told, "threads": threads}

    def live_with_more(line: Any) -> None:
        sample.kept = mmap.mmap(-1, 16 * PAGE)
        live(line)

    sample.facts, sample.live = as_threads, live_with_more


# threads ------------------------------------------------------------------------------


@change
def threads_as_processes(sample: Any) -> None:
    """Says that its threads are processes."""
    facts = sample.facts

    def as_processes() -> dict[str, object]:
        told: dict[str, Any] = facts()
        tids = [told["pid"], *(thread["tid"] for thread in told["threads"])]
        processes = [{"pid": tid, "global": told["global"]} for tid in tids]
        return {**told, "processes": processes}

    sample.facts = as_processes
    sample.COMMANDS["facts"] = as_processes


@change
def stacks_off_by_a_page(sample: Any) -> None:
    bounds = sample.stack_bounds

    def wrong() -> dict[str, object]:
        told = bounds()
        return {**told, "start": hex(int(told["start"], 16) + PAGE)}

    sample.stack_bounds = wrong


@change
def touched_stacks(sample: Any) -> None:
    """Every worker writes to nearly all of its stack before it waits."""
    bounds = sample.stack_bounds

    def touch() -> dict[str, object]:
        told = dict(bounds())
        start, top = int(told["start"], 16), int(sample.stack_pointer(), 16)
        ctypes.memset(start, 0, top - start - (1 << 16))
        return told

    sample.stack_bounds = touch


@change
def thread_local_data(sample: Any) -> None:
    """What looks like shared data is every thread's own."""
    own: dict[tuple[int, str], ctypes.c_long] = {}

    class Own(dict[str, ctypes.c_long]):
        def __getitem__(self, place: str) -> ctypes.c_long:
            key = threading.get_native_id(), place
            return own.setdefault(key, ctypes.c_long(7))

    sample.PLACES = Own(sample.PLACES)


# spin, messages, pages, snoop ---------------------------------------------------------


@change
def one_at_a_time(sample: Any) -> None:
    """Whoever computes keeps the others out, and nobody waits for a processor."""
    lock, digest = threading.Lock(), sample.digest

    def alone() -> None:
        with lock:
            digest()

    sample.WORK["hash"] = alone
    sample.waited_ms = lambda: 0.0


@change
def writes_at_once(sample: Any) -> None:
    """The child has written to every page before anybody can look."""
    fork = sample.fork

    def fork_and_write(private: Any, shared: Any) -> tuple[int, Any]:
        pid, line = fork(private, shared)
        line.send(sample.json.dumps(["touch", 0, len(private) // PAGE]).encode())
        line.recv(16)
        return pid, line

    sample.fork = fork_and_write


@change
def nothing_shared(sample: Any) -> None:
    block = sample.block
    sample.block = lambda pages, flags: block(pages, mmap.MAP_PRIVATE)


@change
def reads_everything(sample: Any) -> None:
    sample.read = lambda pid, address: {"read": True, "value": 7}


# app ----------------------------------------------------------------------------------


@change
def sometimes_fails(sample: Any) -> None:
    from itertools import count

    numbers = count()

    def fail_sometimes() -> tuple[str, int] | None:
        return ("no", 500) if next(numbers) % 3 == 0 else None

    sample.app.before_request(fail_sometimes)


@change
def waits_instead_of_computing(sample: Any) -> None:
    sample.app.view_functions["compute"] = sample.app.view_functions["wait"]


@change
def uses_its_stacks(sample: Any) -> None:
    """Its threads have small stacks, so that they are full of what they need."""
    threading.stack_size(1 << 16)


# pool, limit --------------------------------------------------------------------------


@change
def busy_from_the_start(sample: Any) -> None:
    """Its workers have work before anybody submits any."""

    class Busy(sample.Pool):  # type: ignore[misc]
        def __init__(self, workers: int, room: int = 0) -> None:
            super().__init__(workers, room)
            started = [threading.Event() for _ in range(workers)]
            for event in started:
                self.submit(lambda event=event: (event.set(), sample.time.sleep(60)))
            for event in started:
                event.wait()

    sample.Pool = Busy


@change
def never_rests(sample: Any) -> None:
    """Its workers look for work without a pause."""

    def serve(self: Any, name: str) -> None:
        me = threading.get_native_id()
        self.busy[me] = None
        while True:
            try:
                task = self.queue.get_nowait()
            except sample.queue.Empty:
                continue
            if task is None:
                return
            task.run()

    sample.Pool.serve = serve


@change
def slow_to_dispatch(sample: Any) -> None:
    def submit(self: Any, work: Any) -> Any:
        task = sample.Task(work)
        threading.Timer(0.05, self.queue.put, [task]).start()
        return task

    sample.Pool.submit = submit


@change
def a_thread_each(sample: Any) -> None:
    """A worker ends after its task, and another takes its place."""

    def serve(self: Any, name: str) -> None:
        me = threading.get_native_id()
        self.busy[me] = None
        if (task := self.queue.get()) is None:
            return
        task.run()
        del self.busy[me]
        threading.Thread(target=self.serve, args=(name,), daemon=True).start()

    sample.Pool.serve = serve


@change
def always_locks(sample: Any) -> None:
    race = sample.race
    sample.race = lambda threads, number, lock: race(threads, number, 1)


@change
def never_locks(sample: Any) -> None:
    race = sample.race
    sample.race = lambda threads, number, lock: race(threads, number, 0)


@change
def two_workers_for_nested(sample: Any) -> None:
    class Larger(sample.Pool):  # type: ignore[misc]
        def __init__(self, workers: int, room: int = 0) -> None:
            super().__init__(max(workers, 2), room)

    sample.Pool = Larger


@change
def endless_queue(sample: Any) -> None:
    class Endless(sample.Pool):  # type: ignore[misc]
        def __init__(self, workers: int, room: int = 0) -> None:
            super().__init__(workers)

    sample.Pool = Endless


@change
def unlimited(sample: Any) -> None:
    sample.resource.setrlimit = lambda *_: None


@change
def a_pool_without_bound(sample: Any) -> None:
    sample.WAYS["pool"] = sample.WAYS["threads"]


@change
def nothing(sample: Any) -> None:
    """Only the arguments are different."""


def load(file: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location("sample", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["sample"] = module
    spec.loader.exec_module(module)
    return module


def main() -> None:
    _, name, file, *arguments = sys.argv
    module = load(file)
    CHANGES[name](module)
    sys.argv = [file, *arguments]
    module.main()


if __name__ == "__main__":
    main()
