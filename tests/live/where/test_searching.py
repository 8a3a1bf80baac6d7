"""A search finds what a program put where it says, and disturbs nothing."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from memscope.analyze.find.asked import Asked
from memscope.analyze.find.scope import addresses_meant
from memscope.collect.closer.find import opened
from memscope.errors import AccessDenied, ProcessGone
from memscope.model.find import MemorySearch
from memscope.model.kinds import Kind
from tests.live.programs.c import Target, built, running

pytestmark = pytest.mark.live

SOURCE = r"""
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static double ratio = 1234.5678;
static int64_t big = -7700770077007700;
static void *keeps[2];
static volatile uintptr_t on_stack;
static pthread_barrier_t ready;

/* Written so that the program's own instructions and constants do not hold it. */
static void put(char *to) {
    static const char twisted[] = "OFFEMF.JO.UIF.IBZ";
    for (size_t at = 0; at < sizeof twisted - 1; at++) to[at] = twisted[at] - 1;
}

static void *work(void *unused) {
    char local[64];
    put(local);
    on_stack = (uintptr_t)local;
    pthread_barrier_wait(&ready);
    pause();
    return unused;
}

int main(void) {
    pthread_t thread;
    long page = sysconf(_SC_PAGESIZE);
    pthread_barrier_init(&ready, 0, 2);
    pthread_create(&thread, 0, work, 0);
    pthread_barrier_wait(&ready);

    char *heap = malloc(100);
    put(heap);
    keeps[0] = heap;
    char *anon = mmap(0, 64 * page, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    put(anon + 8 * page - 5);
    int fd = memfd_create("twice", 0);
    if (ftruncate(fd, page)) return 1;
    char *one = mmap(0, page, 3, MAP_SHARED, fd, 0);
    char *other = mmap(0, page, 3, MAP_SHARED, fd, 0);
    put(one + 40);
    volatile char touch = other[0];
    (void)touch;
    unsigned char *absent = mmap(0, 4 * page, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    keeps[1] = heap + 10;

    printf("{\"heap\": %lu, \"anon\": %lu, \"one\": %lu, \"other\": %lu, "
           "\"stack\": %lu, \"ratio\": %lu, \"big\": %lu, \"keeps\": %lu, "
           "\"absent\": %lu}\n", (unsigned long)heap,
           (unsigned long)(anon + 8 * page - 5), (unsigned long)(one + 40),
           (unsigned long)(other + 40), (unsigned long)on_stack,
           (unsigned long)&ratio, (unsigned long)&big, (unsigned long)keeps,
           (unsigned long)absent);
    fflush(stdout);
    unsigned char in_core[4];
    while (getchar() != EOF) {
        int count = 0;
        mincore(absent, 4 * page, in_core);
        for (int at = 0; at < 4; at++) count += in_core[at] & 1;
        printf("%d\n", count);
        fflush(stdout);
    }
}
"""
NEEDLE = "NEEDLE-IN-THE-HAY"


@pytest.fixture(scope="module")
def program() -> Iterator[Path]:
    with built(SOURCE) as path:
        yield path


def search(target: Target, within: str | None = None, **asked: str) -> MemorySearch:
    with opened(target.pid) as finder:
        regions = finder.process.regions
        scope = None if within is None else addresses_meant(within, regions)
        pattern = Asked(**asked).pattern(finder.process)  # type: ignore[arg-type]
        return finder.search(pattern, finder.ground(scope))


def found(result: MemorySearch) -> list[int]:
    return [one.address for one in result.hits]


def test_text_is_found_in_every_place_where_the_program_put_it(program: Path) -> None:
    with running([program]) as target:
        result = search(target, text=NEEDLE)
        facts = target.facts

    places = [facts[name] for name in ("heap", "anon", "one", "other", "stack")]
    assert found(result) == sorted(places)
    kinds = {one.address: one.region.kind for one in result.hits}
    assert kinds[facts["heap"]] is Kind.HEAP
    assert kinds[facts["stack"]] is Kind.THREAD_STACK
    assert result.stop is None


def test_one_memory_at_two_addresses_is_told(program: Path) -> None:
    with running([program]) as target:
        result = search(target, text=NEEDLE)
        views = sorted((target.facts["one"], target.facts["other"]))

    twins = [(one.same_as, one.address) for one in result.hits if one.same_as]
    assert twins == [tuple(views)]


def test_bytes_and_numbers_are_found_where_the_compiler_put_them(program: Path) -> None:
    with running([program]) as target:
        facts = target.facts
        masked = search(target, octets="4e 45 ?5 44 ?? 45 2d", within="heap")
        ratio = search(target, real="1234.5678")
        big = search(target, integer="-7700770077007700")

    assert facts["heap"] in found(masked)
    assert facts["stack"] not in found(masked)
    assert facts["ratio"] in found(ratio)
    assert facts["big"] in found(big)
    assert {one.named.symbol.name for one in big.hits if one.named} >= {"big"}


def test_whoever_points_at_something_is_found(program: Path) -> None:
    with running([program]) as target:
        facts = target.facts
        exact = search(target, pointed=hex(facts["heap"] + 10))
        around = search(target, pointed=f"{facts['heap']:x}-{facts['heap'] + 100:x}")

    assert facts["keeps"] + 8 in found(exact)
    assert facts["keeps"] not in found(exact)
    assert {facts["keeps"], facts["keeps"] + 8} <= {*found(around)}


def test_searching_brings_nothing_into_ram(program: Path) -> None:
    with running([program]) as target:
        before = target.ask()
        result = search(target, text="not in there: " + "x" * 30)
        after = target.ask()

    assert (before, after) == ("0", "0")
    assert result.hits == ()
    assert result.read == result.extent.present


def test_all_of_it_is_accounted_for(program: Path) -> None:
    with running([program]) as target:
        with opened(target.pid) as finder:
            extent = finder.ground().extent
        rows = re.findall(
            r"^([0-9a-f]+)-([0-9a-f]+) ",
            Path(f"/proc/{target.pid}/maps").read_text(),
            re.MULTILINE,
        )

    assert extent.mapped == sum(int(high, 16) - int(low, 16) for low, high in rows)
    assert extent.kernel > 0


def test_our_own_buffer_is_not_found_when_we_search_ourselves() -> None:
    kept = bytearray(os.urandom(16))
    with opened(os.getpid()) as finder:
        pattern = Asked(octets=kept.hex()).pattern(finder.process)
        result = finder.search(pattern, finder.ground())
        low, high = next(iter(finder._ours()))

    assert result.is_of_itself
    assert result.hits
    assert not any(low <= one.address < high for one in result.hits)


def test_a_process_that_is_gone_or_a_strangers_is_refused(program: Path) -> None:
    with running([program]) as target:
        pass
    with pytest.raises(ProcessGone), opened(target.pid):
        pass
    if os.geteuid():
        with pytest.raises(AccessDenied), opened(1):
            pass
