import pytest

from memscope.parse.fdinfo import parse_fdinfo

pytestmark = pytest.mark.unit


def test_numbers_are_kept_and_words_are_not() -> None:
    data = b"pos:\t0\nflags:\t02\nsize:\t32768\ncount:\t2\nexp_name:\tsystem-heap\n"

    assert parse_fdinfo(data) == {
        "pos": 0,
        "flags": 2,
        "size": 32768,
        "count": 2,
    }
