"""One program, every way to get memory from the kernel."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from memscope.model.process import Process
from memscope.model.region import Region
from tests.live.core.looking import look_at, region_at
from tests.live.programs.c import Target, running

pytestmark = pytest.mark.live

PYTHON = r"""
import ctypes, json, mmap, os, sys, tempfile

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = libc.shmat.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3,
                      ctypes.c_long]
libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
NONE, READ, WRITE, EXEC = 0, 1, 2, 4
SHARED, PRIVATE, ANON = 1, 2, 0x20
SIZE = 64 << 10
folder = sys.argv[1]
facts = {}


def keep(name, prot, flags, fd=-1, size=SIZE):
    # Pages without access on both sides: the kernel merges nothing with it.
    room = libc.mmap(None, size + 2 * SIZE, NONE, PRIVATE | ANON, -1, 0)
    found = libc.mmap(room + SIZE, size, prot, flags | 0x10, fd, 0)  # MAP_FIXED
    assert found == room + SIZE, (name, ctypes.get_errno())
    facts[name] = found


def file_of(name, data=b"text\n" * 20000):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(data)
    return os.open(path, os.O_RDWR)


keep("private", READ | WRITE, PRIVATE | ANON)
keep("read-only", READ, PRIVATE | ANON)
keep("reserved", NONE, PRIVATE | ANON)
keep("generated", READ | EXEC, PRIVATE | ANON)
keep("writable-code", READ | WRITE | EXEC, PRIVATE | ANON)
keep("shared", READ | WRITE, SHARED | ANON)
keep("shared-without-access", NONE, SHARED | ANON)
zero = os.open("/dev/zero", os.O_RDWR)
keep("zero-private", READ | WRITE, PRIVATE, zero)
keep("zero-shared", READ | WRITE, SHARED, zero)
text = file_of("a file.txt")
keep("file-private", READ | WRITE, PRIVATE, text)
keep("file-shared", READ | WRITE, SHARED, text)
keep("file-read-only", READ, SHARED, text)
keep("file-without-access", NONE, PRIVATE, text)
keep("text-executable", READ | EXEC, PRIVATE, text)
gone = file_of("gone.txt")
os.unlink(os.path.join(folder, "gone.txt"))
keep("file-deleted", READ, PRIVATE, gone)
fake = file_of("fake (deleted)")
keep("file-called-deleted", READ, PRIVATE, fake)
memfd = os.memfd_create("bytes")
os.ftruncate(memfd, SIZE)
keep("memfd-shared", READ | WRITE, SHARED, memfd)
keep("memfd-private", READ | WRITE, PRIVATE, memfd)
keep("memfd-code", READ | EXEC, PRIVATE, memfd)
if os.access("/dev/shm", os.W_OK):
    posix, path = tempfile.mkstemp(prefix="memscope-", dir="/dev/shm")
    os.truncate(path, SIZE)
    keep("posix-shared", READ | WRITE, SHARED, posix)
    keep("posix-private", READ | WRITE, PRIVATE, posix)
    os.unlink(path)
segment = libc.shmget(0, SIZE, 0o600)
if segment >= 0:
    facts["system-v"] = libc.shmat(segment, None, 0)
    libc.shmctl(segment, 0, None)  # IPC_RMID: gone when nobody is attached
print(json.dumps(facts), flush=True)
sys.stdin.read()
"""

EXPECTED = {
    "private": "anon",
    "read-only": "anon",
    "reserved": "reserved",
    "generated": "jit",
    "writable-code": "jit",
    "shared": "shared",
    "shared-without-access": "shared",
    "zero-private": "anon",
    "zero-shared": "shared",
    "file-private": "file",
    "file-shared": "file",
    "file-read-only": "file",
    "file-without-access": "reserved",
    "text-executable": "code",
    "file-deleted": "file",
    "file-called-deleted": "file",
    "memfd-shared": "shared",
    "memfd-private": "file",
    "memfd-code": "jit",
    "posix-shared": "shared",
    "posix-private": "file",
    "system-v": "shared",
}


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    folder = tmp_path_factory.mktemp("mapped")
    with running([sys.executable, "-c", PYTHON, folder]) as target:
        yield target


@pytest.fixture(scope="module")
def process(target: Target) -> Process:
    return look_at(target.pid)


@pytest.fixture
def regions(target: Target, process: Process) -> dict[str, Region]:
    return {name: region_at(process, address) for name, address in target.facts.items()}


def test_every_mapping_has_the_kind_it_was_asked_for(
    regions: dict[str, Region],
) -> None:
    found = {name: region.kind.value for name, region in regions.items()}

    assert found == {name: EXPECTED[name] for name in found}
    assert len(found) >= len(EXPECTED) - 3


def test_only_what_is_shared_is_called_so(regions: dict[str, Region]) -> None:
    for name, region in regions.items():
        is_shared = region.perms.endswith("s")
        assert ("shared-mapping" in region.evidence) == is_shared, name


def test_no_private_mapping_counts_as_shared_memory(
    regions: dict[str, Region],
) -> None:
    segments = {name: region.segment.value for name, region in regions.items()}

    assert {name: segments[name] for name in ("file-private", "memfd-private")} == {
        "file-private": "file",
        "memfd-private": "file",
    }
    assert segments["zero-shared"] == "shared"
    for name, region in regions.items():
        assert segments[name] != "shared" or region.perms.endswith("s"), name


def test_a_name_that_is_gone_is_told_from_one_that_ends_like_it(
    regions: dict[str, Region],
) -> None:
    assert regions["file-deleted"].path.endswith("gone.txt (deleted)")
    assert regions["file-deleted"].deleted
    assert regions["file-called-deleted"].path.endswith("fake (deleted)")
    assert not regions["file-called-deleted"].deleted
    assert not regions["file-shared"].deleted


def test_text_that_can_be_executed_is_not_claimed_to_be_an_image(
    regions: dict[str, Region],
) -> None:
    region = regions["text-executable"]

    assert region.image is None
    assert region.confidence.value == "likely"


def test_no_mapping_was_cut(target: Target, process: Process) -> None:
    for address in target.facts.values():
        assert region_at(process, address).is_whole_vma


def test_the_kernels_text_says_the_same(target: Target, process: Process) -> None:
    """Byte for byte: what the records say prints as the kernel prints it."""
    text = Path(f"/proc/{target.pid}/maps").read_bytes()

    vmas = {region.vma: region for region in reversed(process.regions)}
    printed = b""
    for (start, end), region in sorted(vmas.items()):
        head = (
            f"{start:08x}-{end:08x} {region.perms} {region.offset:08x} "
            f"{region.device} {region.inode} "
        ).encode()
        path = region.path.encode("utf-8", "surrogateescape")
        printed += (head.ljust(73) + path if path else head) + b"\n"

    assert printed == text
