"""A real browser at our pages, where there is one: when it shows the first picture."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_DRAWN = """async () => {
  const found = () => performance.getEntriesByName("memscope-drawn")[0];
  while (!found()) await new Promise(requestAnimationFrame);
  return found().startTime / 1000;
}"""
_NOTICE = """
new MutationObserver((_all, self) => {
  if (!document.body?.classList.contains("-drawn")) return;
  self.disconnect();
  requestAnimationFrame(() => performance.mark("memscope-drawn"));
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["class"] });
"""
"""Marks the frame after the one in which the page says that it has drawn."""


def first_picture(browser: Any, address: str) -> float:
    """Return the seconds from opening an address to the first picture."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    try:
        page = context.new_page()
        page.add_init_script(_NOTICE)
        page.goto(address)
        return float(page.evaluate(_DRAWN))
    finally:
        context.close()


@contextmanager
def browser() -> Iterator[Any]:
    """Run the distribution's Chromium; None where there is none, or no playwright."""
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        program = None
    if program is None:
        yield None
        return
    with sync_playwright() as playwright:
        # Root, and many a container, has no sandbox; the page is our own.
        running = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        running.new_context().new_page().goto("about:blank")
        yield running
        running.close()
