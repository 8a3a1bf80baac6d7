import pytest

from memscope.render.columns.regions import name_text

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        ("", ""),
        ("/tmp/two  blanks", "/tmp/two  blanks"),
        ("/tmp/end  ", r"/tmp/end\x20\x20"),
        (" ", r"\x20"),
        ("a\x1b", r"a\x1b"),
    ],
)
def test_blanks_at_the_end_of_a_name_can_be_seen(value: str | None, text: str) -> None:
    assert name_text(value) == text
