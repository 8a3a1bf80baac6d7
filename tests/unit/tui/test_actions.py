"""What a key, a click or the palette names to be done exists: else nothing happens."""

import importlib
import inspect
import pkgutil
import re

import pytest

import memscope.tui

pytestmark = pytest.mark.unit


def sources() -> str:
    found = pkgutil.walk_packages(memscope.tui.__path__, "memscope.tui.")
    return "\n".join(
        inspect.getsource(importlib.import_module(one.name)) for one in found
    )


def test_every_action_that_is_named_is_there() -> None:
    text = sources()

    named = set(re.findall(r"[\"'=](?:screen|app)\.([a-z_]+)(?:\(|\"|\')", text))
    there = set(re.findall(r"def action_([a-z_]+)", text))

    assert len(named) > 10
    assert named - there - {"command_palette", "quit"} == set()
