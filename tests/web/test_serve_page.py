"""The screen in a real browser: who drives, who follows, and what the speaker reads."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.live.serve.server import Server, serving
from tests.patience import tries

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, WebSocketRoute

pytestmark = pytest.mark.web

# What xterm.js warns of when it drew later than it wanted to.
LATE = "task queue exceeded allotted deadline"
HOME = "running processes"
SCENE = "worker-1"


class Tab:
    """A page that shows the screen, what was drawn in it, asked for, and sent."""

    def __init__(self, page: "Page", address: str) -> None:
        self.page = page
        self.drawn = b""
        self.asked: list[str] = []
        self.sent: list[str | bytes] = []
        self.complaints: list[str] = []
        page.on("request", lambda asked: self.asked.append(asked.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self._heard(said.type, said.text))
        page.on("websocket", lambda found: found.on("framereceived", self._got))
        page.on("websocket", lambda found: found.on("framesent", self._sent))
        page.goto(address)

    def _heard(self, kind: str, text: str) -> None:
        late = text.startswith(LATE)  # the machine was busy: nothing is wrong
        if kind in {"error", "warning"} and not late:
            self.complaints.append(text)

    def _sent(self, data: bytes | str) -> None:
        self.sent.append(data)

    def _got(self, data: bytes | str) -> None:
        self.drawn += data if isinstance(data, bytes) else b""

    def until_drawn(self, text: str) -> None:
        """Wait until the program has drawn this."""
        self.until(f"drawn: {text!r}", lambda: text.encode() in self.drawn)
        self.drawn = b""

    def until(self, what: str, holds: Callable[[], object]) -> None:
        """Wait until it holds."""
        for _ in tries(pause_s=0):
            if holds():
                return
            self.page.wait_for_timeout(50)
        pytest.fail(f"never: {what}")

    def press(self, key: str) -> None:
        self.page.wait_for_selector("#terminal textarea:focus", state="attached")
        self.page.keyboard.press(key)


def has_past(driver: Tab, page: "Page") -> bool:
    """Have the screen change, as a still one sends nothing, and look for its past."""
    driver.press("j")
    return int(page.locator("#past input").get_attribute("min") or 0) <= -2


def copied_from(page: "Page") -> str:
    """Select the first line, copy it, and return what is in the clipboard then."""
    box = page.locator(".xterm-screen").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 2, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 8, steps=4)
    page.mouse.up()
    page.keyboard.press("Control+c")
    return str(page.evaluate("navigator.clipboard.readText()"))


@contextmanager
def tab(browser: "Browser", address: str, **how: object) -> Iterator[Tab]:
    size = {"width": 1300, "height": 800}
    context = browser.new_context(viewport=size, **how)  # type: ignore[arg-type]
    try:
        yield Tab(context.new_page(), address)
    finally:
        context.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving("--port", "0", str(os.getpid())) as server:
        yield server


def test_what_is_seen_is_the_address_the_title_and_where_a_reload_returns(
    browser: "Browser", server: Server
) -> None:
    secret = "/".join(server.address.split("/")[:4])
    with tab(browser, f"{secret}/") as driver:
        here = f"{secret}/p/{os.getpid()}-"
        driver.until("addressed", lambda: driver.page.url.startswith(here))
        title = driver.page.title()
        icon = driver.page.locator("link[rel=icon]").get_attribute("data-state")

        driver.page.reload()
        driver.until_drawn(str(os.getpid()))
        assert driver.page.url.startswith(here)

    assert title.endswith(" · memscope")
    assert icon == "live"
    assert driver.complaints == []
    assert [
        url
        for url in driver.asked
        if not url.startswith("/".join(secret.split("/")[:3]))
    ] == []


def test_who_follows_sees_the_same_and_sends_nothing(
    browser: "Browser", server: Server
) -> None:
    with tab(browser, server.address) as driver, tab(browser, server.follower) as other:
        other.until_drawn(str(os.getpid()))
        other.page.wait_for_selector("body.-drawn")
        other.page.mouse.click(300, 300)
        other.page.keyboard.type("q?x")
        other.page.mouse.wheel(0, 300)
        driver.page.get_by_text("● 1 watch").wait_for()

        driver.press("?")
        driver.until_drawn("what is this?")
        other.until_drawn("what is this?")
        driver.press("Escape")
        drawn = other.page.locator(".xterm-screen").bounding_box()

        assert other.sent == []
        assert drawn is not None
        assert drawn["x"] >= 0
        assert drawn["width"] <= 1300
        assert other.page.locator("#role").inner_text() == "you follow"
        assert other.complaints == []


def test_who_follows_may_enlarge_copy_and_look_back(
    browser: "Browser", server: Server
) -> None:
    granted = ["clipboard-read", "clipboard-write"]
    with (
        tab(browser, server.address) as driver,
        tab(browser, server.follower, permissions=granted) as other,
    ):
        driver.until_drawn(str(os.getpid()))
        other.page.wait_for_selector("body.-drawn")
        page = other.page
        before = page.locator(".xterm-screen").bounding_box()
        page.locator("#larger").click()
        larger = page.locator(".xterm-screen").bounding_box()
        page.locator("#smaller").click()
        assert before is not None
        assert larger is not None
        assert larger["width"] > before["width"]

        other.until("copied", lambda: str(os.getpid()) in copied_from(page))
        other.until("a past", lambda: has_past(driver, page))
        page.locator("#past input").fill("-1")
        assert page.locator("#past.-back output").inner_text().endswith("ago")
        page.locator("#past input").fill("0")
        assert page.locator("#past output").inner_text() == "now"
        assert other.sent == []


def test_a_connection_that_is_lost_comes_back(
    browser: "Browser", server: Server
) -> None:
    lost: list[WebSocketRoute] = []

    def between(route: "WebSocketRoute") -> None:
        route.connect_to_server()
        lost.append(route)

    context = browser.new_context()
    page = context.new_page()
    page.route_web_socket("**/ws?**", between)
    page.goto(server.follower)
    with tab(browser, server.address) as driver:
        driver.until_drawn(str(os.getpid()))
        page.wait_for_selector("body.-drawn")
        lost[0].close(code=1012)
        page.get_by_text("The connection is lost").wait_for()

        driver.until("again", lambda: len(lost) > 1)
        page.wait_for_function("document.getElementById('note').hidden")
    context.close()


def test_the_speaker_reads_what_the_class_does_not_see(
    browser: "Browser", server: Server
) -> None:
    secret = "/".join(server.address.split("/")[:4])
    with (
        tab(browser, server.speaker) as speaker,
        tab(browser, f"{secret}/lesson/isolation") as driver,
    ):
        driver.until("lesson", lambda: "/lesson/isolation/" in driver.page.url)
        speaker.page.get_by_text("step 1 of").wait_for()
        assert speaker.page.locator("#notes").inner_text() != ""
        assert "{" not in speaker.page.locator("#answers").inner_text()
        assert speaker.sent == []
        assert speaker.complaints == []
        driver.press("q")
        driver.page.get_by_role("button", name="Start again").wait_for()


@pytest.mark.parametrize(
    ("language", "line"),
    [("en", "no more are let in"), ("ja", "これ以上は入れません")],
)
def test_one_colleague_too_many_is_told_so(
    browser: "Browser", language: str, line: str
) -> None:
    home = {"en": HOME, "ja": "実行中のプロセス"}[language]
    with (
        serving("--port", "0", "--own-views", "1", "--lang", language) as server,
        tab(browser, server.colleague) as one,
    ):
        one.until_drawn(home)
        with tab(browser, server.colleague) as other:
            other.page.get_by_text(line).wait_for()
