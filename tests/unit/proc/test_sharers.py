"""Who shares a memory, where the kernel does not compare: sizes that all may read."""

from pathlib import Path

import pytest

from memscope.parse.stat import parse_stat
from memscope.proc import sharers
from memscope.proc.fs import ProcFs
from memscope.proc.kcmp import KcmpUnavailable
from memscope.proc.sharers import all_in, shares_memory
from tests.unit.proc.fake_proc import fake_proc

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def refusing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(first: int, second: int) -> int:
        raise KcmpUnavailable("permission denied")

    monkeypatch.setattr(sharers, "compare_address_spaces", refuse)
    monkeypatch.setattr(sharers, "ProcFs", lambda: ProcFs(str(tmp_path)))


@pytest.mark.parametrize(
    ("sizes", "shares"),
    [(b"900 80 40 1 0 7 0", None), (b"900 81 40 1 0 7 0", False)],
)
def test_other_sizes_are_another_memory_and_equal_ones_say_nothing(
    tmp_path: Path, sizes: bytes, shares: bool | None
) -> None:
    fake_proc(tmp_path, 42, statm=b"900 80 40 1 0 7 0")
    fake_proc(tmp_path, 43, statm=sizes)

    assert shares_memory(42, 43) is shares


def test_who_has_ended_shares_nothing(tmp_path: Path) -> None:
    fake_proc(tmp_path, 42, statm=b"900 80 40 1 0 7 0")

    assert shares_memory(42, 43) is False


def test_where_stat_hides_its_addresses_nobody_can_be_found() -> None:
    stat = parse_stat(b"42 (x) S " + b"1 " * 60)

    assert stat.start_code is None
    assert not all_in(stat, 42).is_whole
