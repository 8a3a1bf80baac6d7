"""What goes wrong in the middle: programs die, ports are taken, somebody has enough."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from memscope.errors import SampleFailed
from memscope.lab.lab import Lab
from memscope.lab.load import Load
from memscope.lab.sample import Sample
from memscope.lessons.engine import STOPPED, LessonRun
from memscope.lessons.registry import find_lesson
from memscope.lessons.stage import Cancelled
from memscope.model.claim import Verdict
from tests.live.lessons.contradictions import FEW
from tests.patience import PATIENCE_S, wait_until
from tests.session.leftovers import survivors

pytestmark = [pytest.mark.live, pytest.mark.once]


def processes_of(run: LessonRun) -> list[int]:
    return [program.pid for program in run.stage.lab.programs]


def is_gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize("name", ["process", "isolation", "threads", "pool"])
def test_a_sample_that_dies_is_a_reason_and_the_lesson_goes_on(name: str) -> None:
    with LessonRun(find_lesson(name), options={}) as run:
        run.next()
        for program in run.stage.lab.programs:
            os.kill(program.pid, signal.SIGKILL)
            program.wait(PATIENCE_S)
        for _ in range(2):
            run.next()
        steps = run.result().steps

    stopped = [claim for step in steps for claim in step.claims if claim.id == STOPPED]
    assert len(steps) == 3
    assert stopped
    assert all(claim.verdict is Verdict.UNKNOWN and claim.why for claim in stopped)
    second = steps[1].claims
    assert all(claim.verdict is not Verdict.TRUE for claim in second)


def test_a_server_that_dies_under_load_is_a_reason_not_a_traceback() -> None:
    class Fragile(Lab):
        def start(self, name: str, **options: object) -> Sample:
            sample = super().start(name, **options)  # type: ignore[arg-type]
            threading.Timer(0.2, os.kill, [sample.pid, signal.SIGKILL]).start()
            return sample

    options = FEW | {"requests": 60, "concurrency": 4, "handler_ms": 100}
    with LessonRun(find_lesson("server"), options=options, make_lab=Fragile) as run:
        claims = run.result_of(run.next()).claims

    assert [(claim.id, claim.verdict) for claim in claims] == [
        (STOPPED, Verdict.UNKNOWN)
    ]


def test_closing_in_the_middle_of_a_load_ends_it_and_leaves_nothing() -> None:
    options = FEW | {"requests": 500, "concurrency": 2, "handler_ms": 100}
    run = LessonRun(find_lesson("server"), options=options)
    ended: list[BaseException] = []

    def give() -> None:
        try:
            run.next()
        except Cancelled as error:
            ended.append(error)

    giver = threading.Thread(target=give)
    giver.start()
    assert wait_until(lambda: run.stage.exhibits)
    pids = processes_of(run)
    run.close()
    giver.join(PATIENCE_S)

    assert len(ended) == 1
    assert pids
    assert all(is_gone(pid) for pid in pids)


def test_starting_over_reaps_what_was_started() -> None:
    with LessonRun(find_lesson("isolation")) as run:
        run.next()
        pids = processes_of(run)
        run.start_over()

        assert pids
        assert all(is_gone(pid) for pid in pids)
        run.next()
        assert set(processes_of(run)).isdisjoint(pids)


def test_the_server_takes_another_port_when_one_is_in_use() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, Lab() as lab:
        port = taken.getsockname()[1]
        first = lab.start("app", language="python", args=("--server", "single"))
        second = lab.start("app", language="python", args=("--server", "single"))

        ports = {port, first.facts["port"], second.facts["port"]}
        assert len(ports) == 3
        for app in (first, second):
            load = Load(app.facts["port"], "/io?ms=1", requests=2, clients=2)
            load.run(lambda: None)
            assert (load.done, load.errors) == (2, 0)


@pytest.mark.parametrize("server", ["single", "pool"])
def test_a_port_that_is_taken_is_said_in_one_line(server: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, Lab() as lab:
        port = str(taken.getsockname()[1])
        args = ("--server", server, "--port", port)

        with pytest.raises(SampleFailed, match=rf"^[^\n]*[Pp]ort {port}[^\n]*$"):
            lab.start("app", language="python", args=args)


def interrupted(
    lesson: str, number: signal.Signals, is_time: Callable[[str], bool]
) -> tuple[int, str, dict[int, str]]:
    """Send a signal once a process of the lesson runs; return what came of it."""
    mark = f"interrupted-{os.getpid()}-{time.monotonic_ns()}"
    with subprocess.Popen(
        [sys.executable, "-m", "memscope", "lesson", lesson, "--headless"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "MEMSCOPE_INTERRUPTED": mark},
    ) as process:
        assert wait_until(lambda: any(map(is_time, survivors(mark).values())))
        process.send_signal(number)
        out, error = process.communicate(timeout=PATIENCE_S)
    assert out == b""
    assert wait_until(lambda: not survivors(mark)), survivors(mark)
    return process.returncode, error.decode().strip(), survivors(mark)


@pytest.mark.parametrize(
    ("lesson", "program", "number", "code"),
    [
        ("process", "anatomy.py", signal.SIGINT, 130),
        ("server", "app.py", signal.SIGINT, 130),
        ("server", "app.py", signal.SIGTERM, 143),
        ("pool", "pool.py", signal.SIGHUP, 129),
    ],
)
def test_a_signal_ends_the_lesson_cleanly(
    lesson: str, program: str, number: signal.Signals, code: int
) -> None:
    returned, said, left = interrupted(lesson, number, lambda line: program in line)

    assert (returned, said, left) == (code, "", {})


def test_no_compiler_is_a_reason_with_a_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CC", raising=False)
    with LessonRun(find_lesson("process"), sample="c") as run:
        claim = run.result_of(run.next()).claims[-1]

    assert claim.verdict is Verdict.UNKNOWN
    assert claim.why is not None
    assert "no C compiler" in claim.why
    assert "Python" in claim.why


def test_without_a_compiler_the_lessons_are_given_in_python(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CC", raising=False)
    with LessonRun(find_lesson("process")) as run:
        run.next()
        assert run.result().summary.unknown == 0
