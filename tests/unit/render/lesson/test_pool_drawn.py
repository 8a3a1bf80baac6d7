"""The machine of a pool around each limit: width, workers, tasks, what is known."""

from pathlib import Path

import pytest

from memscope.model.exhibit import PoolMoment, Worker
from memscope.render.lesson.pool import pool_lines
from tests.golden import check, sheet

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).with_name("golden")
STACK = (0x1000_0000, 0x1080_0000)
BUSY = Worker(4250, "worker-1", 31, 800.0, STACK, 36 << 10)
IDLE = Worker(4251, "worker-2", None, None, None, None)


def moment(workers: int, queued: int, arriving: int, **more: object) -> PoolMoment:
    members = (BUSY,) * (workers - 1) + (IDLE,) * min(workers, 1)
    return PoolMoment(4242, queued, 3, members, arriving, **more)  # type: ignore[arg-type]


def test_a_pool() -> None:
    small, full = moment(1, 1, 1), moment(3, 17, 6, waited_ms=(1.0, 2.0), created=2)
    over = moment(9, 18, 7, ran_ms=5.0, created=29)
    parts = [
        (f"{name} in {width} cells", pool_lines(one, width))
        for name, one in (("small", small), ("full", full), ("over", over))
        for width in (60, 99, 100)
    ]
    parts += [
        (f"{name} of {count}", pool_lines(moment(*count), 99))
        for name, count in (("workers", (8, 0, 0)), ("tasks", (2, 13, 0)))
    ]
    parts.append(("nobody", pool_lines(moment(0, 0, 0), 100)))

    check(GOLDEN / "pool.txt", sheet(parts))
