"""One line for many rows: sums, the first and the last, and how many they are."""

import pytest
from msgspec.structs import replace

from memscope.analyze.repetition import Fold
from memscope.model.kinds import Kind
from memscope.model.process import Thread
from memscope.model.region import Region, RegionUsage
from memscope.render.columns.column import select
from memscope.render.columns.folds import (
    fold_words,
    region_fold_columns,
    thread_fold_columns,
)
from memscope.render.columns.regions import REGION_COLUMNS, THREAD_COLUMNS
from tests.tui.synthetic import process
from tests.unit.analyze.test_repetition import stacks

pytestmark = pytest.mark.unit

KIB = 1 << 10


def with_ram(region: Region) -> Region:
    resident = 0 if region.kind is Kind.GUARD else 8 * KIB
    return replace(region, usage=RegionUsage(resident=resident))


STACKS = Fold([with_ram(one) for one in stacks(9)], period=2)


def told(fold: Fold[Region]) -> dict[str, str]:
    ids = ("range", "perms", "size", "resident", "proportional", "letter", "what")
    columns = region_fold_columns(select(REGION_COLUMNS, *ids), "x86_64")
    return {column.id: column.text(fold) for column in columns}


def test_a_line_of_many_has_their_sums_and_the_first_and_last_address() -> None:
    assert told(STACKS) == {
        "range": "000000000000-000000099000",
        "perms": "rw-p",
        "size": "612 KiB",
        "resident": "72 KiB",
        "proportional": "–",
        "letter": "T",
        "what": "9 × 4 KiB guard below 64 KiB thread stack",
    }


def test_a_line_of_one_says_what_it_said_alone() -> None:
    alone = STACKS.rows[1]
    columns = select(REGION_COLUMNS, "range", "size", "what")

    assert [one.text(alone) for one in columns] == [
        told(Fold([alone]))[one.id] for one in columns
    ]


def test_holes_between_them_are_told() -> None:
    apart = [one for one in STACKS.rows if one.kind is Kind.THREAD_STACK]

    assert (
        fold_words(Fold(apart)) == "9 × 64 KiB thread stack; 32 KiB of nothing between"
    )


def test_what_all_are_called_is_said_safely() -> None:
    named = [
        replace(one, label="a\x1b[2J", kind=Kind.ANON) for one in STACKS.rows[1::2]
    ]

    assert fold_words(Fold(named)).startswith(r"9 × 64 KiB a\x1b[2J")


def test_a_file_is_told_by_its_name() -> None:
    file = {"inode": 7, "path": "/srv/big.db", "kind": Kind.FILE}
    mapped = [replace(one, **file) for one in STACKS.rows[::2]]

    assert fold_words(Fold(mapped)).startswith("9 × 4 KiB big.db")


def threads(fold: Fold[Thread]) -> dict[str, str]:
    columns = thread_fold_columns(THREAD_COLUMNS, "x86_64")
    return {column.id: column.text(fold) for column in columns}


def test_threads_are_told_by_the_first_and_the_last_of_them() -> None:
    workers = process(threads=12).threads[1:]
    named = [replace(one, name=f"pool-{n}") for n, one in enumerate(workers)]
    known = [one.stack for one in workers if one.stack]

    said = threads(Fold(named))

    assert said["tid"] == f"{workers[0].tid}–{workers[-1].tid}"
    assert said["name"] == "11 × pool-0 … pool-10"
    assert said["sp"] == ""
    low, high = min(one.start for one in known), max(one.end for one in known)
    assert said["stack"] == f"{low:012x}-{high:012x}"


def test_threads_without_a_known_stack_have_none_together() -> None:
    bare = [replace(one, stack=None, name="w") for one in process(threads=9).threads]

    said = threads(Fold(bare))

    assert (said["stack"], said["touched"], said["name"]) == ("–", "–", "9 × w")
