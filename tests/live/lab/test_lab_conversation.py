"""Samples that do not keep to the protocol: one clear line, no hang, no crash."""

import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from memscope.errors import SampleFailed
from memscope.lab.output import KEPT_BYTES
from memscope.lab.program import Plan
from memscope.lab.sample import Sample
from tests.live.lab.processes import is_alive
from tests.patience import wait_until

pytestmark = [pytest.mark.live, pytest.mark.once]

Fake = Callable[..., Sample]

READY = "print('ready {}', flush=True)\n"
SOON_S = 0.3
LATE_S = 20.0


@pytest.fixture
def fake() -> Iterator[Fake]:
    """Start a sample made of a few lines of Python."""
    started: list[Sample] = []

    def start(
        code: str, *, ready_within_s: float = LATE_S, answer_within_s: float = LATE_S
    ) -> Sample:
        sample = Sample(
            Plan((sys.executable, "-I", "-c", f"import os, signal, sys\n{code}")),
            title="fake",
            language="python",
            ready_within_s=ready_within_s,
            answer_within_s=answer_within_s,
        )
        started.append(sample)
        return sample

    yield start
    for sample in started:
        sample.stop()


ANSWERS = "for line in sys.stdin: print('ok', '{\"n\": 1}', flush=True)"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("sys.exit(3)", "fake ended with exit code 3 before it was ready"),
        (
            "os.kill(os.getpid(), signal.SIGUSR1)",
            "fake was ended by SIGUSR1 before it was ready",
        ),
        (
            "sys.exit('no luck\\ntoday')",
            "fake ended with exit code 1 before it was ready: no luck / today",
        ),
        ("print('hello')", "fake said 'hello' instead of 'ready'"),
        ("print()", "fake said '' instead of 'ready'"),
        ("print('ready')", "fake said something that is no JSON: ''"),
        ("print('ready {')", "fake said something that is no JSON: '{'"),
        ("print('ready [1]')", "fake said something that is no JSON: '[1]'"),
    ],
)
def test_what_is_not_ready_fails_in_one_line(
    fake: Fake, code: str, message: str
) -> None:
    with pytest.raises(SampleFailed) as caught:
        fake(code)

    assert str(caught.value) == message


def test_a_silent_sample_fails_when_its_time_is_over_and_is_ended(fake: Fake) -> None:
    with pytest.raises(SampleFailed) as caught:
        fake("print(os.getpid(), file=sys.stderr); sys.stdin.read()", ready_within_s=1)

    message, _, pid = str(caught.value).rpartition(": ")
    assert message == "fake was not ready within 1 s"
    assert not is_alive(int(pid))


def test_what_it_complained_about_is_safe_to_show_and_short(fake: Fake) -> None:
    with pytest.raises(SampleFailed) as caught:
        fake("sys.exit('\\x1b[2J' + 'x' * 100_000 + '\\u202e')")

    assert "\x1b" not in str(caught.value)
    assert "\u202e" not in str(caught.value)
    assert len(str(caught.value)) < 400


def test_endless_output_instead_of_ready_fails(fake: Fake) -> None:
    flood = "while True: os.write(1, b'x' * 65536)"

    with pytest.raises(SampleFailed, match="was not ready within") as caught:
        fake(flood, ready_within_s=SOON_S)

    assert len(str(caught.value)) < 400


def test_a_command_that_kills_it_is_named_in_the_error(fake: Fake) -> None:
    sample = fake(f"{READY}sys.stdin.readline(); os.kill(os.getpid(), signal.SIGUSR1)")

    with pytest.raises(SampleFailed) as caught:
        sample.tell("recurse", 1)

    assert (
        str(caught.value) == "fake was ended by SIGUSR1 instead of answering 'recurse'"
    )
    with pytest.raises(SampleFailed, match="was ended by SIGUSR1"):
        sample.tell("recurse", 1)


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        ("error too much", "fake: grow: too much"),
        ("what?", "fake answered 'grow' with 'what?'"),
        ("ok nothing", "fake said something that is no JSON: 'nothing'"),
    ],
)
def test_an_answer_that_is_not_ok_is_an_error(
    fake: Fake, reply: str, message: str
) -> None:
    sample = fake(f"{READY}sys.stdin.readline(); print({reply!r}, flush=True)")

    with pytest.raises(SampleFailed) as caught:
        sample.tell("grow")

    assert str(caught.value) == message


def test_a_line_that_nobody_asked_for_is_an_error(fake: Fake) -> None:
    sample = fake(f"{READY}print('by the way', flush=True); sys.stdin.read()")
    assert wait_until(lambda: "by the way" in sample.stdout.text())

    with pytest.raises(SampleFailed, match="fake spoke out of turn: 'by the way'"):
        sample.tell("grow")


def test_a_late_answer_is_not_taken_for_that_to_the_next_command(fake: Fake) -> None:
    lazy = "one, two = sys.stdin.readline(), sys.stdin.readline()\n"
    answers = 'print(\'ok {"n": 1}\\nok {"n": 2}\', flush=True)\n'
    sample = fake(READY + lazy + answers + ANSWERS, answer_within_s=SOON_S)
    with pytest.raises(SampleFailed, match="did not answer 'first' within"):
        sample.tell("first")

    sample._answer_within_s = LATE_S

    assert sample.tell("second") == {"n": 2}
    assert sample.tell("third") == {"n": 1}


def test_a_sample_that_stops_reading_cannot_block_us(fake: Fake) -> None:
    sample = fake(f"{READY}signal.pause()", answer_within_s=0.01)

    def last_error() -> str:
        with pytest.raises(SampleFailed) as caught:
            sample.tell("x" * 4000)
        return str(caught.value)

    errors = {last_error() for _ in range(40)}

    assert "fake does not read its input" in errors


def test_a_closed_input_is_an_error(fake: Fake) -> None:
    sample = fake(f"os.close(0)\n{READY}signal.pause()")

    with pytest.raises(SampleFailed, match="fake closed its input"):
        sample.tell("grow")


def test_a_closed_output_is_an_error(fake: Fake) -> None:
    sample = fake(f"{READY}os.close(1); signal.pause()")

    with pytest.raises(SampleFailed, match="fake closed its output"):
        sample.tell("grow")


def test_any_amount_of_complaints_is_read_and_only_the_end_is_kept(fake: Fake) -> None:
    flood = "os.write(2, b'x' * 50_000_000 + b'the end\\n')\n"

    sample = fake(flood + READY + ANSWERS)

    assert sample.tell("grow") == {"n": 1}
    assert wait_until(lambda: sample.stderr.text().endswith("the end\n"))
    assert len(sample.stderr.text()) == KEPT_BYTES


def test_a_flood_of_lines_is_read_and_is_an_error(fake: Fake) -> None:
    flood = "os.write(1, b'ok {}\\n' * 1_000_000); os.write(2, b'done')"
    sample = fake(f"{READY}{flood}; sys.stdin.read()")
    assert wait_until(lambda: sample.stderr.text() == "done")

    with pytest.raises(SampleFailed, match="spoke out of turn"):
        sample.tell("grow")

    assert len(sample.stdout.text()) == KEPT_BYTES


@pytest.mark.parametrize("word", ["two\nlines", "x" * 5000], ids=["two", "long"])
def test_a_command_is_one_short_line(fake: Fake, word: str) -> None:
    sample = fake(READY + ANSWERS)

    with pytest.raises(SampleFailed, match="takes one short line"):
        sample.tell(word)

    assert sample.tell("grow") == {"n": 1}


def test_several_threads_may_talk_to_it_at_once(fake: Fake) -> None:
    echo = "for line in sys.stdin: print('ok', '{\"n\": %s}' % line, flush=True)"
    sample = fake(READY + echo.replace("% line", "% line.strip()"))
    wrong: list[int] = []

    def talk(first: int) -> None:
        numbers = range(first, first + 50)
        wrong.extend(n for n in numbers if sample.tell(str(n)) != {"n": n})

    talkers = [threading.Thread(target=talk, args=(n * 1000,)) for n in range(4)]
    for talker in talkers:
        talker.start()
    for talker in talkers:
        talker.join()

    assert wrong == []


def test_a_stopped_sample_takes_no_more_commands(fake: Fake) -> None:
    sample = fake(READY + ANSWERS)

    sample.stop()
    sample.stop()

    assert not sample.alive
    with pytest.raises(SampleFailed, match="fake takes no more commands"):
        sample.tell("grow")
