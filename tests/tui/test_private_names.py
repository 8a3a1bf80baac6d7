"""Names that are private to Textual: a few files of ours know some, no other does."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from functools import cache

import pytest

import memscope.tui

pytestmark = pytest.mark.tui

KNOW = {"memscope.tui.driver", "memscope.tui.key_order", "memscope.tui.narrow"}


def classes() -> Iterator[type]:
    """Give our classes that are made of Textual's."""
    for found in pkgutil.walk_packages(memscope.tui.__path__, "memscope.tui."):
        module = importlib.import_module(found.name)
        for one in vars(module).values():
            if inspect.isclass(one) and one.__module__ == found.name and theirs(one):
                yield one


def theirs(one: type) -> list[type]:
    return [base for base in one.__mro__ if base.__module__.startswith("textual.")]


@cache
def private_names(one: type) -> frozenset[str]:
    """Return those that a class gives itself or reads of itself."""
    found = re.findall(
        r"(?:def |self\.|super\(\)\.)(_[a-z]\w*)", inspect.getsource(one)
    )
    return frozenset(found)


@pytest.mark.parametrize("one", classes(), ids=lambda one: one.__qualname__)
def test_no_class_uses_a_private_name_of_textual_or_takes_it_by_accident(
    one: type,
) -> None:
    taken = {name for base in theirs(one) for name in private_names(base)}

    shared = private_names(one) & taken

    assert shared == set() or one.__module__ in KNOW


def test_the_probe_sees_such_names_where_they_are() -> None:
    from memscope.tui.driver import SteadyApp

    taken = {name for base in theirs(SteadyApp) for name in private_names(base)}

    assert {"_fatal_error", "_exception"} <= private_names(SteadyApp) & taken
