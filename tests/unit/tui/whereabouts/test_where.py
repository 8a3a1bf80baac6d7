"""Addresses of what is seen: there and back, and nothing but places is read as one."""

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.errors import UsageProblem
from memscope.tui.whereabouts.where import LONGEST, Sight, Whereabouts

pytestmark = pytest.mark.unit

numbers = st.integers(1, 1 << 40)
words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
spots = st.one_of(
    st.just(Whereabouts()),
    st.builds(
        lambda pid, start: Whereabouts(Sight.PROCESS, pid, start), numbers, numbers
    ),
    st.builds(lambda pid: Whereabouts(Sight.TREE, pid), numbers),
    st.builds(lambda name: Whereabouts(Sight.RECORDING, name=name), words),
    st.builds(
        lambda name, step: Whereabouts(Sight.LESSON, name=name, step=step), words, words
    ),
)


@pytest.mark.parametrize(
    ("path", "spot"),
    [
        ("", Whereabouts()),
        ("p/4242-99", Whereabouts(Sight.PROCESS, 4242, 99)),
        ("p/4242", Whereabouts(Sight.PROCESS, 4242)),
        ("p/shop.py", Whereabouts(Sight.PROCESS, name="shop.py")),
        ("p/4242-x", Whereabouts(Sight.PROCESS, name="4242-x")),
        ("tree/4242", Whereabouts(Sight.TREE, 4242)),
        (
            "r/night%20one.memscope",
            Whereabouts(Sight.RECORDING, name="night one.memscope"),
        ),
        ("lesson/process", Whereabouts(Sight.LESSON, name="process")),
        ("lesson/process/2", Whereabouts(Sight.LESSON, name="process", step="2")),
        (
            "?lang=ja&theme=light&filter=grew%3E1M&at=1%3A30",
            Whereabouts(filter="grew>1M", at="1:30", language="ja", theme="light"),
        ),
    ],
)
def test_each_kind_of_place_has_an_address(path: str, spot: Whereabouts) -> None:
    assert Whereabouts.parse(path) == spot
    assert Whereabouts.parse(spot.path) == spot


@given(spots, st.text(st.characters(codec="utf-8"), max_size=8))
def test_an_address_leads_back_to_its_place(spot: Whereabouts, asked: str) -> None:
    there = replace(spot, filter=asked)

    assert Whereabouts.parse(there.path) == there
    assert set(there.path) <= set(map(chr, range(33, 127)))


@pytest.mark.parametrize(
    "path", ["x", "p", "p/1/2", "tree/shop.py", "tree/0", "r/%ff", "a" * (LONGEST + 1)]
)
def test_what_is_no_place_is_told_with_those_that_are(path: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        Whereabouts.parse(path)

    assert "is no address here" in str(caught.value)
    assert "/lesson/NAME" in caught.value.hint
    assert len(str(caught.value)) < 120


@given(st.text(max_size=60))
def test_any_text_is_a_place_or_a_reason(path: str) -> None:
    with contextlib.suppress(UsageProblem):
        Whereabouts.parse(path)


def test_an_address_that_only_dresses_names_no_place() -> None:
    assert Whereabouts.parse("?lang=ja&theme=light").is_bare
    assert not Whereabouts.parse("p/1").is_bare
    assert not Whereabouts.parse("?filter=heap").is_bare
