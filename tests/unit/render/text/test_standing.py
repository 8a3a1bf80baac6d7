import pytest
from msgspec.structs import replace

from memscope.model.held import Held, HeldKind
from memscope.model.limit import Limit
from memscope.model.process import Process
from memscope.model.region import ProcessUsage
from memscope.render.runs import plain
from memscope.render.text.standing import standing_lines

pytestmark = pytest.mark.unit

NEAR = Limit("pids.max", 48, 50, of="/pod")
FAR = Limit("RLIMIT_NOFILE", 5, 1024)
MEMFD = Held(
    kind=HeldKind.MEMFD,
    path="/memfd:x\x1b",
    device="00:01",
    inode=7,
    size=1 << 26,
    allocated=1 << 26,
    links=0,
    descriptors=2,
    mapped=4096,
    resident=4096,
)
PROCESS = Process(
    pid=42,
    ppid=1,
    start_ticks=1,
    name="x",
    exe=None,
    cmdline=(),
    state="S",
    address_space=None,
    usage=ProcessUsage(),
    threads=(),
    regions=(),
)


def shown(process: Process, width: int | None = None) -> list[str]:
    return [plain(one) for one in standing_lines(process, width=width)]


def test_without_facts_nothing_is_said() -> None:
    assert shown(PROCESS) == []
    assert shown(replace(PROCESS, limits=(FAR,))) == []


def test_a_limit_that_is_near_is_shown_in_every_look() -> None:
    lines = shown(replace(PROCESS, limits=(NEAR, FAR)))

    assert lines[1] == "limits, the nearest first"
    assert lines[3:] == ["pids.max    48  50        96 %  control group /pod"]


def test_a_closer_look_shows_the_far_ones_too() -> None:
    lines = shown(replace(PROCESS, limits=(NEAR, FAR), held=()))

    assert [line.split()[0] for line in lines[3:]] == ["pids.max", "RLIMIT_NOFILE"]


def test_what_is_held_is_listed_with_how_much_of_it_is_mapped() -> None:
    lines = shown(replace(PROCESS, held=(MEMFD,)))

    assert lines[1] == "files in RAM or without a name that it has open"
    assert lines[3].split() == [
        *("memfd", "64", "MiB", "4", "KiB", "4", "KiB", "2", "0", r"/memfd:x\x1b")
    ]


def test_of_many_files_the_largest_are_listed() -> None:
    lines = shown(replace(PROCESS, held=(MEMFD,) * 13))

    assert len(lines) == 3 + 10 + 1
    assert lines[-1] == "and 3 more"


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120])
def test_a_line_is_not_longer_than_it_may_be(width: int) -> None:
    process = replace(PROCESS, limits=(NEAR, FAR), held=(MEMFD,))

    # What cannot be left out at 20 cells may be longer, as in every table.
    assert width < 60 or all(len(line) <= width for line in shown(process, width))
