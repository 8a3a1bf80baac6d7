"""A screen in Japanese says nothing in English but names, units, keys and terms."""

import re

import pytest

from memscope.i18n import set_language
from tests.tui.stage import scope_on
from tests.tui.test_home_screen import home, text_of

pytestmark = pytest.mark.tui

KEYS = "ctrl tab enter esc space alt"
TERMS = "CPU RAM RSS PSS BSS PID GiB MiB KiB TiB EiB brk vDSO vvar futex read stack"
OURS = "memscope English Linux"
SAMPLES = "small large hidden ann bob anatomy ana worker libc.so"
PERMISSIONS = "r--p r-xp rw-p"
KNOWN = set(f"{KEYS} {TERMS} {OURS} {SAMPLES} {PERMISSIONS}".split())
_WORD = re.compile(r"[A-Za-z][A-Za-z.'-]*[A-Za-z]")


def strange(text: str) -> set[str]:
    """Return words of three letters or more that stand in no list."""
    words = {word for word in _WORD.findall(text) if len(word) > 2}
    return {word for word in words - KNOWN if not re.fullmatch("[0-9a-f]+", word)}


async def test_the_home_screen() -> None:
    set_language("ja")
    async with home() as (pilot, _desk):
        assert strange(text_of(pilot)) == set()


async def test_the_main_screen_its_panes_its_filter_and_its_help() -> None:
    set_language("ja")
    async with scope_on() as stage:
        found = strange(stage.text())
        for keys in (
            ("tab", "z"),
            ("z", "tab", "z"),
            ("z", "slash"),
            ("escape", "question_mark"),
        ):
            await stage.press(*keys)
            found |= strange(stage.text())

        assert found == set()
