"""A parent and a child with the same pages: some until a write, some for good.

Expected (numbers vary), with --pages 64:
    ready {"pid": 4242, "child": 4243, "private": "0x7f3a1c000000", "shared":
     "0x7f3a1bfff000", "page_size": 4096, "pages": 64}

The parent fills both blocks, then forks. `private` is ordinary memory: the child gets
a page of its own when it writes there. `shared` was mapped to be shared.

Commands: touch FIRST COUNT (the child writes into so many private pages),
child-write VALUE (the child writes a number into the shared page), parent-read, quit.
"""

import argparse
import ctypes
import json
import mmap
import os
import signal
import socket
import struct
import sys

PAGE = mmap.PAGESIZE
NUMBER = struct.Struct("=q")

Facts = dict[str, object]


def block(pages: int, flags: int) -> mmap.mmap:
    memory = mmap.mmap(-1, pages * PAGE, flags=flags | mmap.MAP_ANONYMOUS)
    for page in range(pages):
        memory[page * PAGE] = 1
    return memory


def address_of(memory: mmap.mmap) -> str:
    return hex(ctypes.addressof(ctypes.c_char.from_buffer(memory)))


def live(line: socket.socket, private: mmap.mmap, shared: mmap.mmap) -> None:
    """Be the child: write where the parent says, until it says no more."""
    while request := line.recv(256):
        what, first, second = json.loads(request)
        if what == "touch":
            for page in range(first, first + second):
                private[page * PAGE] = 2
        else:
            NUMBER.pack_into(shared, 0, first)
        line.send(b"done")
    os._exit(0)


def fork(private: mmap.mmap, shared: mmap.mmap) -> tuple[int, socket.socket]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG
        ours.close()
        if os.getppid() == parent:
            live(theirs, private, shared)
        os._exit(1)
    theirs.close()
    return pid, ours


def say(word: str, answer: Facts) -> None:
    print(word, json.dumps(answer), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Pages before and after a write.")
    parser.add_argument("--pages", type=int, default=64, metavar="N")
    pages = parser.parse_args().pages
    private, shared = block(pages, mmap.MAP_PRIVATE), block(1, mmap.MAP_SHARED)
    child, line = fork(private, shared)
    say(
        "ready",
        {
            "pid": os.getpid(),
            "child": child,
            "private": address_of(private),
            "shared": address_of(shared),
            "page_size": PAGE,
            "pages": pages,
        },
    )
    for request in sys.stdin:
        word, *values = request.split() or [""]
        numbers = [int(value) for value in values if value.lstrip("-").isdecimal()]
        if word == "quit":
            say("ok", {})
            break
        if word == "parent-read":
            say("ok", {"value": NUMBER.unpack_from(shared)[0]})
        elif word == "child-write" and len(numbers) == 1:
            line.send(json.dumps(["write", numbers[0], 0]).encode())
            line.recv(16)
            say("ok", {"value": numbers[0]})
        elif word == "touch" and len(numbers) == 2 and 0 <= sum(numbers) <= pages:
            line.send(json.dumps(["touch", *numbers]).encode())
            line.recv(16)
            say("ok", {"first": numbers[0], "count": numbers[1]})
        else:
            print("error no such command, or a number is missing", flush=True)
    line.close()
    os.waitpid(child, 0)


if __name__ == "__main__":
    main()
