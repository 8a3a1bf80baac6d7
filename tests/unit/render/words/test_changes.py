import pytest

from memscope.model.diff import Change, Difference, ThreadChange
from memscope.model.kinds import Kind
from memscope.render.words.changes import change_text, summary_of, weightiest

pytestmark = pytest.mark.unit

HEAP = Change(Difference.GREW, Kind.HEAP, "heap", 0x1000, 132 << 10)
NEW = Change(Difference.APPEARED, Kind.ANON, "anonymous memory", 0x9000, 8 << 20)
THREAD = Change(ThreadChange.STARTED, None, "worker-3", None, None, 4252)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (HEAP, "heap grew 132 KiB"),
        (NEW, "+1 region: anonymous, 8 MiB"),
        (THREAD, "thread worker-3 (4252) started"),
        (
            Change(Difference.TOUCHED, Kind.THREAD_STACK, "x", 1, 8192, 4250),
            "stack 4250 touched 8 KiB",
        ),
        (
            Change(Difference.PERMISSIONS, Kind.DATA, "d", 1, 0, None, "rw-p", "r--p"),
            "data: rw-p became r--p",
        ),
        (
            Change(Difference.GONE, Kind.FILE, "a\x1bb", 1, -4096),
            "−1 region: a\\x1bb, 4 KiB",
        ),
    ],
)
def test_changes_have_words(change: Change, words: str) -> None:
    assert change_text(change) == words


def test_every_change_has_words() -> None:
    changes = [
        Change(what, Kind.HEAP, "heap", 1, 1) for what in (*Difference, *ThreadChange)
    ]

    assert all(map(change_text, changes))
    assert len(weightiest(changes)) == len(changes)


def test_threads_come_before_regions_and_these_before_pages() -> None:
    touched = Change(Difference.TOUCHED, Kind.BSS, "bss", 0x5000, 1 << 30)

    assert summary_of([touched, HEAP, NEW, THREAD]) == (
        "thread worker-3 (4252) started · +1 region: anonymous, 8 MiB"
        " · heap grew 132 KiB · 1 more"
    )


def test_what_grew_is_not_said_to_be_touched_too() -> None:
    touched = Change(Difference.TOUCHED, Kind.HEAP, "heap", HEAP.start, 132 << 10)

    assert summary_of([touched, HEAP]) == "heap grew 132 KiB"


def test_a_new_stack_does_not_announce_its_guard() -> None:
    stack = Change(Difference.APPEARED, Kind.THREAD_STACK, "s", 0x2000, 8 << 20, 4252)
    guard = Change(Difference.APPEARED, Kind.GUARD, "g", 0x1000, 4096, 4252)

    assert summary_of([guard, stack, THREAD]) == (
        "thread worker-3 (4252) started · +1 region: stack 4252, 8 MiB"
    )
