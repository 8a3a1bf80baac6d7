"""From what was gathered of a process to what is believed of it."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from memscope.i18n import N_
from memscope.model.flaw import (
    ADDRESSES,
    AGAINST,
    CUT_RECORD,
    FILES,
    LINES,
    NUMBERS,
    ODD,
    PERMISSIONS,
    PROCESSES,
    REPEATED,
    THE_REST,
    THIN,
    Flaw,
)
from memscope.model.region import LARGEST, RegionUsage
from memscope.parse.maps import vmas_of
from memscope.parse.saved.order import Ordered, maps_of, ordered
from memscope.parse.saved.records import SavedProcess
from memscope.parse.saved.rows import KIB, UNKNOWN_PERMS, SavedRow
from memscope.parse.saved.section import SavedSection
from memscope.parse.smaps import Smaps, flags_of_words, usage_of_numbers
from memscope.parse.status import parse_status

_STACK = b"[stack]"
_SORTED = N_("they were not in order of address")
_NO_STACK = N_("there is no stack, with which every map ends")
_NO_TOTAL = N_("there is no last line with the total")
_OTHER_TOTAL = N_("the lines do not add up to what the last line says")
_NO_ORDER = N_("the text does not say; they were told apart by their addresses")
_NUMBERED = N_("the output of this tool has none; files are numbered instead")
_SHOWMAP = N_("showmap does not tell them")
_NO_ADDRESSES = N_("showmap tells them with -a alone")


class _Believed(Struct, frozen=True):
    """One map with its numbers, and what is wrong with them."""

    table: Smaps
    flaws: list[Flaw]


def processes_of(section: SavedSection) -> Iterator[SavedProcess]:
    """Yield the processes that were gathered as one; mostly that is one."""
    maps = maps_of(section.rows) if section.rows else [[]]
    is_one = len(maps) == 1
    for rows in maps:
        last = rows is maps[-1]
        believed = _believed(section, rows, is_last=last)
        flaws = [*believed.flaws, *(section.flaws if last else ())]
        if not is_one:
            flaws.append(Flaw(PROCESSES, _NO_ORDER))
        elif section.sums and not rows and section.has_end:
            flaws.append(Flaw(ADDRESSES, _NO_ADDRESSES))
        yield SavedProcess(
            pid=section.pid if is_one else None,
            command=section.command if is_one else None,
            table=believed.table,
            sums=_bytes_of(section.sums) if is_one else {},
            status=parse_status(b"".join(section.status) if is_one else b""),
            limits=b"".join(section.limits) if is_one else b"",
            is_named_by_base=section.is_pmap,
            flaws=flaws,
        )


def _believed(
    section: SavedSection, rows: Sequence[SavedRow], *, is_last: bool
) -> _Believed:
    found = ordered(rows)
    has_numbers = any(one.numbers for one in found.rows)
    flaws = [*_flaws_of_order(found), *_flaws_of_end(section, found, is_last=is_last)]
    flaws += _flaws_of_numbers(found.rows, is_last=is_last) if has_numbers else ()
    if section.is_pmap and rows:
        flaws.append(Flaw(FILES, _NUMBERED))
    if any(one.header[2] == UNKNOWN_PERMS for one in rows):
        flaws.append(Flaw(PERMISSIONS, _SHOWMAP))
    return _Believed(_table(found.rows, has_numbers=has_numbers), flaws)


def _flaws_of_order(found: Ordered) -> Iterator[Flaw]:
    if found.against:
        yield Flaw(THE_REST, AGAINST, found.against)
    if found.repeated:
        yield Flaw(LINES, REPEATED, found.repeated)
    if found.is_sorted:
        yield Flaw(LINES, _SORTED)


def _flaws_of_end(
    section: SavedSection, found: Ordered, *, is_last: bool
) -> Iterator[Flaw]:
    """Find out whether the text goes on to the end of the map."""
    if not found.rows:
        return
    if section.total is not None and is_last:
        size = sum(one.end - one.start for one in found.rows) // KIB
        # procps does not begin anew with each process.
        if size not in (section.total, section.total - section.total_before):
            yield Flaw(THE_REST, _OTHER_TOTAL)
    elif section.is_pmap or section.has_columns:
        yield Flaw(THE_REST, _NO_TOTAL)
    elif not any(one.header[6].startswith(_STACK) for one in found.rows):
        yield Flaw(THE_REST, _NO_STACK)


def _flaws_of_numbers(rows: Sequence[SavedRow], *, is_last: bool) -> Iterator[Flaw]:
    odd = [one for one in rows if not one.is_believable()]
    for one in odd:
        one.numbers.clear()
        one.is_odd = True
    if odd:
        yield Flaw(NUMBERS, ODD, len(odd))
    usual = max(len(one.numbers) for one in rows)
    thin = [one for one in rows if len(one.numbers) < usual and not one.is_odd]
    final = max(rows, key=_line)
    if is_last and (final in thin) and len(thin) <= 2:
        yield Flaw(THE_REST, CUT_RECORD, final.line)
        thin.remove(final)
    if thin and len(thin) < len(rows):
        yield Flaw(NUMBERS, THIN, len(thin))


def _line(row: SavedRow) -> int:
    return row.line


def _table(rows: Sequence[SavedRow], *, has_numbers: bool) -> Smaps:
    vmas = vmas_of([one.header for one in rows])
    if not has_numbers:
        return Smaps(vmas, [], [], None)
    has_flags = any(one.flags is not None for one in rows)
    return Smaps(
        vmas,
        [_usage(one) for one in rows],
        [flags_of_words(one.flags or b"") for one in rows] if has_flags else [],
        None,
    )


def _usage(row: SavedRow) -> RegionUsage:
    may_copy = row.header[5] != b"0" and row.header[2][3:] == b"p"
    usage = _usage_of(tuple(row.numbers.items()), may_copy)
    return usage if row.dirty is None else replace(usage, dirty=row.dirty)


@lru_cache(maxsize=4096)
def _usage_of(numbers: tuple[tuple[bytes, int], ...], may_copy: bool) -> RegionUsage:
    """Do it once for the many mappings that have the same numbers, mostly none."""
    return usage_of_numbers(_bytes_of(dict(numbers)), may_copy=may_copy)


def _bytes_of(numbers: dict[bytes, int]) -> dict[str, int]:
    return {
        name.decode("ascii"): min(kib * KIB, LARGEST) for name, kib in numbers.items()
    }
