"""What a row is called: the label, or the path of a file that people can open."""

from pathlib import Path

import pytest

from memscope.render.runs import plain
from memscope.render.text.snapshot import snapshot_lines
from tests.live.truth.cases import built, told
from tests.live.truth.invariants import broken

pytestmark = pytest.mark.live

KERNEL_S = ("/memfd:", "/SYSV", "/dev/zero", "socket:[", "anon_inode:", "/secretmem")


def test_only_what_had_a_name_has_lost_it(tmp_path: Path) -> None:
    library = tmp_path / "plugin.so"
    library.write_bytes(built("plugins/plugin.c", "-shared", "-fPIC").read_bytes())
    with told(built("deleted_names.c"), library) as case:
        snapshot = case.look()
        process = snapshot.process(case.pid)
        assert process is not None
        assert broken(snapshot) == []

    gone = {one.path for one in process.regions if one.deleted}
    assert gone == {f"{library} (deleted)"}
    labels = {one.label for one in process.regions}
    assert not [one for one in labels if "(deleted)" in one]
    assert {"constants of plugin.so", "bss of plugin.so", "memfd jit-code"} <= labels


def test_a_row_has_no_path_that_only_the_kernel_knows(tmp_path: Path) -> None:
    library = tmp_path / "plugin.so"
    library.write_bytes(built("plugins/plugin.c", "-shared", "-fPIC").read_bytes())
    with told(built("deleted_names.c"), library) as case:
        rows = [plain(one) for one in snapshot_lines(case.look())]

    named = [one for one in rows if any(path in one for path in KERNEL_S)]
    assert named == []
    marked = [one for one in rows if str(library) in one and "-" in one.split()[0]]
    assert marked
    assert all(" deleted  " in one for one in marked)
    assert any(one.endswith("System V shared memory") for one in rows)
