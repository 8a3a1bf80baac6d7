"""Where the heap begins, whatever lies below it."""

import subprocess
from pathlib import Path

import pytest

from tests.live.core.looking import look_at, region_at
from tests.live.programs.c import built, running
from tests.live.programs.start import need

pytestmark = pytest.mark.live

SOURCE = r"""
#define _GNU_SOURCE
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static volatile char zeroes[50000];
static pthread_barrier_t ready;
static void *small_of_thread, *second_of_thread;
static void *work(void *unused)
{
    int i;
    small_of_thread = malloc(100);
    /* More than one heap of an arena holds, in pieces too small for mmap. */
    for (i = 0; i < 70000; i++) second_of_thread = malloc(1000);
    pthread_barrier_wait(&ready);
    pause();
    return unused;
}
int main(void)
{
    pthread_t thread;
    void *before = sbrk(0), *small = malloc(100), *large = malloc(1 << 20);
    pthread_barrier_init(&ready, 0, 2);
    pthread_create(&thread, 0, work, 0);
    pthread_barrier_wait(&ready);
    printf("{\"break\": %lu, \"top\": %lu, \"bss_end\": %lu, \"small\": %lu, "
           "\"large\": %lu, \"thread\": %lu, \"second\": %lu}\n",
           (unsigned long)before, (unsigned long)sbrk(0),
           (unsigned long)(zeroes + sizeof zeroes - 1), (unsigned long)small,
           (unsigned long)large, (unsigned long)small_of_thread,
           (unsigned long)second_of_thread);
    fflush(stdout);
    return getchar();
}
"""
WAYS = {"pie": (), "no-pie": ("-no-pie",), "static": ("-static",)}


@pytest.mark.parametrize("fixed", [False, True], ids=["random", "fixed"])
@pytest.mark.parametrize("way", WAYS)
def test_the_heap_begins_at_the_break_and_bss_ends_before_it(
    way: str, fixed: bool
) -> None:
    command: list[str] = []
    if fixed:
        command = [need("setarch", "util-linux"), "-R"]
        if subprocess.run([*command, "true"], capture_output=True).returncode:
            pytest.skip("this machine does not allow to switch randomisation off")
    with built(SOURCE, *WAYS[way]) as program, running([*command, program]) as target:
        process = look_at(target.pid)

    facts = target.facts
    heap = region_at(process, facts["small"])
    assert (heap.kind.value, heap.path) == ("heap", "[heap]")
    assert heap.evidence == ("kernel-name", "brk-range")
    assert heap.start <= facts["small"] < facts["top"] <= heap.end
    assert region_at(process, facts["bss_end"]).kind.value == "bss"
    bss = [r for r in process.regions if r.kind.value == "bss"]
    assert max(r.end for r in bss if r.end <= heap.start) <= heap.start


def test_arenas_of_threads_are_proven_by_mallocs_own_header() -> None:
    with built(SOURCE) as program, running([program]) as target:
        process = look_at(target.pid)

    for name in ("thread", "second"):
        region = region_at(process, target.facts[name])
        assert region.kind.value == "arena", name
        assert region.confidence.value == "certain"
        assert region.evidence[:2] == ("heap-info", "arena-alignment")
    arenas = [r for r in process.regions if r.kind.value == "arena"]
    assert len({region.start >> 26 for region in arenas}) >= 2
    assert region_at(process, target.facts["large"]).kind.value == "anon"


def test_both_mappings_that_musl_calls_heap_are_told_apart() -> None:
    source = SOURCE.replace("#include <malloc.h>", "")
    with (
        built(source, "-static", compiler="musl-gcc") as program,
        running([program]) as target,
    ):
        process = look_at(target.pid)

    named = [r for r in process.regions if r.path == "[heap]"]
    assert [(r.perms, r.kind.value) for r in named] in (
        [("---p", "reserved"), ("rw-p", "heap")],
        [("rw-p", "heap")],
        [],
    )
    assert not [r for r in process.regions if r.kind.value == "arena"]


GO = """
package main
import ("bufio"; "fmt"; "os")
func main() { fmt.Println("{}"); bufio.NewReader(os.Stdin).ReadString('\\n') }
"""


def test_gos_heap_has_the_shape_of_an_arena_and_is_none(tmp_path: Path) -> None:
    go = need("go", "golang-go")
    source, program = tmp_path / "main.go", tmp_path / "main"
    source.write_text(GO)
    environment = {"HOME": str(tmp_path), "GOCACHE": str(tmp_path / "cache")}
    built = subprocess.run(
        [go, "build", "-o", program, source],
        env={**environment, "PATH": "/usr/bin:/bin", "GO111MODULE": "off"},
        capture_output=True,
        text=True,
    )
    if built.returncode:
        pytest.skip(f"this Go cannot build a program: {built.stderr[-200:]}")
    with running([program]) as target:
        process = look_at(target.pid)

    heap = next(r for r in process.regions if r.start == 0xC000000000)
    assert heap.kind.value == "anon"
    assert not [r for r in process.regions if r.kind.value == "arena"]
