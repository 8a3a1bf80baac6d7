import re
from itertools import permutations

import pytest

from memscope.model import labels

pytestmark = pytest.mark.unit

TEMPLATES = [one for one in labels.ALL if "{" in one]


def test_the_table_has_every_label_once() -> None:
    assert len(set(labels.ALL)) == len(labels.ALL)
    assert {labels.ANONYMOUS, labels.SHARED, labels.ARENA_OF_THREADS} < set(labels.ALL)


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_has_one_field(template: str) -> None:
    fields = re.findall(r"\{(\w*)\}", template)

    assert fields in (["name"], ["label"], ["n"])


def test_a_label_that_is_put_together_is_the_one_that_has_a_line_of_its_own() -> None:
    shared = labels.SHARED.format

    assert shared(label=labels.ANONYMOUS) == labels.SHARED_ANONYMOUS
    assert shared(label=labels.HUGE_PAGES) == labels.SHARED_HUGE_PAGES


def test_the_words_before_a_field_tell_which_label_it_is() -> None:
    starts = {template.partition("{")[0] for template in TEMPLATES} - {
        "malloc arena of "
    }

    for one, other in permutations(starts, 2):
        assert not one.startswith(other)
