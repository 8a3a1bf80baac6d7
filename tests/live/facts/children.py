"""Programs that set themselves up in some way, tell what is true, and wait."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from msgspec import Struct

from memscope.collect.closer.facts import with_facts
from memscope.collect.look.snapshot import take_snapshot
from memscope.model.process import Process
from memscope.model.snapshot import Snapshot

BEGINNING = """
import ctypes, json, mmap, os, resource, sys
def status():
    lines = (line.split() for line in open("/proc/self/status"))
    return {w[0][:-1]: int(w[1]) * 1024 for w in lines if w[-1:] == ["kB"]}
def ready(**facts):
    print(json.dumps(facts), flush=True)
    sys.stdin.read()
"""


class Child(Struct, frozen=True):
    """One that is ready.

    Attributes:
        pid: Its number.
        said: What it told of itself.
    """

    pid: int
    said: dict[str, Any]

    def look(self, *, closely: bool = True) -> Snapshot:
        """Look at it with all facts."""
        return with_facts(take_snapshot([self.pid]), closely=closely)

    def process(self, *, closely: bool = True) -> Process:
        """Return how it looks."""
        (one,) = self.look(closely=closely).processes
        return one


@contextmanager
def child(code: str, *, command: Sequence[str] = ()) -> Iterator[Child]:
    """Run Python code that ends with a call of `ready`.

    Args:
        code: With `status()` it may ask for the sizes that the kernel tells of it.
        command: What starts the interpreter; (): nothing does.
    """
    words = [*command, sys.executable, "-ISc", BEGINNING + code]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        try:
            assert program.stdout is not None
            said = json.loads(program.stdout.readline())
            yield Child(said.get("pid", program.pid), said)
        finally:
            assert program.stdin is not None
            program.stdin.close()
            program.wait()
