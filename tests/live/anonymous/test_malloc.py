"""Whose malloc arena is it, and what is a large block: the program itself knows."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from memscope.collect.look.snapshot import take_snapshot
from memscope.model.evidence import HEAP_INFO, MMAP_CHUNK, THREAD_ARENA
from memscope.model.kinds import Confidence, Kind
from memscope.model.process import Process
from memscope.model.region import Region
from tests.live.programs.c import built, running

pytestmark = pytest.mark.live

SOURCE = r"""
#define _GNU_SOURCE
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BLOCKS 8
static pthread_barrier_t made;
static int stop[2];
static struct { int tid; void *blocks[BLOCKS]; } told[256];

static void *work(void *number) {
    long index = (long)number;
    char byte;
    told[index].tid = syscall(SYS_gettid);
    for (int i = 0; i < BLOCKS; i++) {
        told[index].blocks[i] = malloc(100 + 3000 * i);
        memset(told[index].blocks[i], 1, 100);
    }
    pthread_barrier_wait(&made);
    (void)!read(stop[0], &byte, 1);
    return 0;
}

static void *large(size_t size) {
    char *block = malloc(size);
    for (size_t at = 0; at < size; at += 4096) block[at] = 1;
    return block;
}

int main(int argc, char **argv) {
    int threads = atoi(argv[1]);
    pthread_t all[256];
    char byte;
    void *aligned = 0;
    (void)argc;
    if (pipe(stop)) return 1;
    pthread_barrier_init(&made, 0, threads + 1);
    for (long i = 0; i < threads; i++) pthread_create(&all[i], 0, work, (void *)i);
    pthread_barrier_wait(&made);
    void *small = malloc(100);
    void *one = large(1 << 20), *two = large(300000), *three = large(5 << 20);
    void *cleared = calloc(1 << 19, 1);
    if (posix_memalign(&aligned, 1 << 16, 1 << 20)) return 1;
    memset(aligned, 1, 4096);
    unsigned long *lie = mmap(0, 1 << 20, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect((char *)lie + (1 << 20) - 4096, 4096, 0);
    lie[1] = (1ul << 30) | 2;
    printf("{\"self\": %lu, ", (long)pthread_self());
    printf("\"small\": %lu, \"large\": [%lu, %lu, %lu, %lu, %lu], \"lie\": %lu,",
           (long)small, (long)one, (long)two, (long)three, (long)cleared,
           (long)aligned, (long)lie);
    printf(" \"threads\": [");
    for (int i = 0; i < threads; i++) {
        printf("%s[%d", i ? ", " : "", told[i].tid);
        for (int b = 0; b < BLOCKS; b++) printf(", %lu", (long)told[i].blocks[b]);
        printf("]");
    }
    char *info = 0;
    size_t length = 0;
#ifdef __GLIBC__
    FILE *memory = open_memstream(&info, &length);
    malloc_info(0, memory);
    fclose(memory);
#endif
    int heaps = 0;
    for (char *at = info; at && (at = strstr(at, "<heap nr=")); at++) heaps++;
    printf("], \"heaps\": %d}\n", heaps);
    fflush(stdout);
    while (read(0, &byte, 1) == 1 && byte != '\n') { }
    for (int i = 0; i < threads / 2; i++) (void)!write(stop[1], "x", 1);
    int gone = 0;
    while (gone < threads / 2)
        for (int i = 0; i < threads; i++)
            if (all[i] && pthread_tryjoin_np(all[i], 0) == 0) { all[i] = 0; gone++; }
    free(three);
    printf("halved\n");
    fflush(stdout);
    pause();
}
"""

# Readable as far as an arena would be, and reserved up to the next 64 MiB.
UNTOUCHED = r"""
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
#define HEAP_MAX (64L << 20)

int main(void) {
    char *block = mmap(0, 2 * HEAP_MAX, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *base = (char *)(((unsigned long)block + HEAP_MAX - 1) & -HEAP_MAX), byte;

    munmap(block, base - block);
    munmap(base + HEAP_MAX, block + HEAP_MAX - base);
    mprotect(base, 1 << 20, PROT_READ | PROT_WRITE);
    printf("{\"at\": %lu}\n", (unsigned long)base);
    fflush(stdout);
    return read(0, &byte, 1) < 0;
}
"""

LINKED = {"dynamic": (), "static": ("-static",), "no-pie": ("-no-pie",)}


@pytest.fixture(scope="module", params=LINKED)
def program(request: pytest.FixtureRequest) -> Iterator[Path]:
    with built(SOURCE, *LINKED[request.param]) as path:
        yield path


def look(pid: int) -> Process:
    (process,) = take_snapshot([pid]).processes
    return process


def region_at(process: Process, address: int) -> Region:
    (found,) = (region for region in process.regions if address in region)
    return found


def arenas(process: Process) -> list[Region]:
    return [one for one in process.regions if one.kind is Kind.ARENA]


def test_each_threads_blocks_lie_in_the_arena_that_is_called_its_own(
    program: Path,
) -> None:
    with running([program, "5"]) as target:
        process = look(target.pid)

    for tid, *blocks in target.facts["threads"]:
        for block in blocks:
            region = region_at(process, block)
            assert region.kind is Kind.ARENA
            assert region.thread == tid
            assert region.evidence[0] == HEAP_INFO
            assert THREAD_ARENA in region.evidence
            assert region.confidence is Confidence.CERTAIN
    assert region_at(process, target.facts["small"]).kind is Kind.HEAP
    assert len(arenas(process)) == target.facts["heaps"] - 1


def test_an_arena_that_threads_share_is_nobodys_own(program: Path) -> None:
    with running([program, "100"]) as target:
        process = look(target.pid)

    users: dict[int, set[int]] = {}
    for tid, *blocks in target.facts["threads"]:
        for block in blocks:
            region = region_at(process, block)
            # With as many arenas as allowed, some threads share the main heap.
            assert region.kind in (Kind.ARENA, Kind.HEAP)
            users.setdefault(region.start, set()).add(tid)
    for start, tids in users.items():
        arena = region_at(process, start)
        if arena.kind is Kind.HEAP:
            continue
        if len(tids) > 1:
            assert arena.thread is None
            assert arena.label == f"malloc arena of {len(tids)} threads"
        else:
            assert {arena.thread} == tids
    assert len(arenas(process)) == target.facts["heaps"] - 1


def test_an_arena_whose_thread_has_ended_has_no_owner(program: Path) -> None:
    with running([program, "6"]) as target:
        assert target.ask() == "halved"
        process = look(target.pid)

    living = {one.tid for one in process.threads}
    for tid, first, *_ in target.facts["threads"]:
        owner = region_at(process, first).thread
        assert owner == (tid if tid in living else None)


def test_aligned_memory_that_nobody_touched_is_no_arena() -> None:
    with built(UNTOUCHED) as program, running([program]) as target:
        (process,) = take_snapshot([target.pid]).processes

    at = target.facts["at"]
    found = [one for one in process.regions if at <= one.start < at + (64 << 20)]
    assert [one.kind for one in found] == [Kind.ANON, Kind.RESERVED]
    assert not any("arena" in one.label for one in found)


def test_large_blocks_are_found_by_their_headers(program: Path) -> None:
    with running([program, "1"]) as target:
        process = look(target.pid)

    for block in target.facts["large"]:
        region = region_at(process, block)
        assert region.label == "large malloc block"
        assert region.kind is Kind.ANON
        assert region.evidence == (MMAP_CHUNK,)
    one, *_ = target.facts["large"]
    assert region_at(process, one).start == one - 16
    assert region_at(process, one).size == (1 << 20) + 4096


def test_a_freed_block_is_gone(program: Path) -> None:
    with running([program, "2"]) as target:
        target.ask()
        process = look(target.pid)

    freed = target.facts["large"][2]
    assert not any(
        freed in region and region.label == "large malloc block"
        for region in process.regions
    )


def test_a_header_that_promises_more_than_there_is_is_not_believed(
    program: Path,
) -> None:
    with running([program, "1"]) as target:
        region = region_at(look(target.pid), target.facts["lie"])

    assert MMAP_CHUNK not in region.evidence
    assert region.label == "anonymous memory"


def test_musl_has_neither_arenas_nor_such_headers() -> None:
    source = re.sub(
        r"pthread_tryjoin_np\(all\[i\], 0\)", "pthread_join(all[i], 0)", SOURCE
    )
    with built(source, compiler="musl-gcc") as path, running([path, "4"]) as target:
        process = look(target.pid)

    said = {evidence for region in process.regions for evidence in region.evidence}
    assert not {HEAP_INFO, MMAP_CHUNK, THREAD_ARENA} & said


def test_the_main_threads_own_data_is_named(program: Path) -> None:
    with running([program, "1"]) as target:
        region = region_at(look(target.pid), target.facts["self"])

    # A static program has it in its heap, which the kernel names.
    if region.kind is not Kind.HEAP:
        assert region.label == "thread-local data of the main thread"
        assert region.thread == target.pid
        assert region.size <= 3 * 4096
