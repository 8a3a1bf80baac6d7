"""One program that says where everything of it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.programs.c import built

SOURCE = r"""
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

const char greeting[] = "hello, reader";
int counter = 42;
long long untouched[100000];
static short small_static = -7;
char text[32] = "some text";
int *points = &counter;
static pthread_barrier_t ready;
static void *on_stack;

__attribute__((noinline)) int known_function(int number) {
    return number + small_static;
}

static void *work(void *unused) {
    char local[64] = "on the stack of a thread";
    on_stack = local;
    pthread_barrier_wait(&ready);
    pause();
    return unused;
}

int main(void) {
    pthread_t thread;
    char byte;
    pthread_barrier_init(&ready, 0, 2);
    pthread_create(&thread, 0, work, 0);
    pthread_barrier_wait(&ready);
    unsigned long *heap = malloc(64);
    heap[0] = (unsigned long)&counter;
    heap[1] = (unsigned long)(void *)known_function + 4;
    heap[2] = (unsigned long)heap;
    heap[3] = (unsigned long)on_stack;
    heap[4] = 12345;
    char *absent = mmap(0, 1 << 20, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *zero = mmap(0, 1 << 20, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    volatile char look = zero[4096];
    (void)look;
    void *hole = mmap(0, 3 * 4096, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap((char *)hole + 4096, 4096);
    printf("{\"function\": %lu, \"counter\": %lu, \"greeting\": %lu, \"text\": %lu,",
           (long)(void *)known_function, (long)&counter, (long)greeting, (long)text);
    printf(" \"small\": %lu, \"untouched\": %lu, \"points\": %lu, \"heap\": %lu,",
           (long)&small_static, (long)untouched, (long)&points, (long)heap);
    printf(" \"stack\": %lu, \"main_stack\": %lu, \"absent\": %lu, \"zero\": %lu,",
           (long)on_stack, (long)&thread, (long)absent, (long)zero);
    printf(" \"hole\": %lu, \"malloc\": %lu}\n",
           (long)hole + 4096, (long)(void *)malloc);
    fflush(stdout);
    while (read(0, &byte, 1) == 1) if (byte == '\n') {
        counter = known_function(counter);
        printf("%d\n", counter);
        fflush(stdout);
    }
    return 0;
}
"""

LINKED = {"pie": (), "no-pie": ("-no-pie",), "static": ("-static",)}


@pytest.fixture(scope="module", params=LINKED)
def program(request: pytest.FixtureRequest) -> Iterator[Path]:
    with built(SOURCE, *LINKED[request.param]) as path:
        yield path


@pytest.fixture(scope="module")
def dynamic_program() -> Iterator[Path]:
    with built(SOURCE) as path:
        yield path
