"""Whatever TOML can say is written so that it is read back the same."""

import tomllib
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.tui.settings.toml import toml_of

pytestmark = pytest.mark.unit
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.booleans()
    | st.integers(-(2**62), 2**62)
    | st.floats(allow_nan=False)
    | TEXTS
    | st.dates(min_value=date(1, 1, 1)),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=4))
def test_every_document_is_read_back_as_it_was(table: dict[str, object]) -> None:
    assert tomllib.loads(toml_of(table)) == table


def test_a_file_of_ours_is_for_people() -> None:
    table = {"theme": "light", "mouse": True, "panes": {"rail": 19}, "filters": {}}

    assert toml_of(table) == (
        'theme = "light"\nmouse = true\n\n[panes]\nrail = 19\n\n[filters]\n'
    )


def test_moments_stay_moments() -> None:
    table = {"when": datetime(2026, 11, 30, 12, 0)}

    assert tomllib.loads(toml_of(table)) == table


def test_what_toml_cannot_say_is_an_error() -> None:
    with pytest.raises(TypeError):
        toml_of({"nothing": None})
