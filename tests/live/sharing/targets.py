"""Pairs of tasks that share more, or less, than one might think."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.live.programs.c import Target, built, running

ONE_SPACE = r"""
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static int line[2];

static void say(int parent)
{
    printf("{\"parent\": %d, \"child\": %d}\n", parent, getpid());
    fflush(stdout);
}

static int wait_for_the_end(void *unused)
{
    char byte;

    (void)unused;
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    say(getppid());
    while (read(line[0], &byte, 1) > 0);
    _exit(0);
}

int main(int argc, char **argv)
{
    char byte;

    if (argc < 2 || pipe(line)) return 2;
    if (!strcmp(argv[1], "vfork")) {
        int child = vfork();
        if (child == 0) {
            say(getppid());
            while (read(0, &byte, 1) > 0);
            _exit(0);
        }
        waitpid(child, 0, 0);
        return 0;
    }
    char *stack = malloc(1 << 16);
    int child = clone(wait_for_the_end, stack + (1 << 16), CLONE_VM | SIGCHLD, 0);
    while (read(0, &byte, 1) > 0);
    close(line[1]);
    kill(child, SIGKILL);
    waitpid(child, 0, 0);
    return 0;
}
"""


@contextmanager
def one_space(how: str) -> Iterator[Target]:
    """Two processes with one address space: `vfork`, or `clone` with CLONE_VM."""
    with built(ONE_SPACE) as program, running([program, how]) as target:
        yield target


@contextmanager
def python(code: str = "") -> Iterator["subprocess.Popen[bytes]"]:
    """A Python process that has run some code and waits for the end of its input."""
    said = "import sys; print('ready', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-ISc", f"{code}\n{said}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == b"ready\n"
            yield process
        finally:
            process.kill()
