"""Changes in words: `+1 region`, `heap grew 132 KiB`, `thread worker-3 started`."""

from collections.abc import Iterable, Iterator, Sequence

from memscope.i18n import _, ngettext
from memscope.model.diff import Change, Difference, ThreadChange
from memscope.model.kinds import Kind
from memscope.model.label_text import label_text
from memscope.units import format_bytes, safe


def change_text(change: Change) -> str:
    """Return one change in words, in the reader's language."""
    name, size = _subject(change), format_bytes(abs(change.delta or 0))
    match change.what:
        case Difference.APPEARED:
            return _("+1 region: {name}, {size}").format(name=name, size=size)
        case Difference.GONE:
            return _("−1 region: {name}, {size}").format(name=name, size=size)
        case Difference.GREW:
            return _("{name} grew {size}").format(name=name, size=size)
        case Difference.SHRANK:
            return _("{name} shrank {size}").format(name=name, size=size)
        case Difference.TOUCHED:
            return _("{name} touched {size}").format(name=name, size=size)
        case Difference.RELEASED:
            return _("{name} gave back {size}").format(name=name, size=size)
        case ThreadChange.STARTED:
            return _("thread {name} started").format(name=_thread(change))
        case ThreadChange.ENDED:
            return _("thread {name} ended").format(name=_thread(change))
        case Difference.PERMISSIONS:
            return _("{name}: {before} became {after}").format(
                name=name, before=change.before, after=change.after
            )
        case Difference.MOVED:
            return _("{name} moved").format(name=name)
        case _:
            return _("{name} changed").format(name=name)


def _subject(change: Change) -> str:
    if change.kind is Kind.THREAD_STACK and change.tid is not None:
        return _("stack {tid}").format(tid=change.tid)
    if change.kind in {None, Kind.CODE, Kind.FILE, Kind.SHARED}:
        return safe(label_text(change.label))
    return _(change.kind.english)


def _thread(change: Change) -> str:
    return f"{safe(change.label)} ({change.tid})" if change.tid else safe(change.label)


_WEIGHT: dict[Difference | ThreadChange, int] = {
    ThreadChange.STARTED: 0,
    ThreadChange.ENDED: 0,
    Difference.APPEARED: 1,
    Difference.GONE: 1,
    Difference.GREW: 2,
    Difference.SHRANK: 2,
    Difference.MOVED: 3,
    Difference.PERMISSIONS: 3,
    Difference.MEANING: 3,
    Difference.TOUCHED: 4,
    Difference.RELEASED: 4,
    Difference.SWAP: 4,
    Difference.LOCK: 4,
}


def weightiest(changes: Iterable[Change]) -> list[Change]:
    """Sort by what matters to a reader: threads, then space, then pages; big first."""
    return sorted(changes, key=lambda one: (_WEIGHT[one.what], -abs(one.delta or 0)))


def summary_of(changes: Iterable[Change], most: int = 3) -> str:
    """Return what happened in one look as one short text."""
    ordered = weightiest(_worth_saying(list(changes)))
    texts = [change_text(change) for change in ordered[:most]]
    if (more := len(ordered) - most) > 0:
        texts.append(ngettext("{n} more", "{n} more", more).format(n=more))
    return " · ".join(texts)


_SPACE = {Difference.APPEARED, Difference.GREW, Difference.SHRANK}
_PAGES = {Difference.TOUCHED, Difference.RELEASED}


def _worth_saying(changes: Sequence[Change]) -> Iterator[Change]:
    """Leave out what follows from another change: pages of what grew, guards."""
    resized = {change.start for change in changes if change.what in _SPACE}
    for change in changes:
        is_echo = change.what in _PAGES and change.start in resized
        if not is_echo and change.kind is not Kind.GUARD:
            yield change
