from pathlib import Path

import pytest

from memscope.model.standing import Namespaces, Oom
from memscope.parse.status import Status
from memscope.proc.standing import is_at_home, namespaces_of, oom_of
from tests.unit.proc.fake_proc import fake_proc

pytestmark = pytest.mark.unit

WHOLE = b"         0          0 4294967295\n"


def test_score_and_its_adjustment_are_read(tmp_path: Path) -> None:
    fs = fake_proc(tmp_path, 7, oom_score=b"666\n", oom_score_adj=b"-17\n")

    with fs.process(7) as directory:
        assert oom_of(directory) == Oom(666, -17)


def test_a_kernel_that_says_neither_says_nothing(tmp_path: Path) -> None:
    with fake_proc(tmp_path, 7, stat=b"").process(7) as directory:
        assert oom_of(directory) is None


def test_names_lead_to_numbers_and_pids_go_inwards(tmp_path: Path) -> None:
    fs = fake_proc(tmp_path, 7, stat=b"")
    folder = tmp_path / "7" / "ns"
    folder.mkdir()
    (folder / "pid").symlink_to("pid:[4026531836]")
    (folder / "mnt").symlink_to("odd")

    with fs.process(7) as directory:
        found = namespaces_of(directory, Status(b"NSpid:\t7\t1\n"))

    assert found == Namespaces({"pid": 4026531836}, (7, 1))
    assert found.pid_inside == 1


@pytest.mark.parametrize(
    ("text", "home"),
    [(WHOLE, True), (b"         0     100000      65536\n", False), (b"", False)],
)
def test_rights_are_real_where_everybody_is_who_he_is(
    tmp_path: Path, text: bytes, home: bool
) -> None:
    with fake_proc(tmp_path, 7, uid_map=text).process(7) as directory:
        assert is_at_home(directory) is home
