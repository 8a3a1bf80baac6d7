"""Small objects, buffers and mappings in turn, as a program that runs for a while has.

Its objects lie in Python's arenas, its buffers and mappings never do. Runs with any
CPython since 2.7, where `id` is an address.
"""
# mypy: ignore-errors

import ctypes
import mmap
import sys
import time

COUNT, STEP = 9000, 1500

objects, foreign = [], []


def mapped(size):
    one = mmap.mmap(-1, size, mmap.MAP_PRIVATE)
    one[: size // 2] = b"a" * (size // 2)
    foreign.append(one)


def say(word, address, rest):
    sys.stdout.write(" ".join((word, format(address, "x"), rest)) + "\n")


for turn in range(12):
    objects.append([[] for _ in range(COUNT)])
    mapped(mmap.PAGESIZE * (1, 2, 3, 16, 300)[turn % 5])
    objects.append([[] for _ in range(COUNT)])
    foreign.append(bytearray(200000 + 100000 * turn))
    if turn % 4 == 3:
        objects.pop(turn)
for some in objects:
    for one in some[::STEP]:
        say("says", id(one), "Python's objects")
for one in foreign:
    start = ctypes.addressof(ctypes.c_char.from_buffer(one))
    for at in (0, len(one) // 2, len(one) - 1):
        say("unsaid", start + at, "Python")
sys.stdout.write("ready\n")
sys.stdout.flush()
time.sleep(600)
