"""Run memscope as a user does; in this process, which is quick, or in its own."""

import io
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

import pytest

from memscope.cli.main import run

TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a command.

    Attributes:
        returncode: Exit code.
        stdout: Everything written to stdout.
        stderr: Everything written to stderr.
    """

    returncode: int
    stdout: bytes
    stderr: bytes

    @property
    def text(self) -> str:
        """Stdout, decoded."""
        return self.stdout.decode()


def memscope(*args: str, env: Mapping[str, str] | None = None) -> Result:
    """Run `memscope ARGS…` in this process, its streams no terminal."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (env or {}).items():
            patch.setenv(name, value)
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        patch.setattr(sys, "stdin", io.StringIO())
        code = run(args)
    return Result(code, *(_bytes_of(stream) for stream in (out, err)))


def _bytes_of(stream: io.TextIOWrapper) -> bytes:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue()


def memscope_process(
    *args: str,
    env: Mapping[str, str] | None = None,
    stdout: IO[bytes] | int = subprocess.PIPE,
) -> Result:
    """Run `memscope ARGS…` as a process of its own, without a terminal."""
    done = subprocess.run(
        [sys.executable, "-m", "memscope", *args],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=os.environ | (env or {}),
        timeout=TIMEOUT_S,
        check=False,
    )
    return Result(done.returncode, done.stdout or b"", done.stderr)
