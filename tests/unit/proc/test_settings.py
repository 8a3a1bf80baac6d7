import os
from pathlib import Path

import pytest

from memscope.proc.settings import read_settings

pytestmark = pytest.mark.unit


def test_what_a_machine_does_not_say_is_unknown(tmp_path: Path) -> None:
    settings = read_settings(str(tmp_path))

    assert (settings.max_map_count, settings.tasks) == (None, None)
    assert (settings.mem_total, settings.committed, settings.pressure) == (None,) * 3
    assert settings.cpus == os.cpu_count()


def test_numbers_are_those_of_their_files(tmp_path: Path) -> None:
    for name, text in {
        "sys/vm/max_map_count": "65530\n",
        "sys/vm/overcommit_memory": "2\n",
        "sys/kernel/threads-max": "1000\n",
        "sys/kernel/pid_max": "4194304\n",
        "loadavg": "0.1 0.2 0.3 1/234 77\n",
        "meminfo": "MemTotal: 8 kB\nSwapTotal: 4 kB\nCommitLimit: 12 kB\n",
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    settings = read_settings(str(tmp_path))

    assert (settings.max_map_count, settings.overcommit_memory) == (65530, 2)
    assert (settings.threads_max, settings.pid_max) == (1000, 4194304)
    assert settings.tasks == 234
    assert (settings.mem_total, settings.swap_total) == (8192, 4096)
    assert settings.commit_limit == 12288
