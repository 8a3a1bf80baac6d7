"""What rules need, how to tell whether it was seen, and the words when it was not."""

from collections.abc import Callable

from msgspec import Struct

from memscope.analyze.why.kept import JEMALLOC, PYMALLOC
from memscope.analyze.why.seen import LIVE, Seen, Subject
from memscope.i18n import N_, _
from memscope.model import labels
from memscope.model.occupancy import Occupancy


class Need(Struct, frozen=True):
    """Something that a rule cannot do without.

    Attributes:
        is_there: Tells whether it was seen of a process.
        why: Why the rule did not run, for people.
    """

    is_there: Callable[[Seen, Subject], bool]
    why: str


_OF_JEMALLOC = labels.MEMORY_OF.format(name=JEMALLOC)


def _has_label(one: Subject, label: str) -> bool:
    return any(region.label == label for region in one.process.regions)


def _was_walked(one: Subject, allocator: str) -> bool:
    return any(arena.allocator == allocator for arena in one.heap or ())


NEEDS: dict[str, Need] = {
    "map": Need(
        lambda _seen, one: bool(one.process.regions),
        N_("its memory map could not be read"),
    ),
    "resident": Need(
        lambda _seen, one: one.process.usage.resident is not None,
        N_("nobody says how much is in RAM"),
    ),
    "smaps": Need(
        lambda _seen, one: (
            one.process.usage.proportional_known is not None
            and one.process.usage.clean is not None
        ),
        N_("what is shared, and what can be dropped, is not known"),
    ),
    "status": Need(
        lambda _seen, one: one.process.usage.peak is not None,
        N_("the process's status could not be read"),
    ),
    "threads": Need(
        lambda _seen, one: bool(one.process.threads),
        N_("its threads are not known"),
    ),
    "series": Need(
        lambda seen, one: len(one.earlier) > 1 and seen.seconds > 0,
        N_("one look tells nothing of changes: --for 60 looks for a minute"),
    ),
    "heap": Need(
        lambda _seen, one: any(arena.whole for arena in _of_malloc(one)),
        N_("malloc's blocks could not be walked"),
    ),
    "arenas": Need(
        lambda _seen, one: bool(one.process.regions),
        N_("its memory map could not be read"),
    ),
    "swapped": Need(
        lambda _seen, one: one.process.usage.swapped is not None,
        N_("nobody says how much is on swap"),
    ),
    "lazy_free": Need(
        lambda _seen, one: one.process.usage.lazy_free is not None,
        N_("nobody says how much was given back lazily"),
    ),
    "page_tables": Need(
        lambda _seen, one: one.process.usage.page_tables is not None,
        N_("the process's status could not be read"),
    ),
    "hugetlb": Need(
        lambda _seen, one: one.process.usage.hugetlb is not None,
        N_("nobody says how much is in huge pages set aside"),
    ),
    "counter": Need(
        lambda _seen, one: one.process.usage.counted is not None,
        N_("the kernel's counter moved, or could not be read"),
    ),
    "limits": Need(
        lambda _seen, one: one.process.limits is not None,
        N_("its limits could not be read"),
    ),
    "cgroup": Need(
        lambda _seen, one: one.process.cgroup is not None,
        N_("its control group does not tell of memory, or may not be read"),
    ),
    "held": Need(
        lambda _seen, one: one.process.held is not None,
        N_("its descriptors may not be read"),
    ),
    "oom": Need(
        lambda _seen, one: one.process.oom is not None,
        N_("its place in the order of kills could not be read"),
    ),
    "settings": Need(
        lambda seen, _one: seen.now.system.settings is not None,
        N_("how the machine is set up could not be read"),
    ),
    "kills": Need(
        lambda seen, _one: seen.now.system.kills is not None,
        N_("no kernel log may be read"),
    ),
    "python-arenas": Need(
        lambda _seen, one: (
            not _has_label(one, labels.PYTHON_OBJECTS) or _was_walked(one, PYMALLOC)
        ),
        N_("Python's arenas were not walked"),
    ),
    "jemalloc": Need(
        lambda _seen, one: (
            not _has_label(one, _OF_JEMALLOC) or _was_walked(one, JEMALLOC)
        ),
        N_("jemalloc's extents were not walked"),
    ),
    "huge-pages": Need(
        lambda _seen, one: one.huge is not None,
        N_("nobody looked into its huge pages"),
    ),
    "anonymous": Need(
        lambda _seen, one: one.process.usage.anonymous is not None,
        N_("nobody says how much of it is anonymous"),
    ),
    "several": Need(
        lambda seen, _one: len(seen.subjects) > 1,
        N_("there is one process only"),
    ),
}
"""By the word that a rule names it with."""


def _of_malloc(one: Subject) -> list[Occupancy]:
    return [arena for arena in one.heap or () if arena.allocator == "glibc"]


def seen_in_part(names: tuple[str, ...], subject: Subject) -> str | None:
    """Return why a rule that found nothing has not looked at everything.

    What was looked at may be told of; that there is nothing else may not.
    """
    if not {"heap", "arenas"} & set(names):
        return None
    arenas = _of_malloc(subject)
    if not any(arena.whole for arena in arenas):
        return _unwalked(subject)
    broken = [arena for arena in arenas if not arena.whole]
    if not broken:
        return None
    return _("{n} of {total} malloc arenas were not walked to the end: {why}").format(
        n=len(broken), total=len(arenas), why=_(broken[0].why or "")
    )


def _unwalked(subject: Subject) -> str:
    """Return why no arena of malloc was walked."""
    if subject.source != LIVE:
        return _NOT_IN_FILES
    return subject.heap_why or NEEDS["heap"].why


_WITHOUT_MAP = {
    *("resident", "status", "limits", "cgroup", "held", "oom", "settings", "kills"),
    *("several", "swapped", "hugetlb", "counter"),
}
"""What anybody may read of a process whose memory map is refused."""
_OF_LIVING = {
    "heap",
    "huge-pages",
    "limits",
    "cgroup",
    "held",
    "oom",
    "settings",
    "kills",
    "counter",
}
"""What few files hold; nobody was refused it."""
_NOT_IN_FILES = N_("the file does not tell")
_ONE_LOOK = N_("the file holds too few looks to tell of changes")


def lacking(names: tuple[str, ...], seen: Seen, subject: Subject) -> str | None:
    """Return why a rule cannot look at a process; None when it can."""
    if not subject.process.regions and not _WITHOUT_MAP.issuperset(names):
        return NEEDS["map"].why
    for name in names:
        need = NEEDS[name]
        if not need.is_there(seen, subject):
            if subject.source != LIVE and name in _OF_LIVING:
                return _NOT_IN_FILES
            if subject.source != LIVE and name == "series":
                return _ONE_LOOK
            if name == "heap":
                return _unwalked(subject)
            if name == "huge-pages" and subject.huge_why:
                return subject.huge_why
            return need.why
    return None
