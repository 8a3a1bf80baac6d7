"""Small C programs that tell the truth about themselves.

Each prints one line of JSON when it is ready and then answers a line with a line; it
ends when its input does.
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest


@dataclass(frozen=True, slots=True)
class Target:
    """A running program.

    Attributes:
        pid: Its process id.
        facts: What it said of itself when it was ready.
    """

    pid: int
    facts: dict[str, Any]
    _input: IO[bytes]
    _output: IO[bytes]

    def ask(self, line: str = "") -> str:
        """Send a line and return the line that it answers."""
        self.tell(line)
        return self.hear()

    def tell(self, line: str = "") -> None:
        self._input.write(line.encode() + b"\n")
        self._input.flush()

    def hear(self) -> str:
        answer = self._output.readline()
        if not answer:
            pytest.fail(f"process {self.pid} ended instead of answering")
        return answer.decode().rstrip("\n")


@contextmanager
def running(command: Sequence[str | Path], *, speaks: bool = True) -> Iterator[Target]:
    """Run a program until the end of the block; it and its group are killed then.

    Args:
        command: Program and arguments.
        speaks: It prints its facts when it is ready.
    """
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
        bufsize=0,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            facts = {}
            if speaks:
                line = process.stdout.readline()
                if not line:
                    pytest.fail(f"{command[0]} ended before it was ready")
                facts = json.loads(line)
            yield Target(process.pid, facts, process.stdin, process.stdout)
        finally:
            os.killpg(process.pid, 9)


@contextmanager
def built(source: str, *flags: str, compiler: str = "cc") -> Iterator[Path]:
    """Compile C for the length of the block, or skip when there is no compiler."""
    if shutil.which(compiler) is None:
        pytest.skip(f"no {compiler} on this machine: apt install gcc (or musl-tools)")
    with tempfile.TemporaryDirectory(prefix="memscope-c-") as folder:
        text = Path(folder, "target.c")
        text.write_text(source)
        program = text.with_suffix("")
        command = [compiler, "-g", "-O1", "-pthread", "-o", str(program), str(text)]
        result = subprocess.run([*command, *flags], capture_output=True, text=True)
        if result.returncode:
            pytest.skip(f"{compiler} {' '.join(flags)} fails: {result.stderr[-300:]}")
        yield program
