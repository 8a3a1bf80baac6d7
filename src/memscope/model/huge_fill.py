"""How full huge pages are."""

from msgspec import Struct

from memscope.model.address import Address
from memscope.model.region import Size


class HugeFill(Struct, frozen=True, gc=False):
    """The huge pages of one region.

    Attributes:
        start: First address of the region.
        huge: Bytes that it has in RAM as huge pages.
        looked: Of these, bytes that were looked at, spread evenly.
        empty: Of the latter, bytes in pages of ordinary size that are all zeros.
    """

    start: Address
    huge: Size
    looked: Size
    empty: Size
