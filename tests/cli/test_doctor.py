import json
import os

import pytest

from memscope.proc.processes import with_descendants
from tests.cli.command import memscope

pytestmark = pytest.mark.cli


def test_the_doctor_says_for_each_thing_whether_it_works() -> None:
    result = memscope("doctor", "--format", "json")

    report = json.loads(result.stdout)
    assert report["format"] == "memscope.doctor"
    by_id = {check["id"]: check for check in report["checks"]}
    assert len(by_id) == len(report["checks"])
    assert {"maps", "smaps", "page-scan", "kcmp", "frames", "compiler"} <= set(by_id)
    assert result.returncode == int(not by_id["maps"]["ok"])
    for check in by_id.values():
        assert check["what"]
        assert check["without"]
        assert check["ok"] or check["found"]


def test_what_is_missing_comes_with_its_cost_and_a_remedy() -> None:
    report = json.loads(memscope("doctor", "--format", "json").stdout)
    missing = [check for check in report["checks"] if not check["ok"]]

    text = memscope("doctor").text

    assert text.count("✔") == len(report["checks"]) - len(missing)
    assert text.count("✘") == len(missing)
    assert text.count("without it:") == text.count("→") == len(missing)


def test_every_process_of_the_doctor_has_ended_after_it() -> None:

    before = with_descendants([os.getpid()])
    memscope("doctor")

    assert set(with_descendants([os.getpid()])) <= set(before)
