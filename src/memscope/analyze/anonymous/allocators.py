"""Which allocators and sanitizers a process has loaded: said of it, of no region.

A library is a mapped file; what is linked into the program has symbols there. That one
is loaded does not say that it is used, nor that another one is not.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from memscope.analyze.meanings import file_name
from memscope.i18n import N_
from memscope.model.evidence import LIBRARY_LOADED, SYMBOL, with_detail
from memscope.model.process import Allocator

ASAN, TSAN, MSAN = "AddressSanitizer", "ThreadSanitizer", "MemorySanitizer"
JEMALLOC, MIMALLOC, TCMALLOC = "jemalloc", "mimalloc", "tcmalloc"
GLIBC, MUSL = N_("glibc's malloc"), N_("musl's malloc")

_LIBRARIES = (
    (ASAN, r"lib(?:asan|clang_rt\.asan[^/]*)\.so(?:\.\d+)*"),
    (TSAN, r"lib(?:tsan|clang_rt\.tsan[^/]*)\.so(?:\.\d+)*"),
    (MSAN, r"libclang_rt\.msan[^/]*\.so"),
    (JEMALLOC, r"libjemalloc\.so(?:\.\d+)*"),
    (MIMALLOC, r"libmimalloc(?:-secure|-debug)?\.so(?:\.\d+)*"),
    (TCMALLOC, r"libtcmalloc(?:_minimal|_and_profiler|_debug)*\.so(?:\.\d+)*"),
    (GLIBC, r"libc(?:-2\.\d+\.so|\.so\.6)"),
    (MUSL, r"ld-musl-[^/]+\.so\.1|libc\.musl-[^/]+\.so\.1"),
)
_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _LIBRARIES)

SYMBOLS = {
    "__asan_init": ASAN,
    "__tsan_init": TSAN,
    "__msan_init": MSAN,
    "mallctl": JEMALLOC,
    "je_mallctl": JEMALLOC,
    "_rjem_mallctl": JEMALLOC,
    "mi_malloc": MIMALLOC,
    "tc_malloc": TCMALLOC,
}
"""Symbols of the program itself, and whose they are."""


@lru_cache(maxsize=4096)
def library_of(path: str) -> str | None:
    """Return the allocator that a mapped file is; None: none that we know."""
    name = file_name(path.removesuffix(" (deleted)"))
    if name == "libc.so" and "musl" in path:
        return MUSL
    return next((one for one, pattern in _PATTERNS if pattern.fullmatch(name)), None)


def loaded_allocators(
    paths: Iterable[str], symbols: Iterable[str]
) -> tuple[Allocator, ...]:
    """Return what is loaded, in a fixed order.

    Args:
        paths: Of all files that are mapped as code.
        symbols: Those of `SYMBOLS` that the program has.
    """
    return _loaded(frozenset(paths), frozenset(symbols))


@lru_cache(maxsize=256)
def _loaded(paths: frozenset[str], symbols: frozenset[str]) -> tuple[Allocator, ...]:
    """Work it out once for all processes that run the same program."""
    found: dict[str, list[str]] = {}
    for path in sorted(paths):
        if name := library_of(path):
            evidence = with_detail(LIBRARY_LOADED, file_name(path))
            found.setdefault(name, []).append(evidence)
    for symbol in sorted(symbols):
        found.setdefault(SYMBOLS[symbol], []).append(with_detail(SYMBOL, symbol))
    names = dict.fromkeys([*(name for name, _ in _LIBRARIES)])
    return tuple(Allocator(one, tuple(found[one])) for one in names if one in found)
