"""Less evidence never gives more confidence, nor another word that is as sure.

Every source is taken away in turn, from programs in which it decides something.
"""

import pytest

from memscope.collect.look.look import Detail
from memscope.collect.look.snapshot import Collector
from tests.live.truth.cases import built, told
from tests.live.truth.refused_sources import SOURCES, without
from tests.live.truth.surer import surer_or_other

pytestmark = pytest.mark.live

PROGRAMS = (
    ("coroutines.c",),
    ("forged.c",),
    ("heirs.c",),
    ("main_stack_cut.c", "n"),
    ("raw_thread.c",),
    ("vfork_child.c",),
)


@pytest.mark.parametrize("command", PROGRAMS, ids=" ".join)
def test_no_word_is_surer_without_any_of_its_sources(command: tuple[str, ...]) -> None:
    name, *arguments = command
    with told(built(name), *arguments) as case:
        full = case.look().process(case.pid)
        assert full is not None
        found = {}
        for source in SOURCES:
            with without(source, case.pid):
                look = Collector().look([case.pid], detail=Detail.MEMORY)
            poor = look.process(case.pid)
            assert poor is not None
            assert poor.regions
            found[source] = surer_or_other(full, poor)

    assert {source: wrong for source, wrong in found.items() if wrong} == {}
