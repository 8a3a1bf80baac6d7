"""What threads do and wait for, against what a program itself does with them."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from memscope.analyze.lanes.lane import LOCK
from memscope.analyze.lanes.look import ThreadsLook, look_at_threads
from memscope.analyze.lanes.recorder import LaneRecorder
from memscope.collect.look.snapshot import Collector
from tests.live.programs.c import Target, built, running

pytestmark = [pytest.mark.live, pytest.mark.once]

SOURCE = r"""
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
enum { SPINNER, SLEEPER, HOLDER, PLAIN, OTHER, ROBUST, JOINER, COUNT };
static const char *names[] = {"spinner", "sleeper", "holder", "plain", "other",
                              "robust", "joiner"};
static _Atomic int tids[COUNT];
static _Atomic int held;
static pthread_t threads[COUNT];
static pthread_mutex_t plain = PTHREAD_MUTEX_INITIALIZER, robust;
static void *work(void *what)
{
    long i = (long)what;
    pthread_setname_np(pthread_self(), names[i]);
    tids[i] = syscall(SYS_gettid);
    switch (i) {
    case SPINNER: for (;;) atomic_signal_fence(memory_order_seq_cst);
    case SLEEPER: for (;;) sleep(1000);
    case HOLDER:
        pthread_mutex_lock(&plain); pthread_mutex_lock(&robust);
        held = 1;
        for (;;) pause();
    case PLAIN: case OTHER:
        while (!held) usleep(1000);
        pthread_mutex_lock(&plain);
        break;
    case ROBUST: while (!held) usleep(1000); pthread_mutex_lock(&robust); break;
    case JOINER: pthread_join(threads[SLEEPER], 0);
    }
    return 0;
}
static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}
int main(void)
{
    clockid_t spinner;
    pthread_mutexattr_t a;
    pthread_mutexattr_init(&a);
    pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&robust, &a);
    for (long i = 0; i < COUNT; i++) pthread_create(&threads[i], 0, work, (void *)i);
    usleep(200000);
    printf("{");
    for (int i = 0; i < COUNT; i++)
        printf("%s\"%s\": %d", i ? ", " : "", names[i], tids[i]);
    printf("}\n"); fflush(stdout);
    pthread_getcpuclockid(threads[SPINNER], &spinner);
    while (getchar() != EOF) {
        printf("%f %f\n", seconds(spinner), seconds(CLOCK_MONOTONIC));
        fflush(stdout);
    }
}
"""


@pytest.fixture(scope="module")
def program() -> Iterator[Path]:
    with built(SOURCE) as path:
        yield path


def watched(target: Target, seconds: float) -> ThreadsLook:
    collector, recorder = Collector(), LaneRecorder()
    end = time.monotonic() + seconds
    while True:
        now = time.monotonic()
        process = collector.look([target.pid]).processes[0]
        lanes = recorder.look(now, process)
        if now >= end:
            return look_at_threads(process, lanes)
        time.sleep(0.2)


def test_states_shares_and_waits_are_what_the_program_does(program: Path) -> None:
    with running([program]) as target:
        used, began = map(float, target.ask().split())
        look = watched(target, 2.2)
        more, ended = map(float, target.ask().split())

    tids = target.facts
    truth = (more - used) / (ended - began) * 100
    assert look.lanes.cpu(tids["spinner"], 5) == pytest.approx(truth, abs=25)
    found = {
        name: (one.state, bool(one.cpu))
        for name, tid in tids.items()
        for one in look.lanes.seconds(tid, look.lanes.column, 1)
        if one is not None
    }
    assert found == {
        "spinner": ("R", True),
        "sleeper": ("S", False),
        "holder": ("S", False),
        "plain": (LOCK, False),
        "other": (LOCK, False),
        "robust": (LOCK, False),
        "joiner": ("S", False),
    }
    waits = {name: look.wait_of(look.threads[tid]) for name, tid in tids.items()}
    assert (waits["plain"].owner, waits["plain"].others) == (None, 1)
    assert (waits["robust"].owner, waits["robust"].others) == (tids["holder"], 0)
    assert (waits["joiner"].owner, waits["joiner"].is_end) == (tids["sleeper"], True)
