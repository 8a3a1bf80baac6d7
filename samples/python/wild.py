"""A program that touches memory it must not touch, when told to.

Expected (numbers vary):
    ready {"pid": 4242, "code": "0x7f3a1c51e4e0", "number": "0x7f3a1bd0a010",
     "value": 7, "owner": 4243}

One of its threads, the owner, has a number that is nobody else's business. In Python
the number lies on the heap, in C on the owner's stack.

Commands, one a line: peek ADDRESS, poke ADDRESS VALUE, write-code, in-thread WORD ...
(the same in another thread), facts, quit. A peek or poke at an address that is mapped
is answered with `ok {json}`; at any other the kernel ends the whole program with
SIGSEGV, and that is the point.
"""

import argparse
import ctypes
import json
import os
import queue
import sys
import threading


class Owner(threading.Thread):
    """A thread with a number of its own, which it tells when asked."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.questions: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.answers: queue.SimpleQueue[tuple[str, int]] = queue.SimpleQueue()
        self.start()

    def run(self) -> None:
        number = ctypes.c_long(7)
        while self.questions.get():
            self.answers.put((hex(ctypes.addressof(number)), number.value))

    def ask(self) -> tuple[str, int]:
        self.questions.put("what is it?")
        return self.answers.get()


owner = Owner()


def code() -> int:
    """Where the machine code of a function of the interpreter is."""
    function = ctypes.pythonapi["PyObject_GetAttr"]
    return ctypes.cast(function, ctypes.c_void_p).value or 0


def peek(address: int) -> dict[str, object]:
    return {"address": hex(address), "value": ctypes.c_long.from_address(address).value}


def poke(address: int, value: int) -> dict[str, object]:
    ctypes.c_long.from_address(address).value = value
    return peek(address)


def write_code() -> dict[str, object]:
    return poke(code(), 0)


def facts() -> dict[str, object]:
    address, value = owner.ask()
    return {
        "language": "python",
        "pid": os.getpid(),
        "code": hex(code()),
        "number": address,
        "value": value,
        "owner": owner.native_id,
    }


COMMANDS = {"peek": peek, "poke": poke, "write-code": write_code, "facts": facts}


def in_thread(word: str, values: list[int]) -> dict[str, object]:
    answers: list[dict[str, object]] = []
    thread = threading.Thread(target=lambda: answers.append(COMMANDS[word](*values)))
    thread.start()
    thread.join()
    return answers[0]


def say(word: str, answer: dict[str, object]) -> None:
    print(word, json.dumps(answer), flush=True)


def idle(threads: int) -> None:
    """Start threads that only wait; they have done nothing wrong."""
    for _ in range(threads):
        threading.Thread(target=threading.Event().wait, daemon=True).start()


def main() -> None:
    parser = argparse.ArgumentParser(description="Touch memory one must not touch.")
    parser.add_argument("--threads", type=int, default=0, metavar="N")
    idle(parser.parse_args().threads)
    say("ready", facts())
    for line in sys.stdin:
        words = line.split()
        threaded = bool(words) and words[0] == "in-thread"
        word, *rest = words[threaded:] or [""]
        try:
            if word == "quit":
                say("ok", {})
                return
            if word not in COMMANDS:
                raise ValueError(f"no such command: {word}")
            values = [int(value, 0) for value in rest]
            answer = in_thread(word, values) if threaded else COMMANDS[word](*values)
            say("ok", answer)
        except (TypeError, ValueError) as error:
            print("error", error, flush=True)


if __name__ == "__main__":
    main()
