import pytest

from memscope.analyze.layers import LIBRARIES, LayerKey
from memscope.i18n import set_language
from memscope.model import labels
from memscope.render.words.layers import layer_name
from memscope.units import cell_width

pytestmark = pytest.mark.unit


def test_names_are_short_and_safe() -> None:
    assert layer_name(LayerKey(labels.PYTHON_OBJECTS, "anon")) == "Python"
    assert layer_name(LayerKey("pool\x1b[2J", "anon")) == "pool\\x1b[2J"


@pytest.mark.parametrize("label", [labels.ANONYMOUS, labels.PYTHON_OBJECTS, LIBRARIES])
def test_names_are_short_in_japanese_too(label: str) -> None:
    set_language("ja")
    assert cell_width(layer_name(LayerKey(label, "anon"))) <= 12
