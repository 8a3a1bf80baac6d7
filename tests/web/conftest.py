"""A real browser that opens our pages from disk, and listens to its complaints."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome")


class Opener(Protocol):
    """Opens a document in a new tab."""

    def __call__(
        self, document: str, *, name: str = "report.html", scheme: str = "light"
    ) -> "Page":
        """Write the document to disk and open it; `scheme`: light or dark."""


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Start the distribution's Chromium; one for a module, for the loop it brings."""
    api = pytest.importorskip(
        "playwright.sync_api", reason="no playwright: run `make test` once"
    )
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("no Chromium (Debian: apt install chromium)")
    with api.sync_playwright() as playwright:
        # Root, and many a container, has no sandbox; the pages are our own.
        running = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        yield running
        running.close()


@pytest.fixture
def opened(browser: "Browser", tmp_path: Path) -> Iterator[Opener]:
    """Open documents; what the browser complains about fails the test at its end."""
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": 1400, "height": 900})

    def open_document(
        document: str, *, name: str = "report.html", scheme: str = "light"
    ) -> "Page":
        path = tmp_path / name
        path.write_text(document, "utf-8")
        page = context.new_page()
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on("request", lambda asked: complaints.extend(strangers(asked.url)))
        page.goto(path.as_uri())
        return page

    yield open_document
    context.close()
    assert complaints == []


def strangers(url: str) -> list[str]:
    """A page asks for nothing but itself."""
    return [] if url.startswith("file:") else [url]
