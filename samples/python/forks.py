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


def carry_out(value: int | None) -> Facts:
    """Write the global if there is something to write, then tell what it is now."""
    if value is not None:
        number[0] = value
    return {
        "pid": os.getpid(),
        "ppid": os.getppid(),
        "global": hex(ctypes.addressof(number)),
        "value": number[0],
    }


class Child:
    """A child of this process, and a line to it that keeps messages apart."""

    def __init__(self) -> None:
        self.line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            die_with(parent)
            self.line.close()
            live(theirs)
        theirs.close()

    def ask(self, value: int | None) -> Facts:
        try:
            self.line.send(json.dumps(value).encode())
            answer = self.line.recv(4096)
        except OSError:
            answer = b""
        require(bool(answer), f"child {self.pid} is gone")
        facts: Facts = json.loads(answer)
        return facts

    def end(self) -> None:
        self.line.close()  # no more requests: it ends by itself
        os.waitpid(self.pid, 0)


def live(line: socket.socket) -> None:
    """Be a child: answer requests until there will be no more."""
    while request := line.recv(4096):
        line.send(json.dumps(carry_out(json.loads(request))).encode())
    os._exit(0)


def ask(who: int, value: int | None = None) -> Facts:
    require(0 <= who <= len(children), f"there is no child {who}")
    return children[who - 1].ask(value) if who else carry_out(value)


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
    return ask(who, value)


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
