"""Which addresses somebody means: a range, an address, a segment, a kind, a label."""

import re
from collections.abc import Callable, Sequence

from memscope.analyze.where import RegionIndex
from memscope.errors import UsageProblem
from memscope.i18n import _
from memscope.model.ranges import Ranges
from memscope.model.region import Region

_RANGE = re.compile(r"(?:0[xX])?([0-9a-fA-F]{1,16})-(?:0[xX])?([0-9a-fA-F]{1,16})")
_ADDRESS = re.compile(r"0[xX]([0-9a-fA-F]{1,16})|([0-9a-fA-F]{6,16})")


def addresses_meant(written: str, regions: Sequence[Region]) -> Ranges:
    """Return the addresses; those of a region where one address is given.

    Args:
        written: `7f00-7f80`, `0x7f3a00001000`, `heap`, `thread-stack`, `libc.so.6`, or
            a part of a label.
        regions: Of the process, in order of address.

    Raises:
        UsageProblem: It means nothing here.
    """
    text = written.strip()
    if found := _RANGE.fullmatch(text):
        return _range(written, int(found[1], 16), int(found[2], 16))
    if text and (named := _exactly(text, regions)):
        return covering(named)
    if (address := address_meant(text)) is not None:
        region = RegionIndex(regions).at(address)
        if region is None:
            why = _("nothing is mapped at {address}")
            raise UsageProblem(why.format(address=f"0x{address:x}"))
        return covering([region])
    if named := _partly(text, regions):
        return covering(named)
    raise UsageProblem(
        _("no region here is {text}").format(text=repr(written)),
        hint=_("`memscope snapshot` lists what they are called; or give addresses."),
    )


def address_meant(written: str) -> int | None:
    """Return the address that is written; None when it is no address."""
    found = _ADDRESS.fullmatch(written.strip())
    return int(found[1] or found[2], 16) if found else None


def covering(regions: Sequence[Region]) -> Ranges:
    """Return the addresses of regions, neighbours as one range."""
    return Ranges([one.start for one in regions], [one.end for one in regions]).joined()


def _range(written: str, low: int, high: int) -> Ranges:
    if low >= high:
        raise UsageProblem(_("an empty range: {text}").format(text=written))
    return Ranges([low], [high])


def _exactly(text: str, regions: Sequence[Region]) -> list[Region]:
    wanted = text.casefold()
    ways: tuple[Callable[[Region], bool], ...] = (
        lambda one: wanted == one.segment.value,
        lambda one: wanted in (one.kind.value, one.path.casefold()),
        lambda one: wanted in (one.label.casefold(), _name(one)),
    )
    for is_meant in ways:
        if found := [one for one in regions if is_meant(one)]:
            return found
    return []


def _name(region: Region) -> str:
    return (region.image or region.path).rpartition("/")[2].casefold()


def _partly(text: str, regions: Sequence[Region]) -> list[Region]:
    wanted = text.casefold()
    return [
        one
        for one in regions
        if text and (wanted in one.label.casefold() or wanted in one.path.casefold())
    ]
