"""-Xmx on a command line of Java."""

import pytest

from memscope.analyze.why.java_options import heap_limit

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("words", "limit"),
    [
        ("java -Xmx512m -jar app.jar", 512 << 20),
        ("java -Xmx2G Main", 2 << 30),
        ("java -Xmx1024 Main", 1024),
        ("java -XX:MaxHeapSize=64k Main", 64 << 10),
        ("java -Xmx1g -Xmx2g Main", 2 << 30),
        ("java -cp lib/* -Xmx1t Main", 1 << 40),
        ("java -cp -Xmx9g -Xms4g Main", None),
        ("java -jar app.jar -Xmx1g", None),
        ("java Main -Xmx1g", None),
        ("java -m app/Main -Xmx1g", None),
        ("java -Xmx Main", None),
        ("java -Xmx1q Main", None),
        ("java -Xmx99999999999999999999g Main", None),
        ("java", None),
    ],
)
def test_the_last_limit_before_the_program_counts(
    words: str, limit: int | None
) -> None:
    assert heap_limit(words.split()) == limit


def test_without_a_command_line_nothing_is_known() -> None:
    assert heap_limit(()) is None
