"""Flags have words, and what they say is not called nothing."""

import pytest
from msgspec.structs import replace

from memscope.model.evidence import PRIVATE_ANON
from memscope.model.kinds import Kind
from memscope.render.words.flags import flag_words, reasons_of
from tests.tui.synthetic import region

pytestmark = pytest.mark.unit

ANON = replace(
    region(0x1000, 0x1000, Kind.ANON, label="anonymous memory"),
    evidence=(PRIVATE_ANON,),
)


def test_a_flag_that_matters_has_a_line() -> None:
    said = flag_words(replace(ANON, flags=("rd", "wr", "lo", "wf", "??")))

    assert said == [
        "locked: it stays in RAM (lo)",
        "wiped on fork: a child finds zeros here (wf)",
    ]


def test_what_all_stacks_have_is_not_said_of_one() -> None:
    stack = replace(ANON, kind=Kind.THREAD_STACK, flags=("rd", "nh"))

    assert flag_words(stack) == []
    assert flag_words(replace(stack, kind=Kind.ANON))


@pytest.mark.parametrize("flags", [None, (), ("rd", "wr")])
def test_without_one_nothing_says_more(flags: tuple[str, ...] | None) -> None:
    (reason,) = reasons_of(replace(ANON, flags=flags))

    assert "nothing says more" in reason


def test_beside_one_something_does() -> None:
    (reason,) = reasons_of(replace(ANON, flags=("lo",)))

    assert "nothing says more" not in reason
