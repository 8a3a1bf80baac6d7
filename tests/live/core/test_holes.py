"""The largest hole is what mmap can still give, and not a page more."""

import pytest

from memscope.analyze.holes import holes_of
from memscope.collect.look.snapshot import take_snapshot
from tests.live.programs.c import built, running

pytestmark = [pytest.mark.live, pytest.mark.once]

SOURCE = r"""
#include <stdio.h>
#include <sys/mman.h>

int main(void) {
    unsigned long long size;
    setvbuf(stdin, 0, _IONBF, 0);
    setvbuf(stdout, 0, _IONBF, 0);
    printf("{}\n");
    while (scanf("%llu", &size) == 1) {
        int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
        void *found = (size_t)size == size
            ? mmap(0, size, PROT_NONE, flags, -1, 0) : MAP_FAILED;
        printf("%d\n", found != MAP_FAILED);
        if (found != MAP_FAILED) munmap(found, size);
    }
}
"""
BELOW_FIRST = 1 << 16
"""Where mmap_min_addr is lower, or is not for us, there is so much more."""


@pytest.mark.parametrize("flags", [[], ["-static"], ["-m32"]], ids=str)
def test_a_mapping_as_large_as_the_largest_hole_fits(flags: list[str]) -> None:
    with built(SOURCE, *flags) as program, running([program]) as target:
        snapshot = take_snapshot([target.pid])
        (process,) = snapshot.processes
        holes = holes_of(process, snapshot.system.machine)
        if holes is None:
            pytest.skip(f"how far addresses go is not known for {process.abi}")
        whole = target.ask(str(holes.largest))
        more = target.ask(str(holes.largest + BELOW_FIRST + 4096))

    assert (whole, more) == ("1", "0")
