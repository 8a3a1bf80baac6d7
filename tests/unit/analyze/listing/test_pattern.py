import pytest

from memscope.analyze.listing.pattern import NamePattern

pytestmark = pytest.mark.unit

TEXTS = ("postgres", "postgres", "/usr/lib/postgresql/15/bin/postgres -D 4242")


@pytest.mark.parametrize(
    ("pattern", "is_meant"),
    [
        ("4242", True),
        ("424", False),
        ("15", False),
        ("gres", True),
        ("POSTGRES", True),
        ("bin/post", True),
        ("ann", True),
        ("an", False),
        ("mysql", False),
        ("post*", True),
        ("post", True),
        ("?ostgres", True),
        ("*bin*", True),
        ("bin*", False),
        ("[pq]ostgres", True),
        ("[", False),
        ("an?", True),
        ("A*", True),
        ("99999999999999999999", False),
    ],
)
def test_a_pattern_means(pattern: str, is_meant: bool) -> None:
    assert NamePattern(pattern).names(4242, "ann", TEXTS) is is_meant
