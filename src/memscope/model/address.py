"""An address: a number in Python, hex digits in JSON."""


class Address(int):
    """An address in the memory of a process.

    Its type tells the formats to write `0x7f00`: JSON's numbers are doubles for many
    readers, and those do not hold 64 bits. What is computed from it is an int again.
    """

    __slots__ = ()


def address_or_none(value: int | None) -> Address | None:
    """Return the address that a number is; None stays unknown."""
    return None if value is None else Address(value)
