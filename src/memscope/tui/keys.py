"""Every key, said once: for bindings, help, palette, the line at the bottom, tests."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from textual.binding import Binding

from memscope.i18n import N_


@dataclass(frozen=True, slots=True)
class KeyHelp:
    """A key and what it does.

    Attributes:
        keys: As shown.
        meaning: A sentence's worth, English.
        short: A word for the line at the bottom; "": not shown there.
        action: What it, or a click on it, runs.
        press: Names of Textual's that it is bound to; several with an action of its
            own each are written `name=action`. () where a widget binds it.
        pane: Where it matters most; "": everywhere.
    """

    keys: str
    meaning: str
    short: str = ""
    action: str = ""
    press: tuple[str, ...] = ()
    pane: str = ""


def bindings_of(keys: Iterable[KeyHelp]) -> Iterator[Binding]:
    """Yield what Textual needs to know of keys that are declared here."""
    for key in keys:
        for name in key.press:
            pressed, _equals, action = name.partition("=")
            yield Binding(pressed, action or key.action, show=False)


SPACE, MEMORY, REGION = "space", "memory", "region"
THREADS, HISTORY = "threads", "history"
PANES = (SPACE, MEMORY, REGION, THREADS, HISTORY)
"""In the order in which tab visits them."""


def _do(name: str) -> str:
    return f"screen.do('{name}')"


SCOPE_KEYS: tuple[KeyHelp, ...] = (
    KeyHelp("← →", N_("open what is selected, close it; or go to what it is inside of"),
            N_("open, close"), _do("open"),
            ("right", f"left={_do('close')}"), MEMORY),
    KeyHelp("+ -", N_("zoom the space in and out, around what is selected"),
            N_("zoom"), _do("zoom_in"),
            ("plus", "equals_sign", f"minus={_do('zoom_out')}"), SPACE),
    KeyHelp("/", N_("filter while typing; 1 to 6 are ready-made questions"),
            N_("filter"), _do("filter"), ("slash",), MEMORY),
    KeyHelp("g", N_("go to an address, a name, a thread, a symbol"), N_("go to"),
            _do("goto"), ("g",), MEMORY),
    KeyHelp("s S", N_("sort by the next column; the other way round"), N_("sort"),
            _do("sort"), ("s", f"S={_do('turn')}")),
    KeyHelp("v V", N_("mark what is selected; mark all that is shown"), N_("mark"),
            _do("mark"), ("v", f"V={_do('mark_all')}"), MEMORY),
    KeyHelp("y", N_("copy: a row, an address, a table, JSON, the screen"), N_("copy"),
            _do("copy"), ("y",), MEMORY),
    KeyHelp("[ ]", N_("ten seconds back, ten seconds on"), N_("back in time"),
            _do("back_10"),
            ("left_square_bracket", f"right_square_bracket={_do('on_10')}"), HISTORY),
    KeyHelp("b", N_("bookmark this moment, under a name if you like"), N_("bookmark"),
            _do("bookmark"), ("b",), HISTORY),
    KeyHelp("!", N_("what is wrong with its memory, and what to do"), N_("findings"),
            _do("why"), ("exclamation_mark",), MEMORY),
    KeyHelp("c", N_("processes beside each other, or as one list; marked rows"),
            N_("compare"), _do("compare"), ("c",), MEMORY),
    KeyHelp("tab", N_("next pane; shift+tab: the one before"), N_("pane"),
            "screen.pane(1)"),
    KeyHelp("z", N_("this pane alone, and all again"), N_("alone"), _do("alone"),
            ("z",)),
    KeyHelp("?", N_("explain what is under the cursor"), N_("explain this"),
            "app.help"),
    KeyHelp("m", N_("all groups closed, or every region in strict order"), N_("all"),
            _do("all"), ("m",), MEMORY),
    KeyHelp("enter", N_("from a region to its pages; from a thread to its stack"), "",
            "", (), MEMORY),
    KeyHelp("x", N_("the bytes of the selected region"), N_("bytes"), _do("bytes"),
            ("x",), REGION),
    KeyHelp("w", N_("what is at an address, and why"), N_("where"), _do("where"),
            ("w",), REGION),
    KeyHelp("r", N_("registers; asks before it stops the threads"), N_("registers"),
            _do("registers"), ("r",), THREADS),
    KeyHelp("i", N_("pin the region: the next one stands beside it"), N_("pin"),
            _do("pin"), ("i",), REGION),
    KeyHelp("a", N_("bars measure what is in RAM, what is mapped, or on a log scale"),
            N_("axis"), _do("axis"), ("a",), MEMORY),
    KeyHelp("D", N_("span of the differences: 10 s, 30 s, 5 min, since the bookmark"),
            N_("span of Δ"), _do("window"), ("D",), MEMORY),
    KeyHelp("d", N_("what is different since the bookmark"), N_("differences"),
            _do("differ"), ("d",), HISTORY),
    KeyHelp("H", N_("span of the history"), N_("span"), _do("span"), ("H",), HISTORY),
    KeyHelp(", .", N_("one look back, one look on"), N_("look by look"),
            _do("back_1"), ("comma", f"full_stop={_do('on_1')}"), HISTORY),
    KeyHelp("{ }", N_("the bookmark or event before, the next one"), N_("marks"),
            _do("back_mark"),
            ("left_curly_bracket", f"right_curly_bracket={_do('on_mark')}"), HISTORY),
    KeyHelp("0", N_("the whole space again"), N_("whole"), _do("whole"), ("0",), SPACE),
    KeyHelp("l", N_("the space on a log scale"), N_("log"), _do("log"), ("l",), SPACE),
    KeyHelp("n N", N_("the next difference or hit, the one before"), N_("next"),
            _do("next"), ("n", f"N={_do('previous')}"), MEMORY),
    KeyHelp("alt+← →", N_("where you were before; where you came from"), N_("been"),
            _do("been"), ("alt+left", f"alt+right={_do('been_next')}")),
    KeyHelp("space", N_("pause, and go on"), N_("pause"), _do("pause"), ("space",)),
    KeyHelp("< >", N_("look less often, more often"), N_("slower, faster"),
            _do("slower"), ("less_than_sign", f"greater_than_sign={_do('faster')}")),
    KeyHelp("o", N_("record into a file, and end it"), N_("record"), _do("record"),
            ("o",)),
    KeyHelp("t", N_("processes as a tree or as a list"), N_("tree"), _do("tree"),
            ("t",), THREADS),
    KeyHelp("1…9", N_("make the selected sample act; else: a ready-made question"),
            N_("act")),
    KeyHelp("L", N_("the other language"), N_("日本語"), "app.other_language"),
    KeyHelp("T", N_("the next theme"), N_("theme"), "app.other_theme"),
    KeyHelp("↑ ↓ j k", N_("move; page up, page down, home and end go further")),
    KeyHelp("esc", N_("back to now, no filter, no marks, one pane less; then leave"),
            N_("back"),
            "screen.back", ("escape",)),
    KeyHelp("q", N_("quit"), N_("quit"), "app.quit"),
    KeyHelp("ctrl+p", N_("everything by name"), "", "app.command_palette"),
)  # fmt: skip

HOME_KEYS = (
    KeyHelp("?", N_("explain what is under the cursor"), N_("explain this"),
            "app.help"),
    KeyHelp("enter", N_("start the lesson, or watch the process"), N_("open")),
    KeyHelp("tab", N_("next pane"), N_("pane"), "screen.pane(1)"),
    KeyHelp("/", N_("filter the processes while typing: name, user, pid, arguments"),
            N_("filter"), "screen.find"),
    KeyHelp("v", N_("mark a process: enter opens all that are marked together"),
            N_("mark"), "screen.mark"),
    KeyHelp("t", N_("processes as a tree or as a list"), N_("tree"), "screen.tree"),
    KeyHelp("s", N_("sort the processes"), N_("sort"), "screen.sort"),
    KeyHelp("1…9", N_("in the lessons: open the one of that number")),
    KeyHelp("esc", N_("no filter, then no marks"), "", "screen.clear"),
    KeyHelp("L", N_("the other language"), N_("日本語"), "app.other_language"),
    KeyHelp("T", N_("the next theme"), N_("theme"), "app.other_theme"),
    KeyHelp("q", N_("quit"), N_("quit"), "app.quit"),
)  # fmt: skip
