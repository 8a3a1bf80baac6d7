import pytest

from memscope.analyze.layers import IMAGES, LIBRARIES, LayerKey
from memscope.i18n import set_language
from memscope.model import labels
from memscope.render.words.layers import layer_name, shortest_name, whole_words
from memscope.units import cell_width

pytestmark = pytest.mark.unit


def test_names_are_short_and_safe() -> None:
    assert layer_name(LayerKey(labels.PYTHON_OBJECTS, "anon")) == "Python"
    assert layer_name(LayerKey("pool\x1b[2J", "anon")) == "pool\\x1b[2J"


@pytest.mark.parametrize("label", [labels.ANONYMOUS, labels.PYTHON_OBJECTS, LIBRARIES])
def test_names_are_short_in_japanese_too(label: str) -> None:
    set_language("ja")
    assert cell_width(layer_name(LayerKey(label, "anon"))) <= 12


@pytest.mark.parametrize(
    ("room", "shown"),
    [(20, "A postgres-worker"), (12, "A postgres"), (9, "A"), (1, "A"), (0, "")],
)
def test_a_name_too_long_is_cut_between_words(room: int, shown: str) -> None:
    assert whole_words(["A postgres-worker"], room) == shown


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("label", [LIBRARIES, IMAGES, labels.JAVA_HEAP])
def test_every_layer_of_ours_has_a_name_for_ten_cells(
    label: str, language: str
) -> None:
    set_language(language)
    key = LayerKey(label, "anon")

    assert whole_words([layer_name(key), shortest_name(key)], 10) in (
        layer_name(key),
        shortest_name(key),
    )


def test_words_of_two_cells_a_character_are_not_cut_either() -> None:
    assert whole_words(["日本のデータ.db"], 12) == "日本のデータ"
    assert whole_words(["日本のデータ.db"], 11) == ""
