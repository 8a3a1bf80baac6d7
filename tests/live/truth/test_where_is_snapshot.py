"""`where` and `snapshot` are one answer, and a look that reads less is never surer."""

from pathlib import Path

import pytest

from memscope.collect.closer.where import Where
from memscope.collect.look.look import Detail
from memscope.collect.look.snapshot import Collector
from memscope.model.kinds import Confidence
from memscope.model.process import Process
from tests.live.truth.cases import Case, built, region_at, shown, told
from tests.patience import wait_until

pytestmark = pytest.mark.live

PROGRAMS = [
    ("borrowers.c", (), ()),
    ("coroutines.c", (), ()),
    ("coroutines.c", (), ("busy",)),
    ("hello32.c", ("-m32",), ()),
]
SAME = ("start", "end", "kind", "label", "thread", "confidence", "evidence", "flags")
MEASURED = ("resident", "proportional", "private")
SURE = {Confidence.GUESS: 0, Confidence.LIKELY: 1, Confidence.CERTAIN: 2}


def processes_of(case: Case) -> list[int]:
    """All that the case started and spoke of."""
    said = [int(words[1]) for words in case.facts if words[0] in ("pid", "end")]
    return list(dict.fromkeys([*said, case.pid]))


@pytest.mark.parametrize(("program", "flags", "arguments"), PROGRAMS)
def test_where_says_of_each_region_what_a_snapshot_says(
    program: str, flags: tuple[str, ...], arguments: tuple[str, ...]
) -> None:
    with told(built(program, *flags), *arguments) as case:
        for pid in processes_of(case):
            seen = look(pid, Detail.MEMORY)
            where, unlike = Where(), []
            for region in seen.regions:
                place = where.look(pid, region.start).place.region
                assert place is not None
                if any(getattr(place, one) != getattr(region, one) for one in SAME):
                    unlike.append(f"{shown(region)}\n    where: {shown(place)}")
                elif seen.regions[-1] is not region and not region.usage.shared:
                    for one in MEASURED:
                        assert getattr(place.usage, one) is not None, shown(region)
            assert unlike == []


@pytest.mark.parametrize(("program", "flags", "arguments"), PROGRAMS)
def test_a_look_without_flags_is_never_surer(
    program: str, flags: tuple[str, ...], arguments: tuple[str, ...]
) -> None:
    with told(built(program, *flags), *arguments) as case:
        for pid in processes_of(case):
            full, live = look(pid, Detail.MEMORY), look(pid, Detail.MAP)
            surer = []
            for region in full.regions:
                quick = region_at(live, region.start)
                assert quick is not None
                assert quick.flags is None
                if SURE[quick.confidence] > SURE[region.confidence]:
                    surer.append(f"{shown(region)}\n    live: {shown(quick)}")
            assert surer == []


def look(pid: int, detail: Detail) -> Process:
    wait_until(lambda: not Path(f"/proc/{pid}/syscall").read_text().startswith("run"))
    process = Collector().look([pid], detail=detail).process(pid)
    assert process is not None
    return process
