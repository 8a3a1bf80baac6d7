"""A program that opens, closes and replaces a plug-in as it is told."""

import shlex
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.live.truth.cases import Case, built


@dataclass(slots=True)
class Host:
    """A running host of plug-ins, waiting for the next order."""

    program: subprocess.Popen[str]

    def order(self, letter: str) -> Case:
        """Give it an order; return what it said of its plug-in."""
        assert self.program.stdin is not None
        assert self.program.stdout is not None
        self.program.stdin.write(letter)
        self.program.stdin.flush()
        lines = list(iter(self.program.stdout.readline, "ready\n"))
        assert "" not in lines, "the host ended"
        pid = self.program.pid
        return Case(pid, pid, [line.split() for line in lines])


@contextmanager
def hosting(plugin: Path, script: str, before: Sequence[str] = ()) -> Iterator[Host]:
    """Run a host for the length of the block.

    Args:
        plugin: What it opens.
        script: What it runs in a shell between.
        before: A command that the host's own is put behind.
    """
    command = [
        *before,
        str(built("plugins/plugin_host.c", "-ldl")),
        str(plugin),
        script,
    ]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        try:
            yield Host(program)
        finally:
            program.kill()


def library(*flags: str) -> Path:
    """Build the plug-in."""
    return built("plugins/plugin.c", "-shared", "-fPIC", *flags)


def quoted(*paths: Path) -> list[str]:
    """Return paths as a shell reads them."""
    return [shlex.quote(str(path)) for path in paths]
