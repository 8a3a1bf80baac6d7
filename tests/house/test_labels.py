"""Whoever finds out what a region is takes its label from the one table."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import memscope
from memscope.model import labels

pytestmark = pytest.mark.house

SOURCE = Path(memscope.__file__).parent
PRODUCERS = sorted(
    path
    for floor in ("analyze", "collect")
    for path in (SOURCE / floor).rglob("*.py")
    if path.parent.name != "why"
)
"""Rules read labels, and have words of their own for what they need."""
TABLE = {re.sub(r"\{\w+\}", "{}", label) for label in labels.ALL}


def texts(tree: ast.Module) -> Iterator[str]:
    """Yield every text that is no docstring, with `{}` for what is filled in."""
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "{}"
                for part in node.values
            )
        elif isinstance(node, ast.Constant) and id(node) not in said:
            yield str(node.value)


def test_a_text_is_found_whether_it_is_whole_or_filled_in() -> None:
    code = 'def f(n):\n    """guard pages"""\n    return f"stack of {n}", "heap"'

    assert {"stack of {}", "heap"} <= set(texts(ast.parse(code))) - {"guard pages"}


@pytest.mark.parametrize("path", PRODUCERS, ids=lambda path: path.stem)
def test_no_producer_writes_a_label_by_hand(path: Path) -> None:
    assert not TABLE.intersection(texts(ast.parse(path.read_text("utf-8"))))


def test_every_label_has_somebody_who_says_it() -> None:
    code = "".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py"))
    said = set(re.findall(r"\blabels\.([A-Z0-9_]+)\b", code))
    names = {name for name, text in vars(labels).items() if text in labels.ALL}

    assert names - said == set()
