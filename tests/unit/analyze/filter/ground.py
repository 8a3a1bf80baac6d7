"""A process of known regions, and what a filter shows of it."""

from msgspec.structs import replace

from memscope.analyze.filter.bearings import Bearings
from memscope.analyze.filter.matching import Matcher
from memscope.analyze.filter.parse import parse
from memscope.analyze.growth.growth import Growth
from memscope.model.kinds import Confidence, Kind
from memscope.model.process import Process, Thread
from memscope.model.region import ProcessUsage, RegionUsage
from tests.unit.analyze.regions import region

MIB = 1 << 20
EXE = "/usr/bin/shop"
LIBSSL = "/usr/lib/libssl.so.3"


def usage(resident: int, shared: int = 0, swapped: int = 0) -> RegionUsage:
    return RegionUsage(
        resident=resident, private=resident - shared, shared=shared, swapped=swapped
    )


def shop() -> Process:
    """Return seven regions: each has something of its own that a filter can ask for."""
    code = region(Kind.CODE, 0x400000, end=0x500000, perms="r-xp", path=EXE, inode=7)
    heap = region(Kind.HEAP, 0x600000, end=0x600000 + 8 * MIB, path="[heap]")
    anon = region(
        Kind.ANON, 0x7F0000000000, end=0x7F0040000000, label="Python's objects"
    )
    ssl = region(Kind.RODATA, 0x7F1000000000, end=0x7F1000100000, perms="r--p",
                 path=LIBSSL, inode=9)  # fmt: skip
    text = region(Kind.CODE, 0x7F1000100000, end=0x7F1000300000, perms="r-xp",
                  path=LIBSSL, inode=9)  # fmt: skip
    guard = region(Kind.GUARD, 0x7F2000000000, end=0x7F2000001000, perms="---p")
    stack = region(Kind.THREAD_STACK, 0x7F2000001000, end=0x7F2000801000,
                   label="stack of waitress-1")  # fmt: skip
    rows = (
        replace(code, usage=usage(MIB, MIB), image=EXE),
        replace(heap, usage=usage(6 * MIB)),
        replace(anon, usage=usage(4 * MIB), confidence=Confidence.GUESS),
        replace(ssl, usage=usage(MIB, MIB), image=LIBSSL),
        replace(text, usage=usage(2 * MIB, MIB), image=LIBSSL),
        replace(guard, thread=4250),
        replace(stack, usage=usage(65536, swapped=7 * MIB), thread=4250),
    )
    threads = (Thread(4200, "shop", "S"), Thread(4250, "waitress-1", "R"))
    return Process(
        *(4200, 1, 5, "shop", EXE, ("shop",), "S", None), ProcessUsage(), threads, rows
    )


SHOP = shop()
GROWTH = Growth(
    span_s=30, by_start={0x600000: 2 * MIB, 0x7F0000000000: -MIB}, total=MIB
)
BEARINGS = Bearings(
    SHOP,
    GROWTH,
    now=100,
    bookmark=80,
    appeared={0x7F0000000000: 95},
    watched_since=10,
)
NAMES = ("code", "heap", "anon", "rodata", "text", "guard", "stack")


def shown(text: str, bearings: Bearings = BEARINGS) -> list[str]:
    """Return the names of the regions that a filter shows."""
    ask = Matcher(parse(text)).on(bearings)
    return [
        name
        for name, one in zip(NAMES, bearings.process.regions, strict=True)
        if ask(one)
    ]
