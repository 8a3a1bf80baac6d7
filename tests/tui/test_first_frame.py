"""The first frame is there before anything is imported that it does not show."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.tui

PROBE = """
import asyncio, sys
from memscope.tui import start
from memscope.tui.app import MemscopeApp
from memscope.tui.screens.home import HomeScreen

painted = []
display = MemscopeApp._display

def noting(app, screen, renderable):
    display(app, screen, renderable)
    if not painted and isinstance(app.screen, HomeScreen) and app.screen.size.width:
        painted.append(sorted(sys.modules))
        app.exit(0)

MemscopeApp._display = noting
MemscopeApp.run = lambda app: asyncio.run(app.run_async(headless=True, size=(120, 36)))
start.run_app()
print(*painted[0])
"""

LATER = (
    *("memscope.analyze", "memscope.codec", "memscope.collect", "memscope.lab"),
    *("memscope.lessons", "memscope.tui.screens.scope", "memscope.tui.screens.lesson"),
    *("memscope.tui.screens.help", "memscope.tui.commands", "memscope.tui.build"),
    *("elftools", "jinja2", "httpx", "flask", "aiohttp", "psutil", "tomllib"),
)


def test_what_a_choice_leads_to_is_imported_after_the_first_paint(
    tmp_path: Path,
) -> None:
    result = subprocess.run(
        [sys.executable, "-c", PROBE],
        env=os.environ | {"XDG_CONFIG_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    modules = result.stdout.split()
    assert "memscope.tui.screens.home" in modules, result.stderr
    early = [
        name
        for name in modules
        if any(name == late or name.startswith(f"{late}.") for late in LATER)
    ]
    assert early == []
