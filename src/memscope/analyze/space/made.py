"""One row of the table, made when it is asked for."""

from memscope.analyze.space.amounts import amounts_of, together
from memscope.analyze.space.group import RowGroup, region_key
from memscope.analyze.space.hole import Hole
from memscope.analyze.space.pieces import PagesBelow, RowPiece
from memscope.analyze.space.row import RowKey, SpaceRow, What
from memscope.analyze.space.space import MemorySpace
from memscope.model.region import Region


def row_of(piece: RowPiece, at: int) -> SpaceRow:
    """Return the row of one thing of a piece.

    Args:
        piece: Says whose, how deep, and whether it is open.
        at: Which thing of the piece.
    """
    thing = piece.things[at]
    is_last = piece.has_end and at == piece.high - 1
    if isinstance(thing, Region):
        return _region(piece, thing, is_last=is_last)
    if isinstance(thing, RowGroup):
        return _group(piece, thing, is_last=is_last)
    if isinstance(thing, Hole):
        key = RowKey(piece.space.identity, What.HOLE, start=thing.start)
        return _plain(piece, key, thing.start, thing.end)
    if isinstance(thing, PagesBelow):
        return _strip(piece, thing.region)
    return _process(piece, thing)


def _region(piece: RowPiece, region: Region, *, is_last: bool) -> SpaceRow:
    return SpaceRow(
        key=region_key(piece.space.identity, region),
        what=What.REGION,
        depth=piece.depth,
        process=piece.space.process,
        start=region.start,
        end=region.end,
        regions=(region,),
        amounts=amounts_of((region,)),
        can_open=_has_pages(region),
        is_open=piece.is_open,
        is_last=is_last,
        stem=piece.stem,
        is_inside=piece.is_inside,
    )


def _group(piece: RowPiece, group: RowGroup, *, is_last: bool) -> SpaceRow:
    return SpaceRow(
        key=group.key,
        what=group.what,
        depth=piece.depth,
        process=piece.space.process,
        start=group.start,
        end=group.end,
        regions=group.regions,
        members=len(group.members),
        amounts=group.amounts,
        can_open=len(group.regions) > 1 or _has_pages(group.regions[0]),
        is_open=piece.is_open,
        is_last=is_last,
        stem=piece.stem,
        is_inside=piece.is_inside,
    )


def _has_pages(region: Region) -> bool:
    """Tell whether there is something to see in it: what is unknown may be there."""
    return region.usage.resident != 0 or bool(region.usage.swapped)


def _plain(piece: RowPiece, key: RowKey, start: int, end: int) -> SpaceRow:
    process = piece.space.process
    return SpaceRow(key, What(key.what), piece.depth, process, start, end)


def _strip(piece: RowPiece, region: Region) -> SpaceRow:
    key = RowKey(
        piece.space.identity, What.PAGES, 0, region.kind.value, "", region.start
    )
    return SpaceRow(
        key=key,
        what=What.PAGES,
        depth=piece.depth,
        process=piece.space.process,
        start=region.start,
        end=region.end,
        regions=(region,),
        amounts=amounts_of((region,)),
        is_last=piece.has_end,
        stem=piece.stem,
        is_inside=piece.is_inside,
    )


def _process(piece: RowPiece, space: MemorySpace) -> SpaceRow:
    groups = list(space.groups)
    return SpaceRow(
        key=RowKey(space.identity, What.PROCESS),
        what=What.PROCESS,
        depth=piece.depth,
        process=space.process,
        start=space.regions[0].start if space.regions else 0,
        end=space.regions[-1].end if space.regions else 0,
        regions=space.regions,
        members=len(groups),
        amounts=together(group.amounts for group in groups),
        can_open=bool(groups),
        is_open=piece.is_open,
    )
