"""What `import memscope` offers is what docs/library.md says, and it is lazy."""

import re
import subprocess
import sys
import tomllib
from importlib import import_module

import pytest

import memscope
from tests.house.repository import ROOT

pytestmark = pytest.mark.house


def test_every_public_name_is_on_the_page_and_no_other() -> None:
    page = (ROOT / "docs" / "library.md").read_text("utf-8")

    listed = re.findall(r"^\| `(\w+)[`(]", page, re.MULTILINE)

    assert sorted(listed) == sorted(memscope.__all__)


def test_every_public_name_is_there_and_documented() -> None:
    for name in memscope.__all__:
        assert getattr(memscope, name).__doc__, name
    assert set(memscope.__all__) <= set(dir(memscope))


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'colour'"):
        memscope.colour  # noqa: B018


@pytest.mark.parametrize("module", ["memscope", "memscope.pytest_plugin"])
def test_importing_loads_nothing_of_memscope_before_it_is_used(module: str) -> None:
    probe = f"import pytest, sys; import {module}; print(*sys.modules)"

    result = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True
    )

    loaded = {name for name in result.stdout.split() if name.startswith("memscope")}
    assert loaded <= {"memscope", module}


def test_a_snapshot_needs_neither_screen_nor_server() -> None:
    probe = (
        "import memscope, sys; memscope.snapshot()._repr_html_(); print(*sys.modules)"
    )

    result = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True
    )

    loaded = {name.partition(".")[0] for name in result.stdout.split()}
    assert loaded & {"textual", "rich", "flask", "httpx"} == set()


def test_pytest_finds_the_fixture_where_memscope_is_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    plugin = import_module(project["entry-points"]["pytest11"]["memscope"])

    assert plugin.memscope_fixture
