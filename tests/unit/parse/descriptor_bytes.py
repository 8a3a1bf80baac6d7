"""Thread descriptors as the C libraries write them, for tests."""

import struct

from memscope.parse.pthread import GLIBC_I386, GLIBC_X86_64, MUSL_X86_64


def glibc(
    address: int,
    *,
    tid: int = 77,
    block: int = 0x7F0000000000,
    size: int = 0x801000,
    guard: int = 0x1000,
    after: int = 0,
    before: int = 0,
) -> bytes:
    """Return glibc's descriptor; `after` and `before` are other descriptors."""
    data = bytearray(GLIBC_X86_64.size)
    struct.pack_into("=Q", data, 0x0, address)
    struct.pack_into("=Q", data, 0x10, address)
    link = GLIBC_X86_64.link
    struct.pack_into("=2Q", data, link, after + link, before + link)
    struct.pack_into("=i", data, 0x2D0, tid)
    struct.pack_into("=3Q", data, 0x690, block, size, guard)
    return bytes(data)


def glibc_i386(
    address: int,
    *,
    tid: int = 77,
    block: int = 0xF7000000,
    size: int = 0x801000,
    guard: int = 0x1000,
    after: int = 0,
    before: int = 0,
) -> bytes:
    """Return glibc's descriptor in a 32-bit program."""
    data = bytearray(GLIBC_I386.size)
    struct.pack_into("=I", data, 0x0, address)
    struct.pack_into("=I", data, 0x8, address)
    link = GLIBC_I386.link
    struct.pack_into("=2I", data, link, after + link, before + link)
    struct.pack_into("=i", data, 0x68, tid)
    struct.pack_into("=3I", data, 0x260, block, size, guard)
    return bytes(data)


def musl(
    address: int,
    *,
    tid: int = 77,
    base: int = 0x7F0000000000,
    length: int = 0x23000,
    top: int = 0x7F0000022B20,
    size: int = 0x20B20,
    guard: int = 0x2000,
    after: int = 0,
    before: int = 0,
) -> bytes:
    """Return musl's descriptor."""
    data = bytearray(MUSL_X86_64.size)
    struct.pack_into("=Q", data, 0x0, address)
    struct.pack_into("=2Q", data, 0x10, before, after)
    struct.pack_into("=i", data, 0x30, tid)
    struct.pack_into("=5Q", data, 0x48, base, length, top, size, guard)
    return bytes(data)
