"""ELF files that are mapped in other ways, or say other things, than usual."""

from pathlib import Path

import pytest

from memscope.model.evidence import ELF_SEGMENT
from memscope.model.kinds import Confidence
from tests.live.truth.cases import built, told
from tests.live.truth.hosts import library
from tests.live.truth.lies import with_false_sections

pytestmark = pytest.mark.live


def test_a_section_table_that_lies_is_not_believed(tmp_path: Path) -> None:
    bad = with_false_sections(library(), tmp_path / "bad.so")
    with told(built("load_library.c", "-ldl"), bad) as case:
        look = case.look()

    assert not case.wrong(look)
    process = look.process(case.pid)
    assert process is not None
    parts = [one for one in process.regions if one.image == str(bad)]
    assert parts
    for part in parts:
        assert part.confidence is Confidence.LIKELY
        assert part.evidence[-1] == ELF_SEGMENT
