"""What is behind the regions, and how much of that is in RAM, mapped here or not."""

from collections.abc import Sequence

from msgspec.structs import replace

from memscope.analyze.classify import Piece
from memscope.collect.look.look import Look
from memscope.model.region import Region
from memscope.proc.backing import Backings, FileFacts


def with_files(
    look: Look, pieces: Sequence[Piece], regions: tuple[Region, ...]
) -> tuple[Region, ...]:
    """Add to each region what is behind it; those of which that is known stay."""
    backings = Backings(look.directory)
    table = look.table
    flags = table.flags or [()] * len(table.vmas)
    facts = [
        backings.of(vma, words) for vma, words in zip(table.vmas, flags, strict=True)
    ]
    return tuple(
        _with_facts(region, facts[piece.vma])
        for region, piece in zip(regions, pieces, strict=True)
    )


def _with_facts(region: Region, facts: FileFacts) -> Region:
    if (region.backing, region.allocated) == (facts.backing, facts.allocated):
        return region
    return replace(region, backing=facts.backing, allocated=facts.allocated)
