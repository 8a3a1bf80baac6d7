"""The samples: their files, and the actions they know.

Titles are translated when they are shown.
"""

from dataclasses import dataclass
from pathlib import Path

from memscope.errors import SampleFailed, UsageProblem
from memscope.i18n import N_, _

_PACKAGE = Path(__file__).parents[1]
_PLACES = (_PACKAGE / "samples", _PACKAGE.parents[1] / "samples")


def sample_file(language: str, file_name: str) -> Path:
    """Return the path of a source file, such as `("python", "anatomy.py")`.

    Raises:
        SampleFailed: This copy of memscope comes without it.
    """
    for place in _PLACES:
        path = place / language / file_name
        if path.is_file():
            return path
    raise SampleFailed(
        _("the sample {name} is missing").format(name=f"{language}/{file_name}"),
        hint=_("Install memscope again: its samples belong to the package."),
    )


MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Action:
    """Something a sample does when told.

    Attributes:
        word: The command, for `Sample.tell`.
        values: What to say after it, unless one wants something else.
        title: What happens, for a key's description.
        key: Suggested key.
    """

    word: str
    values: tuple[int, ...]
    title: str
    key: str


@dataclass(frozen=True, slots=True)
class SampleInfo:
    """One sample of the catalogue.

    Attributes:
        name: For `Lab.start`; also the file's name.
        title: A few words.
        description: What one can see on it.
        languages: In which it exists.
        actions: In the order in which to offer them.
    """

    name: str
    title: str
    description: str
    languages: tuple[str, ...]
    actions: tuple[Action, ...]


LANGUAGES = ("c", "python")

_THREAD_START = Action("thread-start", (), N_("start a thread"), "7")
_THREAD_END = Action("thread-end", (), N_("end a thread"), "8")
_SET_GLOBAL = Action("set-global", (42,), N_("write 42 to a global variable"), "9")

SAMPLES = (
    SampleInfo(
        "anatomy",
        N_("Anatomy of a process"),
        N_("One address of every kind: code, constant, globals, heap, stacks."),
        LANGUAGES,
        (
            Action("heap-grow", (MIB,), N_("allocate 1 MiB in small blocks"), "1"),
            Action("heap-free", (), N_("free the small blocks"), "2"),
            Action("large-alloc", (8 * MIB,), N_("allocate 8 MiB in one block"), "3"),
            Action("large-free", (), N_("free the last large block"), "4"),
            Action("recurse", (500,), N_("call 500 functions deeper"), "5"),
            Action("unwind", (), N_("return from the last descent"), "6"),
            _THREAD_START,
            _THREAD_END,
            _SET_GLOBAL,
        ),
    ),
    SampleInfo(
        "threads",
        N_("Threads of one process"),
        N_("Every thread has a stack of its own; all of them share one global."),
        LANGUAGES,
        (
            Action("recurse", (500, 1), N_("worker 1: 500 functions deeper"), "5"),
            Action("unwind", (1,), N_("worker 1: return from the descent"), "6"),
            _THREAD_START,
            _THREAD_END,
            _SET_GLOBAL,
        ),
    ),
    SampleInfo(
        "forks",
        N_("A process and its children"),
        N_("The same address in parent and children, and a value of its own in each."),
        LANGUAGES,
        (
            Action("child-start", (), N_("start a child"), "7"),
            Action("child-end", (), N_("end the last child"), "8"),
            Action("set-global", (42, 0), N_("parent: write 42 to the global"), "9"),
            Action("set-global", (7, 1), N_("child 1: write 7 to the global"), "0"),
        ),
    ),
    SampleInfo(
        "pages",
        N_("Pages shared until a write"),
        N_("A child has its parent's pages until it writes; one is shared for good."),
        ("python",),
        (),
    ),
    SampleInfo(
        "snoop",
        N_("A curious program"),
        N_("It tries to read another program's memory, and says what came of it."),
        ("python",),
        (),
    ),
    SampleInfo(
        "spin",
        N_("Threads that compute"),
        N_("Do they run at the same time? Processor time against the clock."),
        ("python",),
        (),
    ),
    SampleInfo(
        "messages",
        N_("Messages between threads and between processes"),
        N_("What a round trip costs, and what a large message costs."),
        ("python",),
        (),
    ),
    SampleInfo(
        "app",
        N_("A small web application"),
        N_("The same answers from one thread, from many, and from a pool."),
        ("python",),
        (),
    ),
    SampleInfo(
        "pool",
        N_("A thread pool"),
        N_("Workers, a queue and tasks; waiting, starving, racing and deadlock."),
        ("python",),
        (
            Action("submit", (5, 1500), N_("submit 5 tasks of 1.5 s"), "1"),
            Action("submit", (20, 200), N_("submit 20 short tasks"), "2"),
            Action("compute", (5, 500), N_("submit 5 tasks that compute"), "3"),
        ),
    ),
    SampleInfo(
        "limit",
        N_("Many tasks, little address space"),
        N_("A thread for each task fails where a pool finishes."),
        ("python",),
        (),
    ),
    SampleInfo(
        "wild",
        N_("A program that goes astray"),
        N_("It touches memory that it must not touch, and is ended by the kernel."),
        LANGUAGES,
        (),
    ),
)


def find_sample(name: str) -> SampleInfo:
    """Return the entry of that name.

    Raises:
        UsageProblem: There is none.
    """
    for sample in SAMPLES:
        if sample.name == name:
            return sample
    known = ", ".join(sample.name for sample in SAMPLES)
    raise UsageProblem(
        _("no sample is called {name}").format(name=repr(name)),
        hint=_("There are: {names}.").format(names=known),
    )
