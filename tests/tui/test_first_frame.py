"""The first frame is there before anything is imported that it does not show."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

pytestmark = pytest.mark.tui

PROBE = """
import asyncio, sys
from memscope.tui import start
from memscope.tui.app import MemscopeApp
from memscope.tui.screens.home import HomeScreen

seen = {}
display = MemscopeApp._display

def noting(app, screen, renderable):
    display(app, screen, renderable)
    if isinstance(app.screen, HomeScreen) and app.screen.size.width:
        seen.setdefault("painted", sorted(sys.modules))

async def visit(app):
    async with app.run_test(size=(120, 36)) as pilot:
        while not (app.screen._lessons.all and app.screen._processes.all):
            await pilot.pause(0.02)
        seen["listed"] = sorted(sys.modules)
        await pilot.press("down")
        while "memscope.tui.screens.scope.screen" not in sys.modules:
            await pilot.pause(0.02)
        app.exit(0)

MemscopeApp._display = noting
MemscopeApp.run = lambda app: asyncio.run(visit(app))
start.run_app()
print(*seen[sys.argv[1]])
"""

CHOSEN = (
    *("memscope.analyze", "memscope.codec", "memscope.collect", "memscope.lab"),
    *("memscope.lessons.base", "memscope.tui.screens.scope", "memscope.tui.build"),
    *(
        "memscope.tui.screens.lesson",
        "elftools",
        "jinja2",
        "ctypes",
        "importlib.metadata",
    ),
)
"""Imported when somebody does something, not while a list is looked at."""
LATER = (
    *("memscope.analyze", "memscope.codec", "memscope.collect", "memscope.lab"),
    *("memscope.lessons", "memscope.tui.screens.scope", "memscope.tui.screens.lesson"),
    *("memscope.tui.screens.help", "memscope.tui.commands", "memscope.tui.build"),
    *("elftools", "jinja2", "httpx", "flask", "aiohttp", "psutil", "tomllib"),
)


def early(moment: str, wanted: Sequence[str], folder: Path) -> list[str]:
    """Return which of some modules, or what is in them, are there at a moment."""
    result = subprocess.run(
        [sys.executable, "-c", PROBE, moment],
        env=os.environ | {"XDG_CONFIG_HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    modules = result.stdout.split()
    assert "memscope.tui.screens.home" in modules, result.stderr
    return [
        name
        for name in modules
        if any(name == late or name.startswith(f"{late}.") for late in wanted)
    ]


def test_what_a_choice_leads_to_is_imported_after_the_first_paint(
    tmp_path: Path,
) -> None:
    assert early("painted", LATER, tmp_path) == []


def test_what_a_choice_leads_to_is_not_imported_before_a_key_is_pressed(
    tmp_path: Path,
) -> None:
    assert early("listed", CHOSEN, tmp_path) == []
