"""What a key costs is counted: calls, layouts; no clock is asked."""

import sys
from types import FrameType

import pytest
from textual.screen import Screen

import memscope
from tests.tui.stage import Stage, scope_on
from tests.tui.synthetic import crowd, process, snapshot

pytestmark = pytest.mark.tui
OURS = (memscope.__path__[0], "<string>")
"""Where our code is; what dataclasses made of it counts as well."""
FEW, MANY = 300, 3000
KEYS = ("m", "j", "pagedown", "end", "v", "j", "escape", "a", "plus", "tab")


async def test_no_key_goes_through_all_regions() -> None:
    few, many = await calls_by_key(FEW), await calls_by_key(MANY)

    too_many = [
        (key, one, other)
        for key, one, other in zip(KEYS, few, many, strict=True)
        if other > one * 1.5 + 500
    ]
    assert too_many == []


async def calls_by_key(regions: int) -> list[int]:
    """Return how often our functions are called for each key."""
    async with scope_on(crowd(regions), size=(160, 45)) as stage:
        await stage.press("j", "k")
        return [await calls_for(stage, key) for key in KEYS]


async def calls_for(stage: Stage, key: str) -> int:
    """Return how many functions of ours are called until a key is done with."""
    count = 0

    def noting(frame: FrameType, event: str, _what: object) -> None:
        nonlocal count
        if event == "call" and frame.f_code.co_filename.startswith(OURS):
            count += 1

    sys.setprofile(noting)
    try:
        await stage.press(key)
    finally:
        sys.setprofile(None)
    return count


async def test_the_cursor_and_the_focus_move_without_a_layout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[str] = []
    layout = Screen._refresh_layout

    async with scope_on(snapshot(process()), size=(160, 45)) as stage:
        await stage.press("j", "k")

        def counting(screen: Screen[object], *size: object, **how: object) -> None:
            done.append(key)
            layout(screen, *size, **how)  # type: ignore[arg-type]

        monkeypatch.setattr(Screen, "_refresh_layout", counting)
        for key in ("j", "j", "k", "end", "home", "tab", "shift+tab"):
            await stage.press(key)

        assert done == []


async def test_a_filter_on_much_memory_is_found_beside_the_screen() -> None:
    async with scope_on(crowd(2500), size=(160, 45)) as stage:
        before = len(stage.table.rows)
        await stage.press("slash", *"kind:heap")
        await stage.until(lambda: len(stage.table.rows) < before)
        assert [one.kind.value for one in stage.selected.regions] == ["heap"]

        await stage.press("space", *"grew>9T")
        await stage.until(lambda: not len(stage.table.rows))
        await stage.press("escape")
        await stage.until(lambda: len(stage.table.rows) == before)
