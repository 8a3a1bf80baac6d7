"""A process and its children: the same address in each, and a value of its own.

Expected (numbers vary), with --children 2:
    ready {"language": "python", "pid": 4242, "global": "0x55d1c8a04010", "processes":
     [{"pid": 4242, "ppid": 4000, "global": "0x55d1c8a04010", "value": 7}, ...]}

Commands; WHO is 0 for the parent or the number of a child, and may be left out:
set-global VALUE [WHO], get-global [WHO], child-start, child-end, facts, quit.
"""

import argparse
import ctypes
import json
import os
import signal
import socket
import sys

MOST_CHILDREN = 16

libc = ctypes.CDLL(None)
number = (ctypes.c_long * 128)(7)  # only the first counts
children: list["Child"] = []

Facts = dict[str, object]


class Refused(Exception):
    """A command that makes no sense now."""


def require(condition: bool, reason: str) -> None:
    if not condition:
        raise Refused(reason)


def prctl(option: int, value: int | bytes) -> None:
    libc.prctl(option, value, 0, 0, 0)


def die_with(parent: int) -> None:
    """End with the parent, also if it has ended before this line."""
    prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os._exit(1)


def carry_out(request: str) -> Facts:
    """Write the global if there is something to write, then tell what it is now."""
    if request.strip():
        number[0] = int(request)
    return {
        "pid": os.getpid(),
        "ppid": os.getppid(),
        "global": hex(ctypes.addressof(number)),
        "value": number[0],
    }


class Child:
    """A child of this process, and a line to it."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            die_with(parent)
            ours.close()
            self.live(theirs)
        theirs.close()
        self.line = ours.makefile("rw")
        ours.close()

    def live(self, line: socket.socket) -> None:
        """Answer requests until there will be no more."""
        requests = line.makefile("rw")
        for request in requests:
            print(json.dumps(carry_out(request)), file=requests, flush=True)
        os._exit(0)

    def ask(self, request: str) -> Facts:
        try:
            print(request, file=self.line, flush=True)
            answer = self.line.readline()
        except OSError:
            answer = ""
        require(bool(answer), f"child {self.pid} is gone")
        facts: Facts = json.loads(answer)
        return facts

    def end(self) -> None:
        self.line.close()  # no more requests: it ends by itself
        os.waitpid(self.pid, 0)


def ask(who: int, request: str = "") -> Facts:
    require(0 <= who <= len(children), f"there is no child {who}")
    return children[who - 1].ask(request) if who else carry_out(request)


def child_start() -> Facts:
    require(len(children) < MOST_CHILDREN, f"at most {MOST_CHILDREN} children")
    children.append(Child())
    return ask(len(children))


def child_end() -> Facts:
    require(bool(children), "there is no child to end")
    child = children.pop()
    child.end()
    return {"pid": child.pid}


def set_global(value: int, who: int = 0) -> Facts:
    return ask(who, str(value))


def get_global(who: int = 0) -> Facts:
    return ask(who)


def facts() -> Facts:
    everyone = [ask(who) for who in range(len(children) + 1)]
    return {**everyone[0], "language": "python", "processes": everyone}


COMMANDS = {
    "child-start": child_start,
    "child-end": child_end,
    "set-global": set_global,
    "get-global": get_global,
    "facts": facts,
    "quit": dict,
}


def say(word: str, answer: Facts) -> None:
    print(word, json.dumps(answer), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="A process and its children.")
    parser.add_argument("--children", type=int, default=2, metavar="N")
    prctl(15, b"forks")  # PR_SET_NAME
    for _ in range(parser.parse_args().children):
        child_start()
    say("ready", facts())
    for line in sys.stdin:
        word, *values = line.split() or [""]
        try:
            require(word in COMMANDS, f"no such command: {word}")
            say("ok", COMMANDS[word](*map(int, values)))
        except (Refused, OSError, TypeError, ValueError) as error:
            print("error", error, flush=True)
        if word == "quit":
            break
    while children:
        children.pop().end()


if __name__ == "__main__":
    main()
