"""Where the memory is: regions summed up by sort, of one process or of several."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from operator import attrgetter

from memscope.analyze.sorts import RegionSort, sort_of
from memscope.analyze.totals import add_known, known_share
from memscope.model import sorts
from memscope.model.kinds import Kind, Segment
from memscope.model.occupancy import Occupancy, Stretch
from memscope.model.portion import Portion
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.model.spaces import by_address_space

_LARGE = 32
"""A file keeps its name where it has one part in so many of all."""

_Key = tuple[RegionSort, Segment]
_Groups = dict[_Key, "_Alike"]
_Walked = dict[int, tuple[int, int]]
"""Live and free bytes of walked regions, by `id` of the region."""


def portions(
    process: Process, occupancies: Sequence[Occupancy] = ()
) -> tuple[Portion, ...]:
    """Return where the memory of a process is, the most resident first.

    Args:
        process: Any; without regions there is nothing to say.
        occupancies: Arenas of it that were walked.
    """
    return portions_of((process,), {process.pid: occupancies})


def portions_of(
    processes: Iterable[Process],
    occupancies: Mapping[int, Sequence[Occupancy]] | None = None,
) -> tuple[Portion, ...]:
    """Return where the memory of several processes is, together.

    Args:
        processes: Any; of those with one address space the first stands for all.
        occupancies: Arenas that were walked, by pid.
    """
    groups: _Groups = {}
    walked: _Walked = {}
    for process in by_address_space(processes):
        _group(process, groups)
        walked |= _walked(process, (occupancies or {}).get(process.pid, ()))
    made = [_portion(key, regions, walked) for key, regions in _folded(groups).items()]
    return tuple(sorted(made, key=_order))


def sum_of(portions: Sequence[Portion], share: int | None = None) -> Portion:
    """Return what portions are together.

    Args:
        portions: Any.
        share: Theirs, where that is known better than from the parts: of a page that
            two regions of a mapping have, nobody knows the parts, but the whole.
    """
    parts = add_known(one.proportional for one in portions)
    known = [one.proportional_known for one in portions]
    live = [one.live for one in portions if one.live is not None]
    free = [one.free for one in portions if one.free is not None]
    return Portion(
        label=sorts.TOTAL,
        kind=Kind.UNKNOWN,
        segment=Kind.UNKNOWN.segment,
        count=sum(one.count for one in portions),
        virtual=sum(one.virtual for one in portions),
        resident=sum(one.resident for one in portions),
        proportional=share if parts is None else parts,
        proportional_known=None if _is_unasked(known) else sum(filter(None, known)),
        swapped=add_known(one.swapped for one in portions),
        unknown=sum(one.unknown for one in portions),
        live=sum(live) if live else None,
        free=sum(free) if free else None,
        walked=sum(one.walked for one in portions),
    )


def _order(portion: Portion) -> tuple[int, int, str]:
    return -portion.resident, -portion.virtual, portion.label


_alike = attrgetter(
    "label", "path", "image", "perms", "segment._value_", "kind._value_"
)
"""What decides of which sort a region is, but for stacks of threads."""


def _group(process: Process, groups: _Groups) -> None:
    together: dict[object, list[Region]] = defaultdict(list)
    exe, stacks = process.exe, Kind.THREAD_STACK._value_
    for region, key in zip(process.regions, map(_alike, process.regions), strict=True):
        together[sort_of(region, exe) if key[-1] == stacks else key].append(region)
    for regions in together.values():
        first = regions[0]
        sort = sort_of(first, exe)
        is_of_kernel = sort.kind is Kind.VVAR
        segment = sort.kind.segment if is_of_kernel else first.segment
        sums = _Alike(regions, _resident(regions), _virtual(regions))
        groups.setdefault((sort, segment), _Alike([])).add(sums)


@dataclass(slots=True)
class _Alike:
    """Regions of one sort, and their sums."""

    regions: list[Region]
    resident: int = 0
    virtual: int = 0

    def add(self, other: "_Alike") -> None:
        self.regions += other.regions
        self.resident += other.resident
        self.virtual += other.virtual


def _folded(groups: _Groups) -> _Groups:
    """Let only those keep a name that are large, or alone in their sort."""
    resident = max(sum(one.resident for one in groups.values()), 1)
    virtual = sum(one.virtual for one in groups.values())
    together: dict[_Key, list[_Key]] = {}
    folded: _Groups = {}
    for key, group in groups.items():
        is_large = (
            group.resident * _LARGE >= resident or group.virtual * _LARGE >= virtual
        )
        if key[0].own and is_large:
            folded.setdefault(_named(key), _Alike([])).add(group)
        else:
            sort = RegionSort(key[0].label, key[0].kind)
            together.setdefault((sort, key[1]), []).append(key)
    for key, keys in together.items():
        is_alone = len(keys) == 1 and keys[0][0].own
        for one in keys:
            name = _named(one) if is_alone else key
            folded.setdefault(name, _Alike([])).add(groups[one])
    return folded


def _named(key: _Key) -> _Key:
    return RegionSort(key[0].own, key[0].kind), key[1]


_usage = attrgetter("usage")
_bytes_resident = attrgetter("resident")
_bytes_swapped = attrgetter("swapped")
_bytes_shared = attrgetter("proportional")
_start = attrgetter("start")
_end = attrgetter("end")


def _resident(regions: Iterable[Region]) -> int:
    total: int = sum(filter(None, map(_bytes_resident, map(_usage, regions))))
    return total


def _virtual(regions: Iterable[Region]) -> int:
    total: int = sum(map(_end, regions)) - sum(map(_start, regions))
    return total


def _portion(key: _Key, group: _Alike, walked: _Walked) -> Portion:
    (sort, segment), regions = key, group.regions
    usages = list(map(_usage, regions))
    shares = list(map(_bytes_shared, usages))
    inside = [walked[id(one)] for one in regions if id(one) in walked] if walked else []
    return Portion(
        label=sort.label,
        kind=sort.kind,
        segment=segment,
        count=len(regions),
        virtual=group.virtual,
        resident=group.resident,
        proportional=add_known(shares),
        proportional_known=None if _is_unasked(shares) else known_share(usages),
        swapped=add_known(map(_bytes_swapped, usages)),
        unknown=list(map(_bytes_resident, usages)).count(None),
        live=sum(live for live, _free in inside) if inside else None,
        free=sum(free for _live, free in inside) if inside else None,
        walked=len(inside),
    )


def _is_unasked(shares: Sequence[int | None]) -> bool:
    return shares.count(None) == len(shares)


def _walked(process: Process, occupancies: Iterable[Occupancy]) -> _Walked:
    """Return what is live and free in each region that a whole walk covered."""
    found: _Walked = {}
    for one in occupancies:
        for stretch in one.stretches if one.whole else ():
            inside = _inside(process.regions, stretch)
            for at, region in enumerate(inside):
                live, free = found.get(id(region), (0, 0))
                # Who cares in which of its neighbours: they are of one sort.
                more = (0, 0) if at else (stretch.live, stretch.free)
                found[id(region)] = live + more[0], free + more[1]
    return found


def _inside(regions: Sequence[Region], stretch: Stretch) -> list[Region]:
    """Return the regions that a stretch touches."""
    first = bisect_right(regions, stretch.start, key=lambda one: one.end)
    return list(takewhile(lambda one: one.start < stretch.end, regions[first:]))
