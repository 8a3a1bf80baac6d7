"""The machine of a pool: what arrives, waits, and works."""

import pytest

from memscope.i18n import set_language
from memscope.model.exhibit import PoolMoment, Worker
from memscope.render.lesson.pool import pool_lines
from memscope.render.runs import plain, width_of

pytestmark = pytest.mark.unit

STACK = (0x1000_0000, 0x1000_0000 + (8 << 20))
BUSY = Worker(4250, "worker-1", 31, 800.0, STACK, 36 << 10)
IDLE = Worker(4251, "worker-2", None, None, STACK, None)


def moment(workers: int = 1, **more: object) -> PoolMoment:
    told: dict[str, object] = {"queued": 12, "done": 3, "arriving": 4, **more}
    return PoolMoment(
        pid=4242,
        workers=(BUSY,) * workers + (IDLE,),
        **told,  # type: ignore[arg-type]
    )


def text_of(one: PoolMoment, width: int = 120) -> str:
    return "\n".join(plain(line).rstrip() for line in pool_lines(one, width))


def test_every_part_of_the_machine_is_there() -> None:
    text = text_of(moment())

    for part in ("arriving", "queue (12 waiting)", "dispatcher", "workers"):
        assert part in text
    assert "●●●● " in text
    assert f"[{'▪' * 12} " in text
    assert "┬─▶ ▶ 4250    task 31" in text
    assert "800 ms" in text
    assert "36 KiB / 8 MiB" in text
    assert "└─▶ ‖ 4251    idle" in text


def test_an_unknown_number_is_not_drawn_as_none() -> None:
    idle = text_of(moment()).splitlines()[2]

    assert "········" in idle
    assert "– / 8 MiB" in idle


def test_the_sums_tell_what_a_thread_for_each_task_would_make() -> None:
    text = text_of(moment(created=2, waited_ms=(1200.0, 4000.0), ran_ms=300.0))

    assert "3 of 20 done" in text
    assert "waited p50 1.2 s, p99 4.0 s" in text
    assert "ran p50 300 ms" in text
    assert "threads made: 2 (one for each task would be 20)" in text


def test_without_tasks_nothing_is_said_of_them() -> None:
    empty = PoolMoment(4242, 0, 0, (IDLE,), created=1)

    assert text_of(empty).splitlines()[-1] == "threads made: 1"


def test_what_does_not_fit_is_counted() -> None:
    text = text_of(moment(workers=11, queued=99, arriving=40))

    assert "●●●●●●…" in text
    assert "▪…]" in text
    assert "… +4" in text


@pytest.mark.parametrize("width", [40, 76, 116, 196])
def test_the_machine_fits_every_width(width: int) -> None:
    lines = pool_lines(moment(created=2, waited_ms=(1.0, 2.0)), width)

    assert {width_of(one) for one in lines} == {width}
    if width > 40:
        assert "12 waiting" in text_of(moment(), width)
        assert "36 KiB" in text_of(moment(), width)


def test_the_machine_fits_a_page_in_japanese() -> None:
    set_language("ja")
    text = text_of(moment(created=2), 110)

    assert "36 KiB / 8 MiB" in text
