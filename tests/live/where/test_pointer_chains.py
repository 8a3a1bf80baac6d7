"""Chains of pointers lead where the program made them lead; nothing is faulted in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from memscope.analyze.chains import text_at
from memscope.collect.closer.bytes import ContentReader
from memscope.collect.closer.where import Where
from memscope.collect.look.snapshot import take_snapshot
from memscope.model.place import Onward, Trail
from memscope.render.runs import plain
from memscope.render.text.hex import hex_lines
from tests.live.programs.c import Target, built, running

pytestmark = pytest.mark.live

SOURCE = r"""
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct node { struct node *next; long number; };

int main(void) {
    long page = sysconf(_SC_PAGESIZE);
    void **first = aligned_alloc(16, 256);
    memset(first, 0, 256);
    char *text = malloc(32);
    strcpy(text, "read me");
    char **to_text = malloc(16);
    *to_text = text;
    struct node *one = malloc(sizeof *one), *other = malloc(sizeof *other);
    one->next = other;
    other->next = one;
    unsigned char *absent = mmap(0, page, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    long *number = malloc(16);
    *number = 42;
    void **deep = 0;
    for (int at = 0; at < 9; at++) {
        void **more = malloc(16);
        *more = at ? (void *)deep : 0;
        deep = more;
    }
    first[0] = to_text;
    first[1] = one;
    first[2] = absent;
    first[3] = (void *)(size_t)main;
    first[4] = number;
    first[5] = deep;
    printf("{\"first\": %lu}\n", (unsigned long)first);
    fflush(stdout);
    unsigned char in_core;
    while (getchar() != EOF) {
        mincore(absent, page, &in_core);
        printf("%d\n", in_core & 1);
        fflush(stdout);
    }
}
"""
ENDS = [Trail.TEXT, Trail.LOOP, Trail.ABSENT, Trail.CODE, Trail.VALUE, Trail.MORE]


@pytest.fixture(scope="module")
def program() -> Iterator[Path]:
    with built(SOURCE) as path:
        yield path


def beyond(target: Target, at: int) -> Onward:
    place = Where().look(target.pid, target.facts["first"] + 8 * at).place
    assert place.points_at is not None
    assert place.points_at.beyond is not None
    return place.points_at.beyond


def test_each_chain_ends_as_the_program_made_it(program: Path) -> None:
    with running([program]) as target:
        found = [beyond(target, at) for at in range(len(ENDS))]
        absent = target.ask()

    assert [one.end for one in found] == ENDS
    assert text_at(found[0].data) == "read me"
    assert int.from_bytes(found[4].data, "little") == 42
    assert absent == "0"


def test_rows_of_bytes_show_them(program: Path) -> None:
    with running([program]) as target:
        (process,) = take_snapshot([target.pid]).processes
        reader, first = ContentReader(), target.facts["first"]
        layout = reader.layout(process, first, first + 48)
        rows = reader.rows(process, layout, 0, 3)
        absent = target.ask()

    text = [plain(line) for line in hex_lines(rows)]
    assert '"read me"' in text[0]
    assert ", again" in text[0]
    assert "→ not in RAM" in text[1]
    assert "main" in text[1]
    assert "→ 0x2a" in text[2]
    assert text[2].endswith("→ …")
    assert absent == "0"
