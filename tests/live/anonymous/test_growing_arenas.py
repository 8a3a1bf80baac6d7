"""An arena stays an arena in every look, also while it grows and shrinks."""

import pytest

from memscope.collect.look.look import Detail
from memscope.collect.look.snapshot import Collector
from memscope.model.evidence import HEAP_INFO
from memscope.model.kinds import Kind
from tests.live.programs.c import built, running

pytestmark = [pytest.mark.live, pytest.mark.once]

SOURCE = r"""
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define THREADS 6
#define BLOCKS 60
static pthread_barrier_t made;
static void *kept[THREADS];

static void *work(void *number) {
    void *blocks[BLOCKS];
    kept[(long)number] = malloc(100);
    pthread_barrier_wait(&made);
    for (;;) {
        for (int i = 0; i < BLOCKS; i++) {
            blocks[i] = malloc(100000);
            memset(blocks[i], 1, 8);
        }
        for (int i = 0; i < BLOCKS; i++) free(blocks[i]);
    }
    return 0;
}

int main(void) {
    pthread_t one;
    pthread_barrier_init(&made, 0, THREADS + 1);
    for (long i = 0; i < THREADS; i++) pthread_create(&one, 0, work, (void *)i);
    pthread_barrier_wait(&made);
    printf("{\"kept\": [");
    for (int i = 0; i < THREADS; i++) printf("%s%lu", i ? ", " : "", (long)kept[i]);
    printf("]}\n");
    fflush(stdout);
    pause();
}
"""

LOOKS = 60


@pytest.mark.parametrize("detail", [Detail.MEMORY, Detail.MAP])
def test_every_look_finds_every_arena(detail: Detail) -> None:
    collector = Collector()
    missed: list[tuple[int, Kind, str]] = []
    with built(SOURCE, "-O1") as program, running([program]) as target:
        for number in range(LOOKS):
            (process,) = collector.look([target.pid], detail=detail).processes
            for address in target.facts["kept"]:
                (region,) = (one for one in process.regions if address in one)
                if region.kind is not Kind.ARENA or HEAP_INFO not in region.evidence:
                    missed.append((number, region.kind, region.label))

    assert missed == []
