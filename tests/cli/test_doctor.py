import json
import os
from pathlib import Path

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


def test_a_compiler_may_be_in_a_folder_whose_name_is_not_utf8(tmp_path: Path) -> None:
    compiler = tmp_path / os.fsdecode(b"\xff") / "cc"
    compiler.parent.mkdir()
    compiler.write_text("#!/bin/sh\n")
    compiler.chmod(0o755)

    result = memscope("doctor", "--format", "json", env={"CC": str(compiler)})

    (found,) = (
        check["found"]
        for check in json.loads(result.text)["checks"]
        if check["id"] == "compiler"
    )
    assert found == f"{tmp_path}/\\xff/cc"


def test_every_process_of_the_doctor_has_ended_after_it() -> None:

    before = with_descendants([os.getpid()])
    memscope("doctor")

    assert set(with_descendants([os.getpid()])) <= set(before)
