"""One library at two paths is one object; two builds at one path are two."""

import pytest
from msgspec.structs import replace

from memscope.analyze.beside.objects import LIBRARY
from memscope.analyze.beside.rows import BesideRow, side_by_side
from memscope.analyze.sharing.regions import match_regions
from memscope.i18n import set_language
from memscope.model.kinds import Kind
from memscope.model.process import Build, Process
from memscope.model.region import RegionUsage
from memscope.model.sharing import MatchedBy
from memscope.render.words.beside import object_name
from tests.unit.analyze.beside.scene import EXE, process
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

OLD, NEW = "1a2b3c4d5e6f7788", "99aabbccddeeff00"
BASE = 0x7F00_0000_0000


def having(pid: int, *files: tuple[str, int, str]) -> Process:
    """Make a process with some libraries: path, inode, and build-id; "": unknown."""
    regions, builds = [], []
    for at, (path, inode, build) in enumerate(files):
        start = BASE + (at << 20)
        code = region(Kind.CODE, start, perms="r-xp", path=path, inode=inode)
        bss = region(Kind.BSS, start + 0x1000)
        usage = RegionUsage(resident=4096)
        regions += [replace(one, image=path, usage=usage) for one in (code, bss)]
        if build:
            builds.append(Build(path, code.device, inode, build))
    one = process(pid, [(each, "", {}) for each in regions])
    return replace(one, builds=tuple(builds))


def rows_of(*processes: Process) -> list[BesideRow]:
    return list(side_by_side("ABCD"[: len(processes)], processes).rows)


def has(row: BesideRow) -> list[bool]:
    return [part is not None for part in row.parts]


def test_a_library_at_two_paths_is_one_row() -> None:
    (row,) = rows_of(
        having(1, ("/lib/libx.so", 7, OLD)),
        having(2, ("/box/lib/libx.so", 900, OLD)),
        having(3, ("/lib/libx.so (deleted)", 7, OLD)),
    )
    assert row.key.sort == LIBRARY
    assert has(row) == [True, True, True]
    assert object_name(row) == "libx.so"
    assert [len(part.regions) for part in row.parts if part] == [2, 2, 2]


def test_what_an_update_put_at_a_path_is_another_row_and_says_so() -> None:
    rows = rows_of(
        having(1, ("/lib/libx.so (deleted)", 7, OLD)),
        having(2, ("/lib/libx.so", 8, NEW)),
        having(3, ("/lib/libx.so (deleted)", 7, OLD)),
    )
    assert {object_name(row): has(row) for row in rows} == {
        "libx.so, build 99aabbc": [False, True, False],
        "libx.so, build 1a2b3c4": [True, False, True],
    }
    set_language("ja")
    assert object_name(rows[1]) == "libx.so ビルド 1a2b3c4"


def test_one_process_may_have_both() -> None:
    rows = rows_of(
        having(1, ("/lib/libx.so (deleted)", 7, OLD), ("/lib/libx.so", 8, NEW)),
        having(2, ("/lib/libx.so", 8, NEW)),
    )
    assert sorted(map(has, rows)) == [[True, False], [True, True]]


def test_an_unknown_build_is_no_other_build() -> None:
    (row,) = rows_of(
        having(1, ("/lib/libx.so", 7, OLD)), having(2, ("/lib/libx.so", 7, ""))
    )
    assert has(row) == [True, True]
    rows = rows_of(
        having(1, ("/lib/libx.so", 7, OLD)),
        having(2, ("/lib/libx.so", 8, NEW)),
        having(3, ("/lib/libx.so", 9, "")),
    )
    assert [has(row).count(True) for row in rows] == [1, 1, 1]


def test_programs_are_beside_each_other_unless_they_are_two_builds_of_one() -> None:
    other = replace(having(2, ("/bin/other", 5, NEW)), exe="/bin/other")
    rows = rows_of(having(1, (EXE, 4, OLD)), other)
    assert all(has(row) == [True, True] for row in rows)
    rows = rows_of(having(1, (EXE, 4, OLD)), having(2, (EXE, 5, NEW)))
    assert sorted(map(has, rows)) == [[False, True]] * 2 + [[True, False]] * 2
    assert {object_name(row) for row in rows} == {
        *("code, build 1a2b3c4", "bss, build 1a2b3c4"),
        *("code, build 99aabbc", "bss, build 99aabbc"),
    }


def test_regions_of_one_build_correspond() -> None:
    one = having(1, ("/lib/libx.so", 7, OLD)).regions
    other = having(2, ("/a", 1, ""), ("/box/lib/libx.so", 900, OLD)).regions
    builds = {(one[0].device, 7): OLD, (one[0].device, 900): OLD}
    found = {match.by for match in match_regions(one, other, builds)[0]}
    assert MatchedBy.BUILD in found
    match = next(m for m in match_regions(one, other, builds)[0]
                 if m.by is MatchedBy.BUILD)  # fmt: skip
    assert match.second.path == "/box/lib/libx.so"
    assert match.shift == 1 << 20
    assert not match.same_object
