import pytest
from msgspec.structs import replace

from memscope.model.process import Process
from memscope.render.map.tree import branch_line, branches
from memscope.render.runs import plain, width_of
from memscope.render.words.evidence import state_word
from memscope.render.words.syscalls import syscall_name
from tests.tui.synthetic import process

pytestmark = pytest.mark.unit


def drawn(one: Process, width: int = 40, **options: object) -> list[str]:
    lines = branches("A", one, **options)  # type: ignore[arg-type]
    return [plain(branch_line(line, width, "x86_64")) for line in lines]


def test_a_process_comes_first_and_its_threads_below() -> None:
    assert [line.split() for line in drawn(process())] == [
        ["A", "4242", "anatomy", "×3"],
        ["├", "‖", "4242", "main", "read", "S", "16K"],
        ["├", "‖", "4250", "worker-1", "futex", "T", "12K"],
        ["└", "‖", "4251", "worker-2", "futex", "T", "12K"],
    ]


@pytest.mark.parametrize("width", [8, 14, 20, 27, 29, 34, 60])
def test_lines_fit_any_width(width: int) -> None:
    for line in branches("A", process()):
        assert width_of(branch_line(line, width, "x86_64")) == width


def test_a_running_thread_says_how_much_of_a_cpu_it_uses() -> None:
    one = process(threads=1)
    runner = replace(one.threads[0], state="R", syscall=None)

    text = drawn(replace(one, threads=(runner,)), cpu={4242: 0.98})[1]

    assert "▶" in text
    assert "cpu 98%" in text


def test_a_system_call_without_a_name_keeps_its_number() -> None:
    one = process(threads=1)
    odd = replace(one.threads[0], syscall=9999)

    assert "#9999" in drawn(replace(one, threads=(odd,)))[1]


@pytest.mark.parametrize(
    ("name", "shown"), [("short", "epoll_wait"), ("fifteen-letters", "epol…")]
)
def test_a_long_system_call_takes_the_room_of_a_short_name(
    name: str, shown: str
) -> None:
    one = process()
    waiting = replace(one.threads[1], name=name, syscall=232)

    line = drawn(replace(one, threads=(one.threads[0], waiting)), width=30)[2]

    assert shown in line.split()


@pytest.mark.parametrize("width", range(22, 41))
def test_how_much_of_a_stack_is_touched_goes_last(width: int) -> None:
    line = drawn(process(), width=width)[2].split()

    assert line[-1] == "12K"
    assert ("futex" in line) == (width >= 28)


def test_the_parent_of_a_vfork_is_not_said_to_wait_for_a_device() -> None:
    """It waits in state D until the child executes something or ends."""
    assert syscall_name(58, "x86_64") == "vfork"
    assert "device" not in state_word("D")


def test_numbers_of_system_calls_depend_on_the_machine() -> None:
    line = branches("A", process())[1]

    assert "read" in plain(branch_line(line, 40, "x86_64"))
    assert "read" not in plain(branch_line(line, 40, "aarch64"))


def test_an_unknown_stack_is_a_dash_and_not_a_zero() -> None:
    one = process(threads=1)
    bare = replace(one.threads[0], stack=None)

    assert drawn(replace(one, threads=(bare,)))[1].rstrip().endswith("–")


def test_a_process_that_ended_says_so() -> None:
    head, *threads = drawn(process(), ended=True)

    assert "ended" in head
    assert all("✕" in line for line in threads)
