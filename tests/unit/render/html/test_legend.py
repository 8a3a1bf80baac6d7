import pytest

from memscope.i18n import set_language
from memscope.model.kinds import Kind
from memscope.render.html.legend import page_kinds
from memscope.units import format_bytes
from tests.tui.synthetic import MIB, process, region

pytestmark = pytest.mark.unit


def test_the_legend_has_every_region_once() -> None:
    one = process()

    assert sum(kind.regions for kind in page_kinds(one)) == len(one.regions)


def test_libraries_are_one_entry_with_the_letter_of_the_map() -> None:
    (library,) = (one for one in page_kinds(process()) if one.key == "library")

    assert library.letter == "L"
    assert library.regions > 1


def test_the_order_is_that_of_the_map_and_the_kernels_pages_come_last() -> None:
    names = [one.name for one in page_kinds(process())]

    assert names.index("stack") < names.index("thread stack") < names.index("guard")
    assert names.index("guard") < names.index("heap") < names.index("code")
    assert names.index("code") < names.index("vdso")


def test_one_unknown_number_makes_the_sum_unknown() -> None:
    at = 0x7100_0000_0000
    some = [
        region(at, MIB, Kind.SHARED, resident=4096),
        region(at + 2 * MIB, MIB, Kind.SHARED, resident=None),
    ]

    (shared,) = (one for one in page_kinds(process(more=some)) if one.key == "shared")

    assert (shared.size, shared.resident) == (format_bytes(2 * MIB), "–")


def test_each_entry_says_why_in_both_languages() -> None:
    said = {}
    for language in ("en", "ja"):
        set_language(language)
        said[language] = [(one.name, one.reason) for one in page_kinds(process())]

    assert all(reason for words in said.values() for _name, reason in words)
    assert not {one for _n, one in said["en"]} & {one for _n, one in said["ja"]}
