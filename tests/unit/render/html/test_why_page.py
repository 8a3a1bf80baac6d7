import pytest

from memscope.model.finding import Target
from memscope.render.html.why import answer_page
from tests.unit.render.text.answers import answer, finding

pytestmark = pytest.mark.unit


def test_the_page_has_the_answer() -> None:
    page = answer_page(answer(finding()))

    assert "Freed memory is kept in 64 malloc arenas" in page
    assert "<code>MALLOC_ARENA_MAX=2</code>" in page
    assert "malloc arenas" in page
    assert "tmpfs-nobody-maps" in page


def test_a_hostile_name_cannot_act() -> None:
    page = answer_page(answer(targets=(Target(5, "<script>alert(1)", "live"),)))

    assert "<script>alert" not in page
