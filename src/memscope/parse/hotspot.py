"""HotSpot's own table of its fields, which it exports for debuggers.

OpenJDK: src/hotspot/share/runtime/vmStructs.hpp, `struct VMStructEntry`: three texts
(type, field, type of the field), a flag, an offset, an address.
"""

from struct import Struct as Layout

_LAYOUT = Layout("=3Qi4x2Q")
STRIDE = _LAYOUT.size
TABLE_SYMBOL = "gHotSpotVMStructs"
_MOST_PLACES = 64
MOST_BYTES = 512 << 10
"""Of the table; it has some 3,000 entries."""


def text_places(data: bytes, address: int, text: str) -> list[int]:
    """Return the addresses at which a text stands, as C stores it.

    A linker lets one text be the end of another one, so there may be several.

    Args:
        data: A section of constants.
        address: Where it begins.
        text: ASCII.
    """
    needle = text.encode("ascii") + b"\0"
    places: list[int] = []
    at = data.find(needle)
    while at >= 0 and len(places) < _MOST_PLACES:
        places.append(address + at)
        at = data.find(needle, at + 1)
    return places


def field_place(
    table: bytes, type_places: list[int], name_places: list[int]
) -> tuple[int, int] | None:
    """Return offset and address of a field; None: the table has no such one.

    The address is 0 unless the field is static.

    Args:
        table: The table's bytes.
        type_places: Where the name of the type may stand.
        name_places: Where the name of the field may stand.
    """
    for type_place in type_places:
        for name_place in name_places:
            needle = Layout("=2Q").pack(type_place, name_place)
            at = table.find(needle)
            if at >= 0 and at % STRIDE == 0 and at + STRIDE <= len(table):
                *_, offset, address = _LAYOUT.unpack_from(table, at)
                return offset, address
    return None
