"""What a control group is charged with, of a group that the test makes."""

import subprocess
from pathlib import Path

import pytest

from memscope.collect.answer import why
from memscope.model.finding import Severity
from memscope.model.kinds import Confidence
from tests.live.why.cannot import CannotTry
from tests.live.why.control_group import joined
from tests.live.why.ward import finding

pytestmark = pytest.mark.live

MIB = 1 << 20
WRITE = 'head -c 48M /dev/zero > "$0" && echo ready && read -r line'


def test_a_file_in_ram_that_nobody_holds_is_charged_to_the_group(
    request: pytest.FixtureRequest,
) -> None:
    file = Path("/dev/shm/memscope-ward")
    request.addfinalizer(lambda: file.unlink(missing_ok=True))
    try:
        with (
            joined(56 * MIB) as join,
            subprocess.Popen(
                [*join, "sh", "-c", WRITE, str(file)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            ) as process,
        ):
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            found = finding(why(process.pid), "tmpfs-nobody-maps")
            file.unlink()
            process.communicate(b"\n")
    except CannotTry as missing:
        pytest.skip(str(missing))

    assert found is not None
    assert found.severity is Severity.PROBLEM
    assert found.confidence is Confidence.LIKELY
    assert found.bytes == pytest.approx(48 * MIB, rel=0.05)
