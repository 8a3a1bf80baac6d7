"""Each measure finds what it is about, in a small package made for it."""

import ast
from pathlib import PurePosixPath

import pytest

from tools import measure
from tools.measure import Files

pytestmark = pytest.mark.house


def files(**texts: str) -> Files:
    """Return parsed files; `model__region` lies in the floor `model`."""
    return {
        PurePosixPath(f"memscope/{name.replace('__', '/', 1)}.py"): ast.parse(text)
        for name, text in texts.items()
    }


REGION = "class Region:\n    start: int\n    deleted: bool\n"
SEVEN = "def f(a, b, c, d, e, /, f, *, g): ...\n"
SIX = "class A:\n    def f(self, a, b, c, d, e, _, *f, g=1, **h): ...\n"


def test_modules_and_the_largest_folder_leave_packages_out() -> None:
    found = files(model____init__="", model__a="", model__b="", cli="")

    assert measure.modules(found) == [
        "memscope.model.a",
        "memscope.model.b",
        "memscope.cli",
    ]
    assert measure.largest_folder(found) == (2, "model")


def test_the_longest_function_is_first() -> None:
    found = files(units="def short(): ...\n\ndef long():\n    a = 1\n    return a\n")

    assert measure.functions(found) == [
        (3, "memscope/units.py:3"),
        (1, "memscope/units.py:1"),
    ]


def test_seven_parameters_are_too_many_and_self_is_none() -> None:
    assert measure.many_parameters(files(a=SEVEN, b=SIX)) == ["memscope/a.py:1"]


def test_a_class_of_the_same_name_may_hide_behind_an_underscore() -> None:
    found = files(a="class Known: ...", b="def f():\n    class _Known: ...", c=REGION)

    assert measure.class_names(found) == ["Known"]


@pytest.mark.parametrize(
    "line", ["import memscope.a", "from memscope import a", "from memscope.a import x"]
)
def test_a_module_is_imported_by_any_kind_of_import(line: str) -> None:
    found = measure.not_imported(files(a="", b=""), files(test="def f():\n    " + line))

    assert found == ["memscope.b"]


def test_a_record_is_spelled_wherever_a_field_is_named() -> None:
    spelled = {
        "model__region": REGION,
        "codec__wire": REGION.replace("Region", "WireRegion"),
        "codec__back": "Region(deleted=wire.deleted)",
        "codec__other": "deletedly",
        "render__row": "region.deleted",
    }

    assert len(measure.spellings(files(**spelled))) == 3
    assert measure.twins(files(**spelled)) == ["WireRegion"]


def test_one_file_of_the_formats_may_encode() -> None:
    found = files(
        codec__names="msgspec.json.encode(x)",
        codec__hand="replace(x, name=to_json(x.name))",
        codec__schema="msgspec.json.encode(x)",
        codec__plain="names.encode(x)",
    )

    assert measure.encoders(found) == [
        "memscope/codec/names.py",
        "memscope/codec/hand.py",
    ]


def test_a_memory_by_identity_is_a_dictionary_of_the_known() -> None:
    found = files(
        collect__a="class A:\n    _known: dict[Identity, Known] = field()",
        proc__b="self._known: dict[object, Known] = {}",
        collect__c="class A:\n    _watched: dict[Identity, Watched]",
        proc__symbols="class A:\n    _known: dict[File, Known]",
        render__c="class A:\n    _known: dict[Identity, Known]",
    )

    assert measure.dictionaries(found) == [
        "memscope/collect/a.py:2",
        "memscope/proc/b.py:1",
        "memscope/collect/c.py:2",
    ]


def test_every_row_of_the_table_says_what_was_and_what_shall_be() -> None:
    found = list(measure.rows(files(model__region=REGION + SEVEN), files()))

    assert {len(row) for row in found} == {4}
    assert found[-1][2:] == ("1", "40")
