"""Every key, said once: for the help screen, the line at the bottom and the tests."""

from dataclasses import dataclass

from memscope.i18n import N_


@dataclass(frozen=True, slots=True)
class KeyHelp:
    """A key and what it does.

    Attributes:
        keys: As shown.
        meaning: A sentence's worth, English.
        short: A word for the line at the bottom; "": not shown there.
        action: What a click on it runs.
    """

    keys: str
    meaning: str
    short: str = ""
    action: str = ""


SCOPE_KEYS: tuple[KeyHelp, ...] = (
    KeyHelp("?", N_("this help"), N_("help"), "app.help"),
    KeyHelp("m", N_("textbook map or exact map"), N_("map"), "screen.map_mode"),
    KeyHelp("/", N_("find an address or a name"), N_("find"), "screen.search"),
    KeyHelp("x", N_("the pages of the selected region"), N_("pages"),
            "screen.look_pages"),
    KeyHelp("h", N_("the bytes of the selected region, in hex"), N_("hex"),
            "screen.look_bytes"),
    KeyHelp("tab", N_("next pane"), N_("pane"), "screen.pane(1)"),
    KeyHelp("q", N_("quit"), N_("quit"), "app.quit"),
    KeyHelp("y", N_("why it is so large, and what to do"), N_("why?"),
            "screen.look_why"),
    KeyHelp("w", N_("what is at an address, and why"), N_("where"),
            "screen.look_where"),
    KeyHelp("c", N_("compare two processes: what they share, proved"), N_("compare"),
            "screen.look_compare"),
    KeyHelp("r", N_("registers; asks before it stops the threads"), N_("registers"),
            "screen.look_registers"),
    KeyHelp("b", N_("mark this moment; a bookmark while recording"), N_("mark"),
            "screen.mark_moment"),
    KeyHelp("d", N_("what is different from the marked moment"), N_("diff"),
            "screen.look_diff"),
    KeyHelp("o", N_("record into a file, and end it"), N_("record"), "screen.record"),
    KeyHelp("esc", N_("back"), N_("back"), "screen.back"),
    KeyHelp("1…9", N_("make the selected sample act"), N_("act")),
    KeyHelp("space", N_("pause, and go on"), N_("pause"), "screen.pause"),
    KeyHelp("f", N_("show one segment, then the next"), N_("filter"), "screen.filter"),
    KeyHelp("s", N_("sort the exact map"), N_("sort"), "screen.sort"),
    KeyHelp("L", N_("the other language"), N_("日本語"), "app.other_language"),
    KeyHelp("+", N_("look more often"), N_("faster"), "screen.faster"),
    KeyHelp("-", N_("look less often"), N_("slower"), "screen.slower"),
    KeyHelp("T", N_("the next theme"), N_("theme"), "app.other_theme"),
    KeyHelp("↑ ↓ j k", N_("move; page up, page down, home and end go further")),
    KeyHelp("← →", N_("the pane or the process beside this one")),
    KeyHelp("enter", N_("from a thread to its stack, and back")),
    KeyHelp("ctrl+p", N_("all commands by name")),
)  # fmt: skip

HOME_KEYS = (
    KeyHelp("?", N_("this help"), N_("help"), "app.help"),
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
