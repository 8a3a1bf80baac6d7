"""The screen in a real browser."""

from typing import TYPE_CHECKING

import pytest

from tests.live.serve.server import Server, serving
from tests.patience import tries

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.web

# What xterm.js warns of when it drew later than it wanted to.
LATE = "task queue exceeded allotted deadline"


class Tab:
    """A page that shows the screen, what was drawn in it and what it asked for."""

    def __init__(self, page: "Page", server: Server) -> None:
        self.page = page
        self.drawn = b""
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda asked: self.asked.append(asked.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self._heard(said.type, said.text))
        page.on("websocket", lambda found: found.on("framereceived", self._got))
        page.goto(server.address)

    def _heard(self, kind: str, text: str) -> None:
        late = text.startswith(LATE)  # the machine was busy: nothing is wrong
        if kind in {"error", "warning"} and not late:
            self.complaints.append(text)

    def _got(self, data: bytes | str) -> None:
        self.drawn += data if isinstance(data, bytes) else data.encode()

    def until_drawn(self, text: str) -> None:
        """Wait until the program has drawn this."""
        for _ in tries(pause_s=0):
            if text.encode() in self.drawn:
                break
            self.page.wait_for_timeout(50)
        else:
            pytest.fail(f"never drawn: {text!r}")
        self.drawn = b""


def test_the_home_screen_appears_and_a_key_works(browser: "Browser") -> None:
    with serving("--port", "0") as server:
        tab = Tab(browser.new_page(viewport={"width": 1300, "height": 800}), server)
        tab.until_drawn("running processes")

        tab.page.wait_for_selector("#terminal textarea:focus", state="attached")
        tab.page.keyboard.press("6")
        tab.until_drawn("worker-1")
        assert tab.complaints == []
        tab.page.keyboard.press("q")
        tab.page.get_by_role("button", name="Start again").click()
        tab.until_drawn("running processes")
        tab.page.close()

    origin = "/".join(server.address.split("/")[:3])
    assert [url for url in tab.asked if not url.startswith(f"{origin}/")] == []


def test_the_font_is_there_before_the_terminal_measures_its_cells(
    browser: "Browser",
) -> None:
    with serving("--port", "0") as server:
        tab = Tab(browser.new_page(viewport={"width": 1300, "height": 800}), server)
        tab.until_drawn("running processes")

        fonts = tab.page.evaluate(
            "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)"
        )
        tab.page.close()

    assert any("Roboto Mono" in family for family in fonts)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "This server opens no more tabs than 1. Close another one first."),
        ("ja", "このサーバーで同時に開けるタブは1個までです。"),
    ],
)
def test_one_tab_too_many_says_so_and_opens_when_another_is_closed(
    browser: "Browser", language: str, line: str
) -> None:
    home = {"en": "running processes", "ja": "実行中のプロセス"}[language]
    with serving("--port", "0", "--tabs", "1", "--lang", language) as server:
        one = Tab(browser.new_page(), server)
        one.until_drawn(home)

        other = Tab(browser.new_page(), server)
        other.page.get_by_text(line).wait_for()
        assert not other.page.locator(".ended").is_visible()

        one.page.close()
        other.page.get_by_role("button").click()
        other.until_drawn(home)
        assert one.complaints == []
        other.page.close()


def test_a_page_that_is_loaded_again_takes_its_own_place(browser: "Browser") -> None:
    with serving("--port", "0", "--tabs", "1") as server:
        tab = Tab(browser.new_page(), server)
        tab.until_drawn("running processes")

        tab.page.reload()

        tab.until_drawn("running processes")
        tab.page.close()
