"""Build and start the programs that are measured."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SOURCES = Path(__file__).with_name("targets")
STILL = (
    "import json, http.client; print('ready', flush=True); import sys; sys.stdin.read()"
)
"""A Python program that does nothing any more."""
GROWING = (
    "import time, sys; print('ready', flush=True); kept = []\n"
    "while True: kept.append(bytearray(1 << 18)); time.sleep(0.25)"
)
"""One that takes 1 MiB a second."""


class Target:
    """A running target that answers a line for a line."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.pid = process.pid
        self._process = process

    def tell(self, line: str) -> str:
        """Send a line and return the answer without its first word."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().partition(" ")[2]


@contextmanager
def built() -> Iterator[Path]:
    """Compile all targets into a folder that lives as long as the block."""
    compiler = shutil.which("cc")
    if compiler is None:
        raise SystemExit("the benchmarks need a C compiler (Debian: apt install gcc)")
    with tempfile.TemporaryDirectory() as folder:
        for source in sorted(SOURCES.glob("*.c")):
            program = Path(folder, source.stem)
            subprocess.run(
                [compiler, "-O2", "-pthread", str(source), "-o", str(program)],
                check=True,
            )
        yield Path(folder)


@contextmanager
def running(program: Path, *arguments: object) -> Iterator[Target]:
    """Run a target for the length of the block; it is ready when the block begins."""
    with subprocess.Popen(
        [str(program), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            if not process.stdout.readline().startswith("ready"):
                raise SystemExit(f"{program.name} did not get ready")
            yield Target(process)
        finally:
            process.kill()
