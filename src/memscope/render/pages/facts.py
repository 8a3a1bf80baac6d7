"""Words below a page grid: what its letters mean, and the page pointed at."""

from collections.abc import Iterable, Mapping

from memscope.i18n import _, ngettext
from memscope.model.page import Page, PageChange, PageState
from memscope.render.pages.layout import PageCell
from memscope.render.pages.styles import (
    CHANGE_LOOKS,
    HUGE_LETTER,
    HUGE_NAME,
    NOTHING,
    PAGE_STYLES,
)
from memscope.render.runs import Line, Run, line, width_of
from memscope.render.words.memory import cached_words
from memscope.units import format_address, format_bytes

Item = tuple[Run, ...]


def page_lines(
    page: Page, cell: PageCell, page_size: int, digits: int = 12
) -> list[Line]:
    """Return the facts of the page under the cursor, and of the cell it is drawn in.

    Args:
        page: What is known of it.
        cell: The cell.
        page_size: Bytes.
        digits: Of its address.
    """
    look = PAGE_STYLES[page.state]
    first: list[Run] = [
        Run(format_address(page.address, digits), "strong"),
        Run("  "),
        Run(f" {look.letter} ", f"spine.page-{page.state.value}"),
        Run(f" {_(look.name)}"),
    ]
    if page.huge:
        first.append(Run(f" · {_(HUGE_NAME)}"))
    if cell.pages > 1:
        text = ngettext(
            "the first of {n} page of this cell",
            "the first of {n} pages of this cell",
            cell.pages,
        ).format(n=cell.pages)
        size = format_bytes(cell.pages * page_size)
        first.append(Run(f" · {text} ({size})", "muted"))
    if cell.change is not None:
        mark, words = CHANGE_LOOKS[cell.change]
        first.append(Run(f" · {mark} {_(words)}", "warn"))
    return [tuple(first), line(*_frame_runs(page))]


def _frame_runs(page: Page) -> Iterable[Run]:
    if page.frame is None:
        if page.word is not None and page.word >> 63:
            yield Run(_("physical frame: hidden from us; root may see it"), "muted")
        else:
            yield Run(_("no physical frame belongs to it"), "muted")
        return
    yield Run(_("physical frame {frame}").format(frame=hex(page.frame)), "strong")
    if page.mappings is not None:
        text = ngettext("mapped {n} time", "mapped {n} times", page.mappings)
        yield Run(f" · {text.format(n=page.mappings)}")
    elif page.frame_flags is not None and page.state is not PageState.ZERO:
        yield Run(f" · {_('how often it is mapped is not known')}", "muted")
    if page.frame_flags:
        flags = " ".join(page.frame_flags)
        yield Run(f" · {_('kernel: {flags}').format(flags=flags)}", "muted")


def summary_line(
    counts: Mapping[PageState, int],
    pages_per_cell: int,
    page_size: int,
    cached: int | None = None,
) -> Line:
    """Return how many pages there are, and how many of them a cell stands for.

    Args:
        counts: Pages by state.
        pages_per_cell: How many a cell stands for.
        page_size: Bytes.
        cached: Bytes of the file there that are in RAM; None: not known, or no file.
    """
    total = sum(counts.values())
    text = ngettext("{n} page", "{n} pages", total).format(n=f"{total:,}")
    size = format_bytes(pages_per_cell * page_size)
    scale = _("a cell is {size}").format(size=size)
    runs = [Run(text, "strong"), Run(f" · {scale}", "muted")]
    if cached is not None:
        runs.append(Run(f" · {cached_words(cached)}"))
    return line(*runs)


def letters_lines(
    counts: Mapping[PageState, int],
    changes: Iterable[PageChange],
    *,
    huge: int,
    width: int,
) -> list[Line]:
    """Explain the letters that occur, as many in a line as fit.

    Args:
        counts: Pages by state; of what is not there nothing is said.
        changes: What happened.
        huge: Pages that are part of huge ones.
        width: Cells.
    """
    items: list[Item] = [
        (
            Run(f" {PAGE_STYLES[state].letter} ", _legend_style(state)),
            Run(f" {count:,} {_(PAGE_STYLES[state].name)}"),
        )
        for state, count in counts.items()
    ]
    if huge:
        name = f" {huge:,} {_(HUGE_NAME)}"
        items.append((Run(f" {HUGE_LETTER} ", "tag"), Run(name)))
    seen = dict.fromkeys(PageChange, 0)
    for change in changes:
        seen[change] += 1
    items += [
        (
            Run(f" {CHANGE_LOOKS[change][0]} ", "fresh"),
            Run(f" {count:,} {_(CHANGE_LOOKS[change][1])}", "strong"),
        )
        for change, count in seen.items()
        if count
    ]
    return _flow(items, width)


def _legend_style(state: PageState) -> str:
    return "faint" if state in NOTHING else f"spine.page-{state.value}"


def _flow(items: Iterable[Item], width: int) -> list[Line]:
    lines: list[Line] = []
    for item in items:
        if lines and width_of(lines[-1]) + width_of(item) + 3 <= width:
            lines[-1] = (*lines[-1], Run("   "), *item)
        else:
            lines.append(item)
    return lines
