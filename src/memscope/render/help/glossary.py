"""Every word of the screen that is no plain English, in a few sentences.

Heads and titles use exactly these words, so a word on the screen can be looked up by
what stands there, in either language.
"""

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


def meaning_of(shown: str) -> tuple[str, str] | None:
    """Return a word and its meaning in the reader's language.

    Args:
        shown: A word as it stands on the screen, with what may be around it.
    """
    texts = shown.casefold().split()
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
