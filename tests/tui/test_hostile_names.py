"""Whatever a process is called, it is shown as text and never obeyed."""

import pytest
from msgspec.structs import replace

from memscope.model.kinds import Kind
from memscope.model.snapshot import Snapshot
from memscope.proc.processes import Listed
from memscope.tui.app import MemscopeApp
from memscope.tui.lesson_row import LessonRow
from memscope.tui.screens.home import HomeScreen
from memscope.tui.session import Session
from tests.tui.stage import scope_on, settle
from tests.tui.synthetic import Steps, process, region, snapshot
from tests.tui.test_home_screen import NotingDesk

pytestmark = pytest.mark.tui

NAMES = {
    "[heap]": "[heap]",
    "[/]": "[/]",
    "[bold red]x": "[bold red]x",
    "[@click=q]y": "[@click=q]y",
    "a\x1b[31mb": "a\\x1b[31mb",
    "c\u202ed": "c\\u202ed",
    "e\nf": "e\\x0af",
    "g\udcffh": "g\\xffh",
    "$accent": "$accent",
}


def hostile(name: str) -> Snapshot:
    one = process(
        name=name,
        names=[name, name],
        more=[
            region(
                0x7000_0000_0000, 8 << 20, Kind.FILE, perms="r--p", path=f"/t/{name}"
            ),
            region(0x7100_0000_0000, 8 << 20, Kind.ANON, path=f"[anon:{name}]"),
        ],
    )
    return snapshot(replace(one, cmdline=(name, name)))


@pytest.mark.parametrize(("name", "shown"), NAMES.items())
async def test_the_scope_shows_any_name_as_it_is(name: str, shown: str) -> None:
    async with scope_on(hostile(name), size=(200, 60)) as stage:
        text = stage.text()
        assert text.startswith(f"{shown}  4242")
        # The header, two threads, the name it gave to memory.
        assert text.count(shown) >= 4

        await stage.go_to(0x7000_0000_ABCD)

        assert f"/t/{shown}" in stage.text()
        assert "\x1b" not in stage.text()
        assert "\u202e" not in stage.text()


@pytest.mark.parametrize(("name", "shown"), NAMES.items())
async def test_threads_that_come_show_any_name_as_it_is(name: str, shown: str) -> None:
    alone = snapshot(process(name=name, threads=1))
    async with scope_on(alone, hostile(name), size=(200, 60)) as stage:
        before = stage.text().count(shown)
        await stage.next_look()

        assert stage.text().count(shown) >= before + 2
        assert "\x1b" not in stage.text()


@pytest.mark.parametrize(("name", "shown"), NAMES.items())
async def test_the_list_of_processes_shows_any_name_as_it_is(
    name: str, shown: str
) -> None:
    listed = (
        Listed(7, name, name, 1, 4096, (f"/bin/{name}", name)),
        Listed(8, name, None, None, None, ()),
    )
    scene = LessonRow(
        lambda: "a [lesson]", lambda: "[b]text[/b]", lambda lab: Session(str, Steps())
    )
    home = HomeScreen(NotingDesk(listed, scene))

    def show(app: MemscopeApp) -> None:
        app.push_screen(home)

    app = MemscopeApp(show)
    async with app.run_test(size=(160, 36)) as pilot:
        await settle(pilot)
        strips = app.screen._compositor.render_strips()
        text = "\n".join(strip.text for strip in strips)

    assert text.count(shown) >= 2
    assert "a [lesson]" in text
    assert "[b]text[/b]" in text
    assert "\x1b" not in text
    assert "\u202e" not in text
