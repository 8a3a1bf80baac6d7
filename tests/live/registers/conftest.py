"""One program whose threads sleep, spin, come and go, and count their signals."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.programs.c import built

SOURCE = r"""
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static volatile int counted;
static int pipe_ends[2];
static pthread_barrier_t started;
static struct { int tid; unsigned long self; } told[512];

static void count(int signal) { (void)signal; __atomic_add_fetch(&counted, 1, 5); }

static void tell(long index) {
    told[index].tid = syscall(SYS_gettid);
    told[index].self = (unsigned long)pthread_self();
    pthread_barrier_wait(&started);
}

static void *sleeper(void *index) {
    char byte;
    tell((long)index);
    while (read(pipe_ends[0], &byte, 1) != 1) { }
    return 0;
}

__attribute__((noinline)) void spin(void) {
    for (;;) __asm__ volatile("");
}

static void *spinner(void *index) { tell((long)index); spin(); return 0; }

static void *short_lived(void *unused) { return unused; }

static void *churn(void *index) {
    pthread_t one;
    tell((long)index);
    for (;;) {
        if (pthread_create(&one, 0, short_lived, 0) == 0) pthread_join(one, 0);
    }
    return 0;
}

int main(int argc, char **argv) {
    int sleepers = atoi(argv[1]), spinners = atoi(argv[2]), churners = atoi(argv[3]);
    int all = sleepers + spinners + churners;
    char line[64];
    pthread_t thread;
    struct sigaction action = {.sa_handler = count, .sa_flags = SA_RESTART};
    (void)argc;
    sigaction(SIGRTMIN, &action, 0);
    if (pipe(pipe_ends)) return 1;
    pthread_barrier_init(&started, 0, all + 1);
    for (long i = 0; i < all; i++)
        pthread_create(&thread, 0,
            i < sleepers ? sleeper : i < sleepers + spinners ? spinner : churn,
            (void *)i);
    pthread_barrier_wait(&started);
    printf("{\"spin\": %lu, \"threads\": [", (unsigned long)(void *)spin);
    for (int i = 0; i < all; i++)
        printf("%s[%d, %lu]", i ? ", " : "", told[i].tid, told[i].self);
    printf("]}\n");
    fflush(stdout);
    for (;;) {
        // Not fgets: an interrupted read must not end the program.
        int have = 0;
        while (read(0, line + have, 1) == 1 && line[have] != '\n') have++;
        if (!strncmp(line, "exec", 4)) execv("/proc/self/exe", argv);
        printf("%d\n", counted);
        fflush(stdout);
    }
}
"""


@pytest.fixture(scope="module")
def program() -> Iterator[Path]:
    with built(SOURCE) as path:
        yield path
