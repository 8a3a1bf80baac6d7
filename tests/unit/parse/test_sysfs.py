import pytest

from memscope.parse.sysfs import parse_choice, parse_ranges, parse_tasks

pytestmark = pytest.mark.unit


def test_the_word_in_brackets_is_chosen() -> None:
    assert parse_choice(b"always [madvise] never\n") == "madvise"
    assert parse_choice(b"always defer [defer+madvise] never\n") == "defer+madvise"
    assert parse_choice(b"511\n") is None


@pytest.mark.parametrize(
    ("data", "numbers"),
    [
        (b"0\n", (0,)),
        (b"0-1\n", (0, 1)),
        (b"0,2-4\n", (0, 2, 3, 4)),
        (b"\n", ()),
        (b"x\n", ()),
        (b"0-999999\n", ()),
    ],
)
def test_a_list_of_numbers(data: bytes, numbers: tuple[int, ...]) -> None:
    assert parse_ranges(data) == numbers


def test_tasks_are_behind_the_slash() -> None:
    assert parse_tasks(b"0.10 0.20 0.30 1/234 777\n") == 234
    assert parse_tasks(b"0.10 0.20 0.30 234 777\n") is None
    assert parse_tasks(b"") is None
