import os
from pathlib import Path

import pytest

from memscope.proc import limit_probes
from memscope.proc.cgroups import Cgroups
from memscope.proc.limit_probes import control_group, kernel_log
from memscope.proc.probes import Missing
from tests.unit.proc.cgroup_tree import version_1, version_2

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("tree", "said"), [(version_1, "version 1"), (version_2, "version 2")]
)
def test_the_version_is_told(
    tree: object, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callable(tree)
    fs = tree(tmp_path)
    monkeypatch.setattr(limit_probes, "Cgroups", lambda: Cgroups(fs))

    with fs.process(42) as directory:
        assert control_group(directory) == said


def test_a_hierarchy_that_is_not_there_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fs = version_2(tmp_path, root="/elsewhere")
    monkeypatch.setattr(limit_probes, "Cgroups", lambda: Cgroups(fs))

    with fs.process(42) as directory, pytest.raises(Missing, match="not mounted"):
        control_group(directory)


@pytest.mark.parametrize("error", [PermissionError, FileNotFoundError])
def test_a_log_that_may_not_be_read_is_missing(
    error: type[OSError], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise error(1, "no")

    fs = version_2(tmp_path)
    with fs.process(42) as directory:
        monkeypatch.setattr(os, "open", refuse)
        with pytest.raises(Missing) as raised:
            kernel_log(directory)

    assert (raised.value.remedy is not None) is (error is PermissionError)
