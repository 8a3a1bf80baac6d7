import pytest

from memscope.i18n import set_language
from memscope.model import evidence
from memscope.model.kinds import Confidence
from memscope.render.words.evidence import (
    confidence_mark,
    confidence_word,
    evidence_list,
    evidence_of_cell,
    evidence_sentence,
    evidence_short,
    gap_text,
    state_word,
)

pytestmark = pytest.mark.unit

SLUGS = sorted(
    value
    for name, value in vars(evidence).items()
    if name.isupper() and isinstance(value, str)
)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_evidence_has_words_for_people(slug: str) -> None:
    assert evidence_short(slug) != slug
    assert evidence_sentence(slug) != slug


def test_a_sentence_has_the_detail() -> None:
    text = evidence_sentence("elf-section:.text,.fini")

    assert ".text, .fini" in text


def test_unknown_evidence_is_shown_as_it_is_but_harmless() -> None:
    assert evidence_short("telepathy:\x1b[2J") == "telepathy"
    assert evidence_sentence("telepathy:\x1b[2J") == r"telepathy:\x1b[2J"
    assert evidence_sentence("anon-name:{evil}\x1b").endswith(r"{evil}\x1b")


def test_the_same_words_are_said_once() -> None:
    assert evidence_list(("elf-section:.got", "elf-section:.data")) == "ELF section"


@pytest.mark.parametrize("letter", list("RSDTtZXI"))
def test_every_state_of_ps_is_a_word(letter: str) -> None:
    assert len(state_word(letter)) > 1


def test_an_unknown_state_stays_a_letter() -> None:
    assert state_word("Q") == "Q"
    assert state_word("\x1b") == r"\x1b"


def test_marks_and_words_differ_for_every_confidence() -> None:
    assert len({confidence_mark(one) for one in Confidence}) == len(Confidence)
    assert len({confidence_word(one) for one in Confidence}) == len(Confidence)


def test_a_gap_shows_no_hostile_name() -> None:
    assert gap_text("file \x1b]0;x\x07") == r"file \x1b]0;x\x07"


@pytest.mark.parametrize(
    "text",
    ["names in {}", "another program traces it: {}", "kcmp is not known for {}"],
)
def test_a_gap_with_a_name_in_it_is_translated_around_the_name(text: str) -> None:
    name = "g{0}db\x1b (7)"
    set_language("ja")
    shown = gap_text(text.format(name))

    assert r"g{0}db\x1b (7)" in shown
    assert text.split(" {")[0] not in shown


def test_a_detail_with_blanks_is_one_evidence_in_a_cell() -> None:
    words = ("runtime-mark:Go's records of threads", "sp-inside", "anon-name:a sp-x")

    assert evidence_of_cell(" ".join(words)) == words
