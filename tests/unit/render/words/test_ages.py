"""Ages in the few cells of a table."""

import pytest

from memscope.analyze.growth.came import Age
from memscope.i18n import set_language
from memscope.render.words.ages import age_text
from memscope.units import cell_width

pytestmark = pytest.mark.unit


def test_an_age_has_one_unit_and_is_rounded_down() -> None:
    ages = [0.4, 8, 59, 61, 89 * 60, 7 * 3600, 5 * 86400]

    texts = [age_text(Age(one)) for one in ages]
    assert texts == ["0s", "8s", "50s", "1m", "89m", "7h", "5d"]


def test_what_was_there_at_the_first_look_is_at_least_so_old() -> None:
    assert age_text(Age(630, is_least=True)) == ">10m"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_age_fits(language: str) -> None:
    set_language(language)
    try:
        ages = [age_text(Age(10.0**n, is_least=True)) for n in range(8)]
    finally:
        set_language("en")

    assert max(map(cell_width, ages)) <= 6
