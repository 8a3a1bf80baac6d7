"""Start programs that nobody of us wrote, small, and always end them again."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from memscope.proc.processes import with_descendants

READY = b"ready"

JAVA = """
import java.util.concurrent.CountDownLatch;
public class Waits {
    public static void main(String[] arguments) throws Exception {
        for (int i = 0; i < 4; i++) {
            Thread worker = new Thread(() -> {
                try { new CountDownLatch(1).await(); }
                catch (InterruptedException e) { }
            });
            worker.setDaemon(true);
            worker.start();
        }
        System.out.println("ready");
        System.in.read();
    }
}
"""

NODE = """
require('fs').readFile(__filename, () => console.log('ready'));
process.stdin.resume();
"""

PYTHON = """
import concurrent.futures, sys, threading
gate = threading.Barrier(4)
pool = concurrent.futures.ThreadPoolExecutor(3)
for _ in range(3):
    pool.submit(gate.wait)
gate.wait()
print("ready", flush=True)
sys.stdin.read()
"""


def need(command: str, package: str) -> str:
    """Return where a command is, or skip the test and say how to get it."""
    found = shutil.which(command)
    if found is None:
        pytest.skip(f"no {command} on this machine: apt install {package}")
    return found


@contextmanager
def started(
    command: Sequence[str | Path],
    *,
    ready: bytes = READY,
    stop: signal.Signals = signal.SIGKILL,
    user: int | None = None,
    env: Mapping[str, str] | None = None,
) -> Iterator[int]:
    """Run a command in a session of its own until the end of the block.

    Args:
        command: Program and arguments; its input stays open, and empty.
        ready: What it prints once it has done all that it does by itself.
        stop: What ends it; its children get SIGKILL.
        user: Number of the user that it runs as; ours when None.
        env: Added to our environment.

    Yields:
        Its pid.
    """
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        user=user,
        env={**os.environ, **(env or {})},
    ) as process:
        try:
            wait_for(process, ready)
            yield process.pid
        finally:
            process.send_signal(stop)
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def wait_for(process: "subprocess.Popen[bytes]", ready: bytes) -> None:
    """Read what it prints until the word comes."""
    assert process.stdout is not None
    said = b""
    while ready not in said:
        piece = os.read(process.stdout.fileno(), 4096)
        if not piece:
            pytest.fail(f"{process.args!r} ended before it was ready: {said[-2000:]!r}")
        said += piece


@contextmanager
def java() -> Iterator[list[int]]:
    """A virtual machine with a heap of 64 MiB and four idle threads."""
    need("javac", "default-jdk-headless")
    limits = (
        "-Xmx32m",
        "-Xss512k",
        "-XX:-UsePerfData",
        "-XX:ReservedCodeCacheSize=16m",
    )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "Waits.java")
        source.write_text(JAVA)
        compiler = [need("javac", ""), *(f"-J{limit}" for limit in limits)]
        subprocess.run([*compiler, str(source)], check=True)
        command = [need("java", ""), *limits, "-cp", folder, "Waits"]
        with started(command) as pid:
            yield [pid]


@contextmanager
def node() -> Iterator[list[int]]:
    """V8 with its worker threads and those of libuv."""
    command = [need("node", "nodejs"), "--max-old-space-size=64"]
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "waits.js")
        script.write_text(NODE)
        with started([*command, script]) as pid:
            yield [pid]


@contextmanager
def python() -> Iterator[list[int]]:
    """The system's own Python, whatever its version is."""
    with started([need("/usr/bin/python3", "python3"), "-c", PYTHON]) as pid:
        yield [pid]


@contextmanager
def gdb() -> Iterator[list[int]]:
    """A debugger with nothing to debug."""
    command = [need("gdb", "gdb"), "-nx", "-q", "-ex", "echo ready\\n"]
    with started(command) as pid:
        yield [pid]


@contextmanager
def perl() -> Iterator[list[int]]:
    """A small program without threads."""
    script = '$| = 1; print "ready\\n"; <STDIN>'
    with started([need("perl", "perl"), "-e", script]) as pid:
        yield [pid]


@contextmanager
def postgres() -> Iterator[list[int]]:
    """A database cluster: several processes around one shared memory."""
    bins = [Path(need("postgres", "postgresql")).resolve().parent]
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        user = 65534 if os.getuid() == 0 else None  # it refuses to run as root
        if user is not None:
            Path(folder).chmod(0o700)
            os.chown(folder, user, -1)
        data = f"{folder}/data"
        quick = ["--no-sync", "--auth=trust", "--username=x", "--locale=C"]
        subprocess.run(
            [bins[0] / "initdb", "--pgdata", data, *quick],
            check=True,
            user=user,
            cwd="/",
            stdout=subprocess.DEVNULL,
        )
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": folder,
            "shared_buffers": "1MB",
            "max_connections": "5",
            "fsync": "off",
        }
        options = [part for one in settings.items() for part in ("-c", "=".join(one))]
        with started(
            [bins[0] / "postgres", "-D", data, *options],
            ready=b"ready to accept connections",
            stop=signal.SIGQUIT,
            user=user,
        ) as pid:
            yield with_descendants([pid])
