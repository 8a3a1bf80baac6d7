"""Addresses as people write them.

Hexadecimal, with or without 0x, as in /proc/PID/maps and everything that memscope
prints. Digits alone may also be decimal, as Python's id() prints an address: they are
read so when nothing is mapped at the hexadecimal reading and something is at the
decimal one.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from memscope.errors import UsageProblem
from memscope.i18n import _

_HEX = re.compile(r"(?:0[xX])?([0-9a-fA-F]+)")
_DIGITS = re.compile(r"[0-9]+")
_LIMIT = 1 << 64


@dataclass(frozen=True, slots=True)
class WrittenAddress:
    """What a written address may mean.

    Attributes:
        readings: One or two addresses, the hexadecimal reading first.
    """

    readings: tuple[int, ...]

    def choose(self, is_mapped: Callable[[int], bool]) -> int:
        """Return the reading at which something is mapped, else the first one."""
        return next(filter(is_mapped, self.readings), self.readings[0])


def parse_address(text: str, user_bits: int) -> WrittenAddress:
    """Read an address.

    Args:
        text: As written by a person.
        user_bits: Width of the addresses that programs can have here; 47 on most
            x86_64 machines. The kernel has as many at the other end.

    Raises:
        UsageProblem: No address at all, or one that no program can have.
    """
    written = text.strip()
    if not (found := _HEX.fullmatch(written)):
        raise UsageProblem(
            _("not an address: {text}").format(text=repr(text)),
            hint=_("Write it in hexadecimal: 0x7f3a00001000 or 7f3a00001000."),
        )
    readings = [int(found[1], 16)]
    # int() of a very long decimal number is slow, and refused; it is no address.
    if _DIGITS.fullmatch(written) and len(written) <= 20:
        readings.append(int(written))
    possible = tuple(
        one for one in dict.fromkeys(readings) if _is_canonical(one, user_bits)
    )
    if not possible:
        raise UsageProblem(_why_impossible(readings[0]))
    return WrittenAddress(possible)


def _is_canonical(address: int, user_bits: int) -> bool:
    size = 1 << user_bits
    return address < size or _LIMIT - size <= address < _LIMIT


def _why_impossible(address: int) -> str:
    if address >= _LIMIT:
        return _("not an address: more than 64 bits")
    text = _("0x{address:x} is no address of this machine: it is not canonical")
    return text.format(address=address)
