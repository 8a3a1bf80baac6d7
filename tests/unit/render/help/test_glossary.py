"""Words of the screen are found as they stand there, in both languages."""

import pytest

from memscope.i18n import _, set_language
from memscope.render.help.glossary import GLOSSARY, meaning_of

pytestmark = pytest.mark.unit


@pytest.fixture(params=["en", "ja"], autouse=True)
def _language(request: pytest.FixtureRequest) -> None:
    set_language(request.param)


@pytest.mark.parametrize("word", GLOSSARY)
def test_every_word_is_found_where_it_stands(word: str) -> None:
    found = meaning_of(f"  {_(word)} ")

    assert found is not None
    assert _(word).casefold() == found[0].casefold()
    assert found[1]


def test_the_longest_word_counts_and_a_part_of_a_word_does_not() -> None:
    assert meaning_of("stackable threadsafe") is None
    assert meaning_of("") is None
    found = meaning_of(f"{_('user')} {_('waits for')}")
    assert found is not None
    assert found[0] in {_("waits for"), _("user")}
