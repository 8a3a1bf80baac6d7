"""A place that was asked for, and why it answers."""

from dataclasses import dataclass

from memscope.model.place import Symbol
from memscope.model.region import Region
from memscope.model.word import Word


class Way(Word):
    """How what was typed leads to a place."""

    LETTER = "letter"
    ADDRESS = "address"
    DECIMAL = "decimal"
    """An address in decimal digits, as Python's id() prints it."""
    THREAD = "thread"
    PROCESS = "process"
    NAME = "name"
    PATH = "path"
    SYMBOL = "symbol"


@dataclass(frozen=True, slots=True)
class Destination:
    """A place.

    Attributes:
        way: How it was found.
        process: Pid and start time.
        address: Where; None: what was asked for is known, but not where it is.
        name: What it is called; not made safe yet. "": the region's name says it.
        region: What is mapped there; None: nothing is.
        symbol: The symbol, where it is one.
        count: How many regions have this name.
        why_not: Why there is no address, English; to be translated when shown.
    """

    way: Way
    process: tuple[int, int]
    address: int | None
    name: str = ""
    region: Region | None = None
    symbol: Symbol | None = None
    count: int = 1
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class FoundSymbol:
    """A symbol of a process.

    Attributes:
        symbol: With the address that it has there.
        path: The file that names it.
    """

    symbol: Symbol
    path: str
