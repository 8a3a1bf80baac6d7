"""A search that went as these records say."""

from msgspec.structs import replace

from memscope.model.address import Address
from memscope.model.find import Form, Hit, MemorySearch, Pattern, Reach, Stop
from memscope.model.kinds import Kind
from memscope.model.page import PageState
from memscope.model.place import HexRow, NamedAt, Pointer, Symbol, SymbolKind
from memscope.model.process import Process
from memscope.model.region import ProcessUsage
from memscope.model.snapshot import Gap
from tests.unit.analyze.regions import region

HEAP = region(Kind.HEAP, 0x5500_0000_0000, 33, path="[heap]", label="heap")
DATA = replace(
    region(Kind.DATA, 0x7F00_0000_0000, 1, inode=9, path="/lib/libx.so"),
    image="/lib/libx.so",
    label="data of libx.so",
)
ONE = region(Kind.SHARED, 0x7F10_0000_0000, 1, perms="rw-s", label="shared memory")
PROCESS = Process(
    *(4242, 1, 5, "orders\x1b[2J", None, (), "S", None),
    ProcessUsage(),
    threads=(),
    regions=(HEAP, DATA, ONE),
    abi="x86_64",
)
NAMED = NamedAt(
    Symbol("greeting", DATA.start + 0x100, 32, SymbolKind.OBJECT),
    "/lib/libx.so",
    0xC,
    is_inside=True,
    is_complete=True,
)


def hit(address: int, at: int, **more: object) -> Hit:
    where = next(one for one in PROCESS.regions if address in one)
    row = address - address % 16
    data = (b"." * 16 + b"needle" + b"." * 16)[16 - at : 32 - at]
    following = b"le" + bytes(14)
    rows = [HexRow(row, row + 16, PageState.PRESENT, data)]
    if at > 10:
        pointer = Pointer(HEAP.start + 0x40, HEAP, 0x40)
        rows.append(
            HexRow(row + 16, row + 32, PageState.PRESENT, following, (None, pointer))
        )
    return replace(Hit(Address(address), where, None, b"needle", tuple(rows)), **more)


SEARCH = MemorySearch(
    pattern=Pattern(Form.TEXT, "needle", 6, data=b"needle"),
    extent=Reach(
        mapped=35 * 4096,
        present=20 * 4096,
        elsewhere=4096,
        swapped=8192,
        kernel=3 * 4096,
        untouched=9 * 4096,
    ),
    hits=(
        hit(HEAP.start + 0x104, 4),
        hit(DATA.start + 0x10C, 12, named=NAMED),
        hit(ONE.start + 8, 8, same_as=HEAP.start + 0x104),
    ),
    read=19 * 4096,
    failed=4096,
    took_ms=12.5,
    stop=Stop.LIMIT,
    stopped_at=Address(ONE.start + 0x80),
)
GAPS = (Gap(what="smaps", pid=4242, why="permission denied", remedy="run as root"),)
