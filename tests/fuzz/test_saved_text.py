"""Any text is taken apart into processes that hold together, or into none."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memscope.codec.snapshot import decode_snapshot, encode_snapshot
from memscope.collect.saved.files import text_of
from memscope.collect.saved.snapshot import snapshot_of_saved
from memscope.model.process import Process
from memscope.parse.saved.text import parse_saved
from memscope.parse.smaps import parse_smaps
from tests.data.captured import CAPTURES
from tests.fuzz.mutations import mutated
from tests.unit.collect.saved.test_snapshot import SHOWMAP, SUMS

pytestmark = pytest.mark.fuzz

NOW = datetime(2026, 11, 30, tzinfo=UTC)
SMAPS = (CAPTURES / "threads-musl" / "smaps").read_bytes()
FOLDER = CAPTURES / "threads-glibc"
PMAP = b"""\
42:   app --port 1
Address           Kbytes     RSS   Dirty Mode  Mapping
0000560000000000       8       8       0 r---- app
0000560000002000       8       4       0 r-x-- app
0000560000004000       8       8       8 rw---   [ anon ]
00007ff000000000     132      16      16 rw---   [ stack ]
---------------- ------- ------- -------
total kB             156      36      24
"""
WIDE = b"""\
42:   app
         Address Perm   Offset Device Inode Size  Rss         VmFlags Mapping
    560000000000 r--p 00000000  fe:00    77    8    8     rd mr mw me app
    560000002000 r-xp 00002000  fe:00    77    8    4  rd ex mr mw me sh
    7ff000000000 rw-p 00000000  00:00     0  132   16  rd wr mr gd ac [stack]
                                             ==== ====
                                              148   28 KB
"""
ORIGINALS = (
    SMAPS[:4000], SHOWMAP, SUMS, PMAP, WIDE, PMAP + WIDE,
    (FOLDER / "maps").read_bytes(), (FOLDER / "status").read_bytes() + SMAPS[:3000],
    (FOLDER / "limits").read_bytes(),
)  # fmt: skip


def check(data: bytes) -> list[Process]:
    texts = text_of(data, "x")
    if not texts:
        return []
    snapshot = snapshot_of_saved(texts, NOW)
    assert decode_snapshot(encode_snapshot(snapshot)) == snapshot
    for process in snapshot.processes:
        top = 0
        for region in process.regions:
            assert top <= region.start < region.end
            top = region.end
            assert (region.usage.resident or 0) <= region.vma[1] - region.vma[0]
    return list(snapshot.processes)


@given(st.binary(max_size=400))
def test_any_bytes_are_taken_apart(data: bytes) -> None:
    check(data)


@pytest.mark.parametrize("original", ORIGINALS, ids=range(len(ORIGINALS)))
@settings(max_examples=40)
@given(data=st.data())
def test_spoilt_text_is_taken_apart(original: bytes, data: st.DataObject) -> None:
    check(data.draw(mutated(original)))


@pytest.mark.parametrize("original", [PMAP, WIDE, SHOWMAP, SUMS], ids=range(4))
def test_text_that_is_cut_anywhere_is_the_beginning_of_the_whole(
    original: bytes,
) -> None:
    (whole,) = check(original)
    for size in range(len(original)):
        for process in check(original[:size]):
            count = len(process.regions)
            same = [(one.start, one.end, one.path) for one in process.regions]
            assert same == [
                (one.start, one.end, one.path) for one in whole.regions[:count]
            ]
            if count < len(whole.regions):
                assert process.usage.resident is None


@settings(max_examples=60)
@given(data=st.data())
def test_lines_elsewhere_never_become_other_numbers(data: st.DataObject) -> None:
    lines = SMAPS.splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        to = data.draw(st.integers(0, len(lines) - 1))
        if data.draw(st.booleans()):
            lines.insert(to, lines[at])
        else:
            lines.insert(to, lines.pop(at))
    whole = parse_smaps(SMAPS)
    known = dict(zip(whole.vmas, whole.usages, strict=True))
    for process in parse_saved(b"".join(lines)):
        for vma, usage in zip(process.table.vmas, process.table.usages, strict=False):
            assert vma in known
            assert usage.resident in (None, known[vma].resident)
