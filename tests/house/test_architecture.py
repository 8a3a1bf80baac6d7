"""The floors hold, and the files look as CONTRIBUTING.md says."""

import ast
import re
import shutil
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from tests.house.repository import PACKAGE, ROOT, modules

pytestmark = pytest.mark.house

VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "shared"}
EDGES = {"cli/main.py", "tui/feed.py", "lab/supervisor.py"}
"""Where anything may be caught and kept: the command's end, the screen's one worker,
and a forked child that must never return into its parent's code."""


def module_id(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@pytest.fixture(params=modules(), ids=module_id)
def module(request: pytest.FixtureRequest) -> Path:
    assert isinstance(request.param, Path)
    return request.param


def test_imports_only_go_down() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    if shutil.which(command) is None:
        pytest.skip("import-linter is not installed: run `make lint` once")

    result = subprocess.run(
        [command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stdout


def test_every_contract_says_why_where_it_stands() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    blocks = text.split("[[tool.importlinter.contracts]]\n")

    unexplained = [
        contract.partition("\n")[0]
        for before, contract in pairwise(blocks)
        if len(comment_at_the_end_of(before)) < 80
    ]

    assert len(blocks) > 10
    assert unexplained == []


def comment_at_the_end_of(text: str) -> str:
    """Return the comment that a text ends with, without its signs."""
    lines: list[str] = []
    for line in reversed(text.splitlines()):
        if not line.startswith("# "):
            break
        lines.insert(0, line.removeprefix("# "))
    return " ".join(lines)


def test_a_class_has_a_name_of_its_own() -> None:
    names = Counter(
        node.name.lstrip("_")
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
    )

    assert [name for name, count in names.items() if count > 1] == []


def test_a_module_says_what_it_is_for(module: Path) -> None:
    text = module.read_text("utf-8")

    first = first_line(module)

    assert first.endswith(".")
    assert len(text.partition("\n")[0]) <= 88


def first_line(module: Path) -> str:
    """Return what a module says of itself in the first line of its docstring."""
    docstring = ast.get_docstring(ast.parse(module.read_text("utf-8")))
    return docstring.splitlines()[0].strip() if docstring else ""


def test_no_two_modules_say_the_same_of_themselves() -> None:
    said = Counter(first_line(one) for one in modules())

    assert [line for line, count in said.items() if count > 1] == []


def test_a_module_is_named_after_one_thing(module: Path) -> None:
    assert module.stem not in VAGUE


def test_only_the_edges_catch_everything_without_raising_again(module: Path) -> None:
    if module_id(module) in EDGES:
        return
    handlers = (
        node
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.ExceptHandler)
    )

    broad = [
        node.lineno
        for node in handlers
        if is_broad(node.type) and not isinstance(node.body[-1], ast.Raise)
    ]

    assert broad == []


def test_contributors_are_told_of_the_same_edges() -> None:
    text = " ".join((ROOT / "CONTRIBUTING.md").read_text("utf-8").split())

    said = re.search(r"Only ((?:`[\w/.]+`(?:, | and )?)+) may catch everything", text)

    assert said is not None
    assert set(re.findall(r"`([\w/.]+)`", said[1])) == EDGES


def is_broad(caught: ast.expr | None) -> bool:
    if caught is None:
        return True
    names = {node.id for node in ast.walk(caught) if isinstance(node, ast.Name)}
    return bool(names & {"Exception", "BaseException"})


def test_only_the_floor_proc_names_proc() -> None:
    """The kernel has one door; samples and views go through it."""
    opened = re.compile(r"""(?:open|Path|listdir|scandir|readlink)\(\s*f?["']/proc""")

    offenders = [
        module_id(path)
        for path in modules()
        if module_id(path).split("/")[0] not in {"proc", "lab"}
        and opened.search(path.read_text("utf-8"))
    ]

    assert offenders == []


def test_formats_leave_it_to_one_module_to_write_and_read_json() -> None:
    """A format that did it alone would forget the names that are not UTF-8.

    A page has made its texts visible before, and programs of the lab are our own. So
    are the screen in a browser and its server.
    """
    allowed = {
        "codec/names.py",
        "codec/schema.py",
        "cli/commands/schema.py",
        "tui/served/wire.py",
    }
    done = re.compile(r"\bjson\.(?:en|de)code|\bjson\.(?:En|De)coder|import.*\bjson\b")

    offenders = [
        module_id(path)
        for path in modules()
        if module_id(path).split("/")[0] not in {"render", "lab"}
        and done.search(path.read_text("utf-8"))
    ]

    assert {*offenders} == allowed
