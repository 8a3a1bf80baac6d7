"""A consistent map of one process, and its pages."""

from collections.abc import Sequence
from functools import partial

from memscope.collect.look.look import Detail, ReadMap
from memscope.collect.look.watched import Kept
from memscope.errors import AccessDenied, NotProvided, ParseError, ProcError
from memscope.i18n import N_
from memscope.model.snapshot import MEMORY_MAP, Gap
from memscope.parse.maps import is_ordered, parse_maps
from memscope.parse.pagemap import Pages
from memscope.parse.smaps import Smaps, parse_smaps
from memscope.proc.fs import ProcDir
from memscope.proc.procmap import name_at
from memscope.proc.refusals import remedy_for
from memscope.proc.scan import PageScanner, Words

_TRIES = 4
_ESCAPE = "\\012"


def read_map(
    directory: ProcDir, pid: int, detail: Detail, plain: Kept[ReadMap | None]
) -> tuple[ReadMap | None, list[Gap]]:
    """Read the VMAs, with their numbers when more than the map is asked for.

    Args:
        directory: Of the process, or of a living thread of it.
        pid: Whose gaps they are.
        detail: How closely.
        plain: What the last text of maps said; the same text is not parsed again.

    Returns:
        None when the kernel refuses, with the gap that says so.

    Raises:
        ProcError: The process is gone.
    """
    gaps: list[Gap] = []
    for name in ("maps",) if detail is Detail.MAP else ("smaps", "maps"):
        try:
            found = _read_consistently(directory, name, detail, plain)
        except AccessDenied as error:
            gaps = [_refused(MEMORY_MAP, pid, directory, error)]
        except ParseError as error:
            gaps.append(Gap(what=name, pid=pid, why=str(error)))
        except ProcError as error:
            if not directory.is_alive():
                raise
            gaps.append(Gap(what=name, pid=pid, why=error.reason))
        else:
            if found is None:
                gaps.append(_changing(pid))
                continue
            return found, gaps
    return None, gaps


def _refused(what: str, pid: int, directory: ProcDir, error: AccessDenied) -> Gap:
    return Gap(what=what, pid=pid, why=error.reason, remedy=remedy_for(directory))


def _changing(pid: int) -> Gap:
    return Gap(
        what=MEMORY_MAP,
        pid=pid,
        why=N_("it changed faster than it could be read"),
        remedy=None,
    )


def _read_consistently(
    directory: ProcDir, name: str, detail: Detail, plain: Kept[ReadMap | None]
) -> ReadMap | None:
    for _ in range(_TRIES):
        if name == "smaps":
            pieces = directory.read_pieces(name)
            found = _checked(directory, parse_smaps(pieces, full=detail is Detail.FULL))
        else:
            text = directory.read(name)
            found = plain.of((text,), partial(_parsed, directory, text))
        if found is not None:
            return found
    return None


def _parsed(directory: ProcDir, text: bytes) -> ReadMap | None:
    return _checked(directory, Smaps(parse_maps(text), [], [], None))


def _checked(directory: ProcDir, table: Smaps) -> ReadMap | None:
    """Return the map with the names that are meant; None: it is torn."""
    if not is_ordered(table.vmas):
        return None
    _restore_names(directory, table)
    return ReadMap(table)


def _restore_names(directory: ProcDir, found: Smaps) -> None:
    """Undo the kernel's one escape, which text alone cannot tell from a real name."""
    if not any(_ESCAPE in path for path in {vma.path for vma in found.vmas}):
        return
    for index, vma in enumerate(found.vmas):
        if _ESCAPE in vma.path:
            name = name_at(directory, vma.start)
            if name is not None and name.replace("\n", _ESCAPE) == vma.path:
                found.vmas[index] = type(vma)(
                    vma.start,
                    vma.end,
                    vma.perms,
                    vma.offset,
                    vma.device,
                    vma.inode,
                    name,
                )


def read_pages(
    directory: ProcDir,
    pid: int,
    bounds: Sequence[tuple[int, int]],
    scanner: PageScanner,
    ahead: Words | None = None,
) -> tuple[Pages | None, list[Gap]]:
    """Scan the pages; None when the kernel refuses, with the gap that says so.

    Args:
        directory: Of the process, or of a living thread of it.
        pid: Whose gap it is.
        bounds: (start, end) of the VMAs, in ascending order.
        scanner: Of this process.
        ahead: What a scan that began earlier said of the same VMAs.

    Raises:
        ProcessGone: The process ended.
    """
    try:
        return scanner.scan(directory, bounds, ahead=ahead), []
    except AccessDenied as error:
        return None, [_refused(_WHAT, pid, directory, error)]
    except NotProvided as error:
        return None, [Gap(what=_WHAT, pid=pid, why=error.reason)]


_WHAT = N_("which pages are in memory")
