"""Comparisons as JSON, version 1."""

import msgspec

from memscope.codec.comparison_wire import (
    WireComparison,
    WireIsolation,
    WirePair,
    WireRegionName,
    WireSameAddress,
)
from memscope.codec.names import to_json
from memscope.codec.wire import WireGap, WireSystem
from memscope.model.region import Region
from memscope.model.sharing import Comparison, Isolation, RegionPair, Side
from memscope.model.snapshot import Gap


def encode_comparison(comparison: Comparison, *, indent: int = 0) -> bytes:
    """Return the comparison as JSON, version 1 of the format.

    Args:
        comparison: What to write.
        indent: Blanks a level, for people; 0: everything on one line.
    """
    data = msgspec.json.encode(wire_comparison(comparison))
    return msgspec.json.format(data, indent=indent) if indent else data


def wire_comparison(comparison: Comparison) -> WireComparison:
    """Return the comparison in the shape of the format."""
    isolation = comparison.isolation
    system = comparison.system
    return WireComparison(
        format="memscope.comparison",
        version=1,
        taken_at=comparison.taken_at.isoformat(timespec="microseconds"),
        took_ms=comparison.took_ms,
        system=WireSystem(
            kernel=to_json(system.kernel),
            machine=system.machine,
            page_size=system.page_size,
            boot_id=system.boot_id,
            hostname=_optional(system.hostname),
        ),
        first=_side(comparison.first),
        second=_side(comparison.second),
        address_space=comparison.address_space,
        space_proofs=comparison.space_proofs,
        page_proof=comparison.page_proof,
        totals=comparison.totals,
        isolation=None if isolation is None else _isolation(isolation),
        elsewhere=comparison.elsewhere,
        pairs=tuple(_pair(one) for one in comparison.pairs),
        only_first=tuple(_name(one) for one in comparison.only_first),
        only_second=tuple(_name(one) for one in comparison.only_second),
        gaps=tuple(_gap(one) for one in comparison.gaps),
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
        label=to_json(region.label),
        path=to_json(region.path),
        thread=region.thread,
    )


def _side(side: Side) -> Side:
    return msgspec.structs.replace(side, name=to_json(side.name))


def _isolation(isolation: Isolation) -> WireIsolation:
    return WireIsolation(
        isolation.pages,
        tuple(
            WireSameAddress(
                hex(one.address),
                to_json(one.label),
                one.proof,
                one.first_frame,
                one.second_frame,
            )
            for one in isolation.examples
        ),
    )


def _gap(gap: Gap) -> WireGap:
    return WireGap(
        what=to_json(gap.what),
        pid=gap.pid,
        why=to_json(gap.why),
        remedy=_optional(gap.remedy),
    )


def _optional(name: str | None) -> str | None:
    return None if name is None else to_json(name)
