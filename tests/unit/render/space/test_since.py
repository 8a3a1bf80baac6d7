"""What is different since a moment, at the widths and in both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from memscope.analyze.since.since import Since, since
from memscope.i18n import set_language
from memscope.model.kinds import Kind
from memscope.render.runs import Line, width_of
from memscope.render.space.beside import axis_top
from memscope.render.space.since import (
    largest_change,
    since_head,
    since_row,
    since_title,
)
from tests import golden
from tests.unit.analyze.since.test_since import STACK, look, made

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).with_name("golden")


def example() -> Since:
    before = look(
        made(Kind.HEAP, 10, 900, 200),
        made(Kind.ARENA, 5000, 900, 250),
        made(Kind.JIT, 7000, 20, 12),
        STACK,
    )
    stacks = [
        made(Kind.THREAD_STACK, 8000 + 100 * at, 64, 4, label=f"stack of w-{at}")
        for at in range(7)
    ]
    after = look(
        made(Kind.HEAP, 10, 1200, 900),
        made(Kind.JIT, 7000, 20, None),
        *stacks,
        STACK,
    )
    found = since(before, after, (7, 70))
    assert found is not None
    return found


def drawn(width: int) -> Iterator[Line]:
    rows = example().rows
    top = axis_top(largest_change(rows))
    yield since_head(width, top)
    for row in rows:
        yield since_row(row, width, top)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_rows(language: str) -> None:
    set_language(language)
    parts = [(width, list(drawn(width))) for width in (56, 80, 120, 200)]

    for width, lines in parts:
        assert {width_of(one) for one in lines} == {width}
    golden.check(GOLDEN / f"since-{language}.txt", golden.sheet(parts))


def test_the_title_says_since_when_how_much_and_what_came_and_went() -> None:
    found = example()

    assert since_title(found) == (
        "since 0:00 ago · +1.8M · 7 appeared · 1 gone · 1 changed"
    )


def test_the_title_of_nothing_says_so() -> None:
    found = since(look(STACK), look(STACK), (7, 70))
    assert found is not None

    assert since_title(found) == "since 0:00 ago · · · nothing is different"


def test_what_nobody_could_see_is_no_difference() -> None:
    one = Since((7, 70), 5.0, (), is_known=False)

    assert since_title(one) == "one of the two looks could not see it"


def test_an_hour_is_written_as_one() -> None:
    later = replace(look(STACK), taken_at=STACK_LATER)
    found = since(look(STACK), later, (7, 70))
    assert found is not None

    assert since_title(found).startswith("since 1:02:03 ago")


STACK_LATER = look().taken_at.replace(hour=1, minute=2, second=3)
