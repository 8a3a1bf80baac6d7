"""Every worker of the screen is described in our words.

Textual describes others by writing out their arguments: the view of a process with
64,000 regions takes seconds of the screen's thread, and hundreds of megabytes.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.repository import PACKAGE, modules

pytestmark = pytest.mark.house


def worker_calls(path: Path) -> Iterator[ast.Call | ast.Name]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id="work") | ast.Attribute(attr="run_worker")):
                yield node
            case ast.FunctionDef(decorator_list=[*names]):
                yield from (
                    one
                    for one in names
                    if isinstance(one, ast.Name) and one.id == "work"
                )


def describes(word: ast.keyword) -> bool:
    """An empty description is none to Textual."""
    is_empty = isinstance(word.value, ast.Constant) and not word.value.value
    return word.arg == "description" and not is_empty


def test_each_worker_has_a_description() -> None:
    found = [
        (path, node) for path in modules() if "tui" in path.parts
        for node in worker_calls(path)
    ]  # fmt: skip
    silent = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path, node in found
        if isinstance(node, ast.Name) or not any(map(describes, node.keywords))
    ]

    assert len(found) >= 8
    assert silent == []
