"""One address of every kind of memory that a process has.

Expected (numbers vary):
    ready {"language": "python", "pid": 4242, "function": "0x7f3a1c51e4e0", ...}

What the addresses are, in a language that hides them:
    function  PyObject_GetAttr: machine code of the interpreter
    constant  Py_Version: a `const` of the interpreter
    data      int: id() is the address, and this type is a global of the interpreter
    bss       PyOS_InputHook: a global of the interpreter that starts as zero
    object    a small Python object: Python packs them into large mappings of its own
    small     a block above 512 bytes: Python asks malloc for those
    large     the bytes of a large bytearray: malloc gets a mapping for it alone
    global    the number that set-global writes: a block of malloc, too
    local     the stack pointer: Python's own local variables are on its heap

Then it reads commands, one a line: heap-grow BYTES, heap-free, large-alloc BYTES,
large-free, recurse N, unwind, thread-start, thread-end, set-global VALUE, get-global,
facts, quit. It answers each with `ok {json}` or `error reason`.
"""

import argparse
import ctypes
import json
import sys
import threading
from pathlib import Path

MIB = 1 << 20
MOST = 1 << 30
DEEPEST = 4000
MOST_THREADS = 64

libc = ctypes.CDLL(None)
interpreter = ctypes.pythonapi

number = (ctypes.c_long * 128)(7)  # only the first counts
an_object = object()
small = bytes(2000)
large = bytearray(MIB)
heap: list[bytes] = []
larges: list[bytearray] = []
workers: list["Worker"] = []
depth = 0


class Refused(Exception):
    """A command that makes no sense now."""


def require(condition: bool, reason: str) -> None:
    if not condition:
        raise Refused(reason)


# Where things are ---------------------------------------------------------------------


def buffer_of(block: bytearray) -> str:
    return hex(ctypes.addressof(ctypes.c_char.from_buffer(block)))


def code_of(function: str) -> str:
    return hex(ctypes.cast(interpreter[function], ctypes.c_void_p).value or 0)


def variable_of_interpreter(name: str) -> str:
    return hex(ctypes.addressof(ctypes.c_char.in_dll(interpreter, name)))


def stack_pointer() -> str | None:
    """Read where the kernel says it is, while this thread asks it."""
    try:
        return Path("/proc/thread-self/syscall").read_text().split()[-2]
    except (OSError, IndexError):
        return None


def stack_bounds() -> dict[str, object] | None:
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


def facts() -> dict[str, object]:
    return {
        "language": "python",
        "pid": threading.get_native_id(),
        "function": code_of("PyObject_GetAttr"),
        "constant": variable_of_interpreter("Py_Version"),
        "data": hex(id(int)),
        "bss": variable_of_interpreter("PyOS_InputHook"),
        "object": hex(id(an_object)),
        "small": hex(id(small)),
        "large": buffer_of(large),
        "local": stack_pointer(),
        "stack": stack_bounds(),
        "depth": depth,
        "threads": [worker.facts for worker in workers],
        **get_global(),
    }


# What it can do -----------------------------------------------------------------------


def heap_grow(size: int) -> dict[str, object]:
    require(1 <= size <= MOST, f"between 1 and {MOST} bytes")
    blocks = [bytes(2000) for _ in range(-(-size // 2000))]
    heap.extend(blocks)
    first, last = hex(id(blocks[0])), hex(id(blocks[-1]))
    return {"first": first, "last": last, "blocks": len(heap)}


def heap_free() -> dict[str, object]:
    freed = len(heap)
    heap.clear()
    if hasattr(libc, "malloc_trim"):
        libc.malloc_trim(0)  # else malloc may keep the memory for later
    return {"freed": freed}


def large_alloc(size: int) -> dict[str, object]:
    require(MIB <= size <= MOST, f"between {MIB} and {MOST} bytes")
    larges.append(bytearray(size))
    return {"large": buffer_of(larges[-1]), "size": size}


def large_free() -> dict[str, object]:
    require(bool(larges), "there is no large block to free")
    block = larges.pop()
    return {"large": buffer_of(block), "size": len(block)}


def recurse(levels: int) -> dict[str, object]:
    require(1 <= levels <= DEEPEST - depth, f"at most {DEEPEST} levels deep")
    descend(levels)
    return here()


def descend(levels: int) -> None:
    """Go deeper, answer from down there, and obey there until told to unwind.

    A Python function that calls another needs no stack of the machine (since 3.11).
    Through map(), which is written in C, it does.
    """
    global depth
    depth += 1
    try:
        if levels > 1:
            list(map(descend, [levels - 1]))
        else:
            say("ok", here())
            obey()
    finally:
        depth -= 1


def here() -> dict[str, object]:
    return {"local": stack_pointer(), "depth": depth}


class Worker(threading.Thread):
    """A thread that waits on its own stack until it may end."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.started = threading.Event()
        self.may_end = threading.Event()

    def run(self) -> None:
        set_name(self.name)
        block = bytes(2000)
        self.facts = {
            "tid": threading.get_native_id(),
            "name": self.name,
            "local": stack_pointer(),
            "small": hex(id(block)),
            "stack": stack_bounds(),
        }
        self.started.set()
        self.may_end.wait()


def thread_start() -> dict[str, object]:
    require(len(workers) < MOST_THREADS, f"at most {MOST_THREADS} threads")
    worker = Worker(f"worker-{len(workers) + 1}")
    worker.start()
    worker.started.wait()
    workers.append(worker)
    return worker.facts


def thread_end() -> dict[str, object]:
    require(bool(workers), "there is no thread to end")
    worker = workers.pop()
    worker.may_end.set()
    worker.join()
    return worker.facts


def set_global(value: int) -> dict[str, object]:
    number[0] = value
    return get_global()


def get_global() -> dict[str, object]:
    return {"global": hex(ctypes.addressof(number)), "value": number[0]}


# The conversation ---------------------------------------------------------------------

COMMANDS = {
    "heap-grow": heap_grow,
    "heap-free": heap_free,
    "large-alloc": large_alloc,
    "large-free": large_free,
    "recurse": recurse,
    "thread-start": thread_start,
    "thread-end": thread_end,
    "set-global": set_global,
    "get-global": get_global,
    "facts": facts,
}


def say(word: str, answer: dict[str, object]) -> None:
    print(word, json.dumps(answer), flush=True)


def obey() -> None:
    """Do what each line says, until it says `unwind`."""
    for line in iter(sys.stdin.readline, ""):
        word, *values = line.split() or [""]
        try:
            if word == "unwind":
                require(depth > 0, "there is nothing to return from")
                return
            if word == "quit":
                say("ok", {})
                sys.exit()
            require(word in COMMANDS, f"no such command: {word}")
            say("ok", COMMANDS[word](*map(int, values)))
        except (Refused, MemoryError, RuntimeError, TypeError, ValueError) as error:
            print("error", str(error) or type(error).__name__, flush=True)
    sys.exit()


def main() -> None:
    parser = argparse.ArgumentParser(description="One address of every kind.")
    parser.add_argument("--threads", type=int, default=0, metavar="N")
    set_name("anatomy")
    sys.setrecursionlimit(4 * DEEPEST)
    # Give every large block a mapping of its own, even after one has been freed.
    if hasattr(libc, "mallopt"):
        libc.mallopt(-3, 128 * 1024)  # M_MMAP_THRESHOLD
    for _ in range(parser.parse_args().threads):
        thread_start()
    say("ready", facts())
    obey()


if __name__ == "__main__":
    main()
