"""Capture /proc files of a few real programs again, into tests/data/captures.

    python tests/data/recapture.py [NAME ...]

Each program runs until it says `ready`; its files are copied then. What is captured
is checked in, so that a parser can be tried on kernels and programs that the machine
at hand does not have. Folders that begin with `made-` are written by hand.
"""

import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

CAPTURES = Path(__file__).with_name("captures")
SMALL = ("maps", "stat", "status", "auxv", "limits", "syscall")
ALL = (*SMALL, "smaps")

PYTHON = "import threading; print('ready', flush=True); input()"
NODE = "console.log('ready'); process.stdin.resume()"
C = """
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
static pthread_barrier_t started;
static void *wait(void *unused)
{
    free(malloc(100));
    pthread_barrier_wait(&started);
    pause();
    return unused;
}
int main(void)
{
    pthread_t thread;
    pthread_barrier_init(&started, NULL, 3);
    free(malloc(100));
    pthread_create(&thread, NULL, wait, NULL);
    pthread_create(&thread, NULL, wait, NULL);
    pthread_barrier_wait(&started);
    puts("ready");
    fflush(stdout);
    getchar();
    return 0;
}
"""
JAVA = """
public class Waits {
    public static void main(String[] arguments) throws Exception {
        System.out.println("ready");
        System.in.read();
    }
}
"""


def main(names: list[str]) -> None:
    """Capture the programs named, or all."""
    with tempfile.TemporaryDirectory(prefix="capture-") as folder:
        for name, (make, files) in PROGRAMS.items():
            if not names or name in names:
                capture(name, make(Path(folder)), files)


def capture(name: str, command: list[str], files: tuple[str, ...]) -> None:
    """Run a command until it is ready, copy its files, and end it."""
    target = CAPTURES / name
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd="/"
    ) as child:
        try:
            assert child.stdout is not None
            if b"ready" not in child.stdout.readline():
                raise SystemExit(f"{name}: {command[0]} did not get ready")
            target.mkdir(parents=True, exist_ok=True)
            for file in files:
                data = Path(f"/proc/{child.pid}/{file}").read_bytes()
                (target / file).write_bytes(data)
        finally:
            child.kill()
    # What a distributor adds behind the version tells us nothing.
    release = platform.release().partition("-")[0]
    system = f"{platform.system()} {release} {platform.machine()}"
    program = os.path.basename(command[0])  # noqa: PTH119 (a name, not a path)
    (target / "PROVENANCE").write_text(
        f"Captured by tests/data/recapture.py.\nKernel: {system}\n"
        f"Program: {program}, {version(command[0])}\n"
    )


def version(program: str) -> str:
    """Return the first line that --version prints."""
    if program.startswith(tempfile.gettempdir()):
        return "the C program in recapture.py"
    result = subprocess.run([program, "--version"], capture_output=True, check=True)
    return (result.stdout or result.stderr).decode().splitlines()[0]


def python(_: Path) -> list[str]:
    """The system's Python, without any site packages."""
    return ["/usr/bin/python3", "-I", "-S", "-c", PYTHON]


def node(_: Path) -> list[str]:
    """V8: generated code, and heaps all over the address space."""
    return ["/usr/bin/node", "--max-old-space-size=64", "-e", NODE]


def java(folder: Path) -> list[str]:
    """HotSpot: a heap low in the address space, and many threads."""
    (folder / "Waits.java").write_text(JAVA)
    subprocess.run(["javac", "Waits.java"], cwd=folder, check=True)
    limits = ["-Xmx32m", "-Xss512k", "-XX:-UsePerfData", "-XX:ReservedCodeCacheSize=8m"]
    return ["/usr/bin/java", *limits, "-cp", str(folder), "Waits"]


def glibc(folder: Path) -> list[str]:
    """Two threads of glibc, each with a stack, a guard and an arena."""
    return [compiled(folder, "threads-glibc", "cc", "-pthread")]


def musl(folder: Path) -> list[str]:
    """The same with musl: small stacks, and two mappings called [heap]."""
    return [compiled(folder, "threads-musl", "musl-gcc", "-static")]


def compiled(folder: Path, name: str, compiler: str, *options: str) -> str:
    """Return the path of the C program, compiled."""
    source, target = folder / "threads.c", folder / name
    source.write_text(C)
    subprocess.run([compiler, *options, "-o", target, source], check=True)
    return str(target)


PROGRAMS = {
    "python": (python, ALL),
    "threads-glibc": (glibc, ALL),
    "threads-musl": (musl, ALL),
    "node": (node, SMALL),
    "java": (java, SMALL),
}


if __name__ == "__main__":
    main(sys.argv[1:])
