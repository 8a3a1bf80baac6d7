"""One thing is asked for at a time."""

import pytest

from memscope.analyze.find.asked import Asked
from memscope.errors import UsageProblem
from memscope.model.find import Form
from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.region import ProcessUsage
from tests.unit.analyze.pages import BASE, SIZE
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit


def some(abi: str = "x86_64") -> Process:
    return Process(
        *(1, 0, 5, "x", None, (), "S", None),
        ProcessUsage(),
        threads=(),
        regions=(region(Kind.HEAP),),
        abi=abi,
    )


def test_each_option_asks_for_its_form() -> None:
    assert Asked(text="x").pattern(some()).form is Form.TEXT
    assert Asked(text="x", utf16=True).pattern(some()).form is Form.UTF16
    assert Asked(octets="00").pattern(some()).form is Form.BYTES
    assert Asked(integer="5", width="2").pattern(some()).size == 2
    assert Asked(real="5").pattern(some()).form is Form.FLOAT


def test_pointers_go_to_a_region_or_to_one_address() -> None:
    assert [*Asked(pointed="heap").pattern(some()).into] == [(BASE, BASE + SIZE)]
    exact = Asked(pointed=hex(BASE + 8)).pattern(some("i386"))
    assert [*exact.into] == [(BASE + 8, BASE + 9)]
    assert exact.size == 4


@pytest.mark.parametrize(
    "given", [{}, {"text": "x", "octets": "00"}, {"integer": "y"}, {"text": ""}]
)
def test_nonsense_is_refused_before_anything_is_looked_at(
    given: dict[str, str],
) -> None:
    with pytest.raises(UsageProblem):
        Asked(**given)  # type: ignore[arg-type]
