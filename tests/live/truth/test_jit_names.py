"""Generated code: its names stand in a file that the program itself wrote."""

import shutil
from pathlib import Path

import pytest

from memscope.collect.closer.where import Where
from tests.live.truth.cases import PROGRAMS, told

pytestmark = pytest.mark.live


def test_generated_code_has_the_name_that_the_program_wrote_down(
    tmp_path: Path,
) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine: apt install nodejs")

    # V8 leaves a log of its own in the folder that it starts in.
    command = (node, "--perf-basic-prof", PROGRAMS / "hot.js")
    with told(*command, cwd=tmp_path) as case:
        file = Path(f"/tmp/perf-{case.pid}.map")
        try:
            lines = file.read_text().splitlines()
            line = next(one for one in reversed(lines) if "hotLoopInOrder" in one)
            place = Where().look(case.pid, int(line.split()[0], 16) + 4).place
        finally:
            file.unlink(missing_ok=True)

    assert place.named is not None
    assert "hotLoopInOrderPricing" in place.named.symbol.name
    assert place.named.is_generated
    assert place.named.image == file.name
