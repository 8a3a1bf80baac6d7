"""What belongs together inside a group: a file's parts, a stack and its guard."""

from collections.abc import Sequence

from memscope.analyze.space.classes import ARENAS, LIBRARY, STACK, Class
from memscope.analyze.space.group import Member, RowGroup, end_of
from memscope.analyze.space.row import RowKey, What
from memscope.model.kinds import Kind
from memscope.model.region import Region

_BY_FILE = (Kind.FILE.value, Kind.SHARED.value)


def members_of(key: RowKey, regions: Sequence[Region]) -> Sequence[Member]:
    """Return what a group shows when it is opened, in order of address.

    Args:
        key: Of the group.
        regions: Its regions, in order of address.
    """
    class_: Class = (key.kind, key.label)
    if key.kind == LIBRARY:
        return _by_file(key, regions)
    if key.kind == STACK or class_ == ARENAS:
        return _by_owner(key, regions)
    if key.kind in _BY_FILE and any(one.inode for one in regions):
        return _by_file(key, regions)
    return regions


def _by_file(key: RowKey, regions: Sequence[Region]) -> Sequence[Member]:
    files: dict[str, list[Region]] = {}
    for region in regions:
        name = region.image or region.path or f"{region.start:x}"
        files.setdefault(name, []).append(region)
    found: list[Member] = [
        _thing(key._replace(label=name, start=0), those)
        for name, those in files.items()
    ]
    return sorted(found, key=end_of)


def _by_owner(key: RowKey, regions: Sequence[Region]) -> Sequence[Member]:
    """A stack with its guard; an arena with what is kept free for it."""
    things: list[list[Region]] = []
    for region in regions:
        if things and _belongs(region, things[-1]):
            things[-1].append(region)
        else:
            things.append([region])
    return [_thing(key._replace(start=_main(one).start), one) for one in things]


def _belongs(region: Region, those: Sequence[Region]) -> bool:
    """Tell whether a region goes on with what lies directly below it."""
    below = those[-1]
    if region.start != below.end:
        return False
    if region.kind is Kind.RESERVED:
        return True
    if region.kind is Kind.THREAD_STACK:
        return below.kind is Kind.GUARD or region.thread == below.thread is not None
    is_inside = region.kind is Kind.GUARD and region.thread is not None
    return is_inside and region.thread == below.thread


def _main(regions: Sequence[Region]) -> Region:
    """Return the region that the others are there for: never the guard."""
    lesser = (Kind.GUARD, Kind.RESERVED)
    return next((one for one in regions if one.kind not in lesser), regions[0])


def main_region(regions: Sequence[Region]) -> Region:
    """Return the region that speaks for some that belong together."""
    return regions[0] if len(regions) == 1 else _main(regions)


def _thing(key: RowKey, regions: Sequence[Region]) -> Member:
    if len(regions) == 1 and key.kind not in (LIBRARY, STACK):
        return regions[0]
    return RowGroup(key._replace(what=What.GROUP), regions)
