"""Every word of the screen that is no plain English, in a few sentences.

Heads and titles use exactly these words, so a word on the screen can be looked up by
what stands there, in either language.
"""

import re

from memscope.i18n import N_, _

GLOSSARY: dict[str, str] = {
    N_("resident"): N_(
        "What is in RAM now. Pages that several processes map count in each of them, "
        "so this cannot be added up over processes. It is RSS in ps and top."
    ),
    N_("virtual"): N_(
        "All addresses that are mapped. Most of them may never have been touched: they "
        "cost no memory, only addresses. It is VIRT in top and VSZ in ps."
    ),
    N_("own"): N_("In RAM, and mapped by no other process. It is USS in smem."),
    N_("private"): N_("In RAM, and mapped by no other process. It is USS in smem."),
    N_("shared"): N_(
        "In RAM and mapped by other processes too. It would stay if this process ended."
    ),
    N_("swap"): N_(
        "Was written to disk to make room in RAM. Touching it again takes a disk read."
    ),
    "Δ": N_(
        "By how much the resident size changed within the time that the head says. A "
        "dot is no change, a dash says that it was not seen before."
    ),
    N_("from"): N_("The lowest address of the row. The highest ones stand on top."),
    N_("perms"): N_(
        "What the kernel allows there: r read, w write, x execute; p private, so that "
        "writes stay in this process, or s shared."
    ),
    N_("60 s"): N_(
        "By how much the resident size changed in each part of the last minute, the "
        "newest part last: 5 s a cell, or 10 s where there is less room. All rows have "
        "the same scale. A line at the top means that some was given back."
    ),
    N_("pages"): N_(
        "The pages of one region, the highest address first, by age: dark was never "
        "touched, light is new. A dash: they were not looked at."
    ),
    N_("age"): N_(
        "How long it has been there; of several regions, the oldest. With > before it, "
        "it was there when memscope looked first: older, perhaps."
    ),
    N_("threads"): N_(
        "Threads of a process share its whole memory; each has a stack of its own "
        "in it."
    ),
    "PSS": N_(
        "The process's fair share: each page in RAM divided by how many map it. This "
        "can be added up. Reading it holds a lock of the process for a moment."
    ),
    "CPU": N_("The share of one processor that a thread had during the last looks."),
    N_("stack"): N_(
        "Local variables and return addresses of a thread. It grows downwards; only "
        "what was touched once is in RAM, and stays there."
    ),
    N_("waits for"): N_(
        "The system call in which a thread sleeps, in words; for a lock, who has it, "
        "where the lock itself says so."
    ),
    N_("pid"): N_("The kernel's number of a process. It is given again after its end."),
    N_("user"): N_("Whose process it is; only its owner and root may look inside."),
    N_("program"): N_("The file that runs, and behind it what it was started with."),
    N_("memory"): N_(
        "One row a group or region, in the order of addresses. All lengths are on one "
        "scale, which begins at zero and whose end stands in the head."
    ),
    N_("space"): N_(
        "The whole address space from high to low. Long stretches without anything are "
        "cut, and say how long they are."
    ),
    N_("region"): N_(
        "Addresses in one piece that serve one purpose. Usually it is what the kernel "
        "maps as one; where it merged several things, it is a part of that."
    ),
    N_("history"): N_(
        "What was in RAM, by kind, one column a moment. Keys and mouse go back in it, "
        "and the whole screen shows that moment."
    ),
    N_("lessons"): N_(
        "Each starts small programs of its own and shows what happens in their memory. "
        "Nothing else on this machine is touched."
    ),
    N_("recordings"): N_(
        "What was recorded in this folder, to be played again without the process."
    ),
}
"""Word (to be translated) to what it means (likewise)."""

ALONE: dict[str, str] = {
    N_("what"): N_(
        "What a row is: its letter and colour say of which kind, the name says more. "
        "Sorted by address, what lies between two rows is a row, too."
    ),
    N_("bar"): N_(
        "As long as what is in RAM, on the scale in the head, which begins at zero: "
        "full colour is its own, half tone is shared, the light end is new. Hardly "
        "there is what is mapped and was never touched. a changes what bars measure."
    ),
    N_("mapped"): N_(
        "Addresses that the kernel would let it use. They cost RAM only where they "
        "were touched: that is resident."
    ),
    N_("touched"): N_(
        "Read or written at least once, so that it took RAM; it may have left since."
    ),
    N_("reserved"): N_("Addresses that are set aside and were never touched."),
    N_("depth"): N_(
        "From the stack's upper end down to the stack pointer: what is in use now. "
        "The scale doubles from cell to cell."
    ),
    N_("swapped"): N_(
        "Was written to disk to make room in RAM. Touching it again takes a disk read."
    ),
    N_("peak"): N_("The most that was ever in RAM, as the kernel remembers it."),
    N_("page tables"): N_(
        "What the kernel itself takes to know which page lies where; it comes on top."
    ),
    N_("share"): N_(
        "Each page in RAM divided by how many map it: PSS. This can be added up."
    ),
    N_("growth"): N_(
        "By how much it changed while somebody looked, and what that is in a minute. "
        "Below, the same as a picture, from zero."
    ),
    N_("/min"): N_("How fast it grows or shrinks, in bytes a minute."),
    N_("60 s"): N_(
        "By how much it changed in the last minute, five seconds a column; all rows "
        "on one scale."
    ),
    N_("pages"): N_(
        "Its pages from the lowest to the highest, each dot some of them: the fuller, "
        "the more of them are in RAM."
    ),
    N_("in file"): N_("Where in its file it begins, in bytes."),
    N_("inode"): N_("The number of its file in the file system."),
    N_("age"): N_(
        "How long ago it appeared, of what was seen to come; with > it was there "
        "before anybody looked."
    ),
    N_("RSS of each"): N_(
        "A part for each process, as long as what it has in RAM. Shared pages are in "
        "each of them: together they are not what is in use."
    ),
    N_("filter"): N_(
        "What is typed here is all that is shown: names, sizes, permissions. While it "
        "is empty, a digit asks a ready-made question."
    ),
    N_("line at the top"): N_(
        "Who it is, the worst that is known of it, and how it is looked at; below, how "
        "much is in RAM and of what. A click on news or on a part shows its rows."
    ),
    N_("go to"): N_(
        "An address, a name, a thread, a symbol, or one letter; enter goes there."
    ),
    N_("certain"): N_("It was looked at: the kernel or the program itself says so."),
    N_("likely"): N_("All that was seen fits, but it could be otherwise."),
    N_("a guess"): N_("It is usual, and nothing that was seen says otherwise."),
}
"""Likewise; words that are common English, so they count where they stand alone."""

_SUMS = N_(
    "Several processes together. Own is what each has for itself; shared counts each "
    "page once, or at least as much as is sure. RSS added up counts shared pages many "
    "times: it says what other tools would say. Choose a row inside a process, and "
    "the line at the top is about that process."
)
_SIZE = N_(
    "A size in bytes: K, M, G, T are powers of 1024. ≥ is at least that much, ≈ is "
    "likely, – is unknown; 512M▸ goes on beyond the end of the scale."
)
_LOOKING = N_(
    "How often it is looked at, or which moment this is; then the time, and the "
    "language. space stops looking, < and > change how often."
)
_SIZES = re.compile(r"[≥≤≈+−-]?\d[\d.,]*(B|K|M|G|T|E| B| [KMGTPE]iB)▸?|–")


def together_meaning() -> str:
    """Return what the line at the top says of several processes, and when."""
    return _(_SUMS)


def meaning_of_figure(shown: str) -> tuple[str, str] | None:
    """Return what is to be said of a number, a sum, or how it is looked at.

    Args:
        shown: As it stands on the screen.
    """
    text = shown.strip()
    sums = _("RSS adds up to {size}").partition("{size}")[0].strip()
    if sums in text:
        return sums, _(_SUMS)
    live = _("live {hz} Hz").partition("{hz}")[0].strip()
    if text.startswith((live, _("‖ paused"), "◀ −")):
        return text, _(_LOOKING)
    return (text, _(_SIZE)) if _SIZES.fullmatch(text) else None


def meaning_of(shown: str) -> tuple[str, str] | None:
    """Return a word and its meaning in the reader's language.

    Args:
        shown: A word as it stands on the screen, with what may be around it.
    """
    texts = shown.casefold().split()
    for word, meaning in ALONE.items():
        if _(word).casefold().split() == texts:
            return _(word), _(meaning)
    best = ""
    for word in GLOSSARY:
        parts = _(word).casefold().split()
        if (
            parts
            and _holds(texts, parts)
            and len(_(word)) > len(_(best) if best else "")
        ):
            best = word
    return (_(best), _(GLOSSARY[best])) if best else None


def _holds(texts: list[str], parts: list[str]) -> bool:
    width = len(parts)
    return any(texts[at : at + width] == parts for at in range(len(texts)))
