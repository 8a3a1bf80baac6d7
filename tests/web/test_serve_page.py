"""The screen in a real browser: who drives, who follows, and what the speaker reads."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.live.serve.server import Server, serving
from tests.patience import tries

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.web

# What xterm.js warns of when it drew later than it wanted to.
LATE = "task queue exceeded allotted deadline"
PID = str(os.getpid())
# Keeps the sockets of a page, so that a test can cut them.
KEEPS_SOCKETS = """
  const Real = WebSocket;
  window.sockets = [];
  window.WebSocket = class extends Real {
    constructor(...how) {
      super(...how);
      window.sockets.push(this);
    }
  };
"""
# A page in a tab that is not in front, or in front again.
HIDES = """(on) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => on });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


class Tab:
    """A page that shows the screen, what was drawn in it, asked for, and sent."""

    def __init__(self, page: "Page", address: str) -> None:
        self.page = page
        self.drawn = b""
        self.asked: list[str] = []
        self.sent: list[str | bytes] = []
        self.complaints: list[str] = []
        page.add_init_script(KEEPS_SOCKETS)
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

    def open(self, address: str) -> None:
        """Open another address in it."""
        self.drawn = b""
        self.page.goto(address)

    def text(self) -> str:
        """Select the whole picture, copy it, and return what is in the clipboard."""
        box = self.page.locator(".xterm-screen").bounding_box()
        assert box is not None
        mouse = self.page.mouse
        mouse.move(box["x"] + 2, box["y"] + 3)
        mouse.down()
        mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] - 3, steps=3)
        mouse.up()
        self.page.keyboard.press("Control+c")
        return str(self.page.evaluate("navigator.clipboard.readText()"))

    def press(self, key: str) -> None:
        self.page.wait_for_selector("#terminal textarea:focus", state="attached")
        self.page.keyboard.press(key)


def has_past(driver: Tab, page: "Page") -> bool:
    """Have the screen change, as a still one sends nothing, and look for its past."""
    driver.press("j")
    return int(page.locator("#past input").get_attribute("min") or 0) <= -2


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
    with serving("--port", "0", "--own-views", "1", PID) as server:
        yield server


@pytest.fixture(scope="module")
def secret(server: Server) -> str:
    """How the addresses of who drives begin."""
    return "/".join(server.address.split("/")[:4])


# One page of each kind for all tests, as opening one takes most of the time.


@pytest.fixture(scope="module")
def driver(browser: "Browser", secret: str) -> Iterator[Tab]:
    """The driver's page, of a process."""
    with tab(browser, f"{secret}/") as driver:
        driver.until_drawn(PID)
        yield driver


@pytest.fixture(scope="module")
def other(browser: "Browser", server: Server, driver: Tab) -> Iterator[Tab]:
    """The page of somebody who follows."""
    granted = ["clipboard-read", "clipboard-write"]
    with tab(browser, server.follower, permissions=granted) as other:
        other.page.wait_for_selector("body.-drawn")
        yield other


def test_what_is_seen_is_the_address_the_title_and_where_a_reload_returns(
    driver: Tab, secret: str
) -> None:
    here = f"{secret}/p/{PID}-"
    driver.until("addressed", lambda: driver.page.url.startswith(here))
    title = driver.page.title()
    icon = driver.page.locator("link[rel=icon]").get_attribute("data-state")

    driver.page.reload()
    driver.until_drawn(PID)
    assert driver.page.url.startswith(here)

    assert title.endswith(" · memscope")
    assert icon == "live"
    assert driver.complaints == []
    server = "/".join(secret.split("/")[:3])
    assert [url for url in driver.asked if not url.startswith(server)] == []


def test_who_follows_sees_the_same_and_sends_nothing(driver: Tab, other: Tab) -> None:
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


def test_who_follows_may_enlarge_copy_and_look_back(driver: Tab, other: Tab) -> None:
    page = other.page
    before = page.locator(".xterm-screen").bounding_box()
    page.locator("#larger").click()
    larger = page.locator(".xterm-screen").bounding_box()
    page.locator("#smaller").click()
    assert before is not None
    assert larger is not None
    assert min(larger["x"], larger["y"]) >= 0  # all of it can be scrolled to
    assert larger["width"] > before["width"]

    other.until("copied", lambda: PID in other.text())
    other.until("a past", lambda: has_past(driver, page))
    page.locator("#past input").fill("-1")
    page.locator("#past.-back output").get_by_text("ago").wait_for()
    page.locator("#past input").fill("0")
    page.locator("#past output").get_by_text("now").wait_for()
    assert other.sent == []


def test_a_page_that_nobody_sees_draws_nothing_and_then_what_is(
    driver: Tab, other: Tab
) -> None:
    other.until("copied", lambda: PID in other.text())
    other.page.evaluate(HIDES, True)
    driver.press("?")
    other.until_drawn("what is this?")
    assert "what is this?" not in other.text()

    other.page.evaluate(HIDES, False)
    other.until("seen", lambda: "what is this?" in other.text())
    driver.press("Escape")


def test_a_connection_that_is_lost_comes_back(other: Tab) -> None:
    # Lost on its way, so not with the farewell of who closes on purpose.
    other.page.evaluate("sockets.at(-1).close(4000)")
    other.page.get_by_text("The connection is lost").wait_for()

    other.page.wait_for_function("() => sockets.length === 2")
    other.page.wait_for_function("() => document.getElementById('note').hidden")
    assert other.sent == []


def test_a_line_that_has_been_silent_is_replaced_after_a_sleep(
    driver: Tab, other: Tab
) -> None:
    before = other.page.evaluate("sockets.length")
    driver.press("?")
    other.until_drawn("what is this?")
    other.page.evaluate("""() => {
      const real = Date.now();
      Date.now = () => real + 600_000;
      dispatchEvent(new Event("online"));
    }""")

    other.until_drawn("what is this?")
    assert other.page.evaluate("sockets.length") == before + 1
    driver.press("Escape")


def test_who_waits_for_the_wheel_sees_all_of_another_ones_screen(
    browser: "Browser", driver: Tab, secret: str
) -> None:
    context = browser.new_context(viewport={"width": 700, "height": 500})
    waiting = Tab(context.new_page(), f"{secret}/")
    waiting.page.get_by_text("another page drives").wait_for()
    waiting.page.wait_for_selector("main.-fitted")
    waiting.page.wait_for_selector("body.-drawn")
    screen = waiting.page.locator(".xterm-screen")
    waiting.until(
        "fitted", lambda: (screen.bounding_box() or {"width": 9e9})["width"] <= 700
    )

    driver.page.get_by_role("button", name="hand over").click()
    waiting.page.get_by_text("you drive").wait_for()
    waiting.page.wait_for_selector("main:not(.-fitted)")
    waiting.page.get_by_role("button", name="hand over").click()
    driver.page.get_by_text("you drive").wait_for()
    context.close()


def test_one_colleague_too_many_is_told_so(browser: "Browser", server: Server) -> None:
    with tab(browser, server.colleague) as one:
        one.page.get_by_text("you drive").wait_for()
        with tab(browser, server.colleague) as late:
            late.page.get_by_text("no more are let in").wait_for()
            late.open(f"{server.colleague}?lang=ja")
            late.page.get_by_text("これ以上は入れません").wait_for()


def test_the_speaker_reads_what_the_class_does_not_see(
    browser: "Browser", server: Server, driver: Tab, secret: str
) -> None:
    with tab(browser, server.speaker) as speaker:
        driver.open(f"{secret}/lesson/isolation")
        driver.until("lesson", lambda: "/lesson/isolation/" in driver.page.url)
        speaker.page.get_by_text("step 1 of").wait_for()
        assert speaker.page.locator("#notes").inner_text() != ""
        assert "{" not in speaker.page.locator("#answers").inner_text()
        assert speaker.sent == []
        assert speaker.complaints == []

    driver.press("q")
    driver.page.get_by_role("button", name="Start again").click()
    driver.until_drawn(PID)
