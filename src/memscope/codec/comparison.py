"""Comparisons as JSON, version 1."""

from memscope.codec import names
from memscope.codec.comparison_wire import (
    WireComparison,
    WireIsolation,
    WirePair,
    WireRegionName,
    WireSameAddress,
)
from memscope.codec.to_wire import wire_gap, wire_system
from memscope.model.region import Region
from memscope.model.sharing import Comparison, Isolation, RegionPair


def encode_comparison(comparison: Comparison, *, indent: int = 0) -> bytes:
    """Return the comparison as JSON, version 1 of the format.

    Args:
        comparison: What to write.
        indent: Blanks a level, for people; 0: everything on one line.
    """
    return names.encode(wire_comparison(comparison), indent=indent)


def wire_comparison(comparison: Comparison) -> WireComparison:
    """Return the comparison in the shape of the format."""
    isolation = comparison.isolation
    return WireComparison(
        format="memscope.comparison",
        version=1,
        taken_at=comparison.taken_at.isoformat(timespec="microseconds"),
        took_ms=comparison.took_ms,
        system=wire_system(comparison.system),
        first=comparison.first,
        second=comparison.second,
        address_space=comparison.address_space,
        space_proofs=comparison.space_proofs,
        page_proof=comparison.page_proof,
        totals=comparison.totals,
        isolation=None if isolation is None else _isolation(isolation),
        elsewhere=comparison.elsewhere,
        pairs=tuple(_pair(one) for one in comparison.pairs),
        only_first=tuple(_name(one) for one in comparison.only_first),
        only_second=tuple(_name(one) for one in comparison.only_second),
        gaps=tuple(wire_gap(one) for one in comparison.gaps),
    )


def _pair(pair: RegionPair) -> WirePair:
    return WirePair(
        first=_name(pair.first),
        second=_name(pair.second),
        matched_by=pair.matched_by,
        same_address=pair.same_address,
        same_object=pair.same_object,
        sharing=pair.sharing,
        pages=pair.pages,
        proofs=pair.proofs,
        mappings=pair.mappings,
    )


def _name(region: Region) -> WireRegionName:
    return WireRegionName(
        start=hex(region.start),
        end=hex(region.end),
        perms=region.perms,
        segment=region.segment,
        kind=region.kind,
        label=region.label,
        path=region.path,
        thread=region.thread,
    )


def _isolation(isolation: Isolation) -> WireIsolation:
    return WireIsolation(
        isolation.pages,
        tuple(
            WireSameAddress(
                hex(one.address),
                one.label,
                one.proof,
                one.first_frame,
                one.second_frame,
            )
            for one in isolation.examples
        ),
    )
