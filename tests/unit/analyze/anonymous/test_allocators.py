"""Allocators by the files and symbols that are there."""

import pytest

from memscope.analyze.anonymous.allocators import library_of, loaded_allocators

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/usr/lib/x86_64-linux-gnu/libjemalloc.so.2", "jemalloc"),
        ("/usr/lib/libmimalloc.so.2.0", "mimalloc"),
        ("/usr/lib/libtcmalloc_minimal.so.4.5.9", "tcmalloc"),
        ("/usr/lib/libtcmalloc.so.4 (deleted)", "tcmalloc"),
        ("/usr/lib/libasan.so.8.0.0", "AddressSanitizer"),
        ("/usr/lib/libtsan.so.2", "ThreadSanitizer"),
        ("/usr/lib/llvm/libclang_rt.msan-x86_64.so", "MemorySanitizer"),
        ("/lib/libc-2.31.so", "glibc's malloc"),
        ("/usr/lib/x86_64-linux-musl/libc.so", "musl's malloc"),
        ("/usr/lib/x86_64-linux-gnu/libc.so", None),
        ("/lib/ld-musl-x86_64.so.1", "musl's malloc"),
        ("/usr/lib/libnotjemalloc.so.2", None),
        ("/usr/lib/libjemalloc.so.2.txt", None),
        ("/usr/lib/libcrypto.so.3", None),
    ],
)
def test_a_library_is_known_by_its_name(path: str, name: str | None) -> None:
    assert library_of(path) == name


def test_each_is_named_once_with_all_that_shows_it() -> None:
    paths = ["/lib/libc.so.6", "/usr/lib/libjemalloc.so.2"]

    found = loaded_allocators(paths, ["mallctl", "tc_malloc"])

    assert [(one.name, one.evidence) for one in found] == [
        ("jemalloc", ("library-loaded:libjemalloc.so.2", "symbol:mallctl")),
        ("tcmalloc", ("symbol:tc_malloc",)),
        ("glibc's malloc", ("library-loaded:libc.so.6",)),
    ]


def test_nothing_is_said_of_what_is_not_there() -> None:
    assert loaded_allocators(["/usr/bin/true"], []) == ()
