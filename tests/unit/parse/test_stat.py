import pytest

from memscope.errors import ParseError
from memscope.parse.stat import parse_stat, parse_thread_stat
from tests.data.captured import CAPTURES

pytestmark = pytest.mark.unit

NUMBERS = [str(1000 + field) for field in range(4, 53)]
"""Fields 4 to 52, each worth a thousand and its own number."""


def line(name: bytes = b"prog", state: bytes = b"S", **changed: int) -> bytes:
    fields = list(NUMBERS)
    for key, value in changed.items():
        fields[int(key[1:]) - 4] = str(value)
    return b"4242 (%s) %s %s\n" % (name, state, " ".join(fields).encode())


def test_every_field_is_taken_from_its_place() -> None:
    stat = parse_stat(line())

    assert stat.name == "prog"
    assert stat.state == "S"
    assert stat.ppid == 1004
    assert stat.task_flags == 1009
    assert stat.cpu_ticks == 1014 + 1015
    assert stat.threads == 1020
    assert stat.start_ticks == 1022
    assert stat.virtual == 1023
    assert (stat.start_code, stat.end_code) == (1026, 1027)
    assert stat.start_stack == 1028
    assert stat.start_brk == 1047


@pytest.mark.parametrize(
    "name",
    [
        b"",
        b")",
        b"a) R 1 1 1",
        b"(((",
        b"new\nline",
        b"\x1b[2J",
        b"\xff\xfe",
        b" blanks ",
        b"1 (a\x1b[2J\n) R 1",
        "日本語".encode(),
    ],
)
def test_an_awkward_name_shifts_nothing(name: bytes) -> None:
    stat = parse_stat(line(name))

    assert stat.name.encode("utf-8", "surrogateescape") == name
    assert (stat.state, stat.ppid) == ("S", 1004)


@pytest.mark.parametrize("hidden", [0, 1])
def test_hidden_addresses_are_unknown(hidden: int) -> None:
    stat = parse_stat(line(_26=hidden, _27=hidden, _28=0, _47=0))

    assert (stat.start_code, stat.end_code) == (None, None)
    assert (stat.start_stack, stat.start_brk) == (None, None)


def test_a_kernel_thread_is_known_by_its_flag() -> None:
    assert parse_stat(line(_9=0x00208040)).is_kernel_thread
    assert not parse_stat(line(_9=0x00400100)).is_kernel_thread


def test_a_sandbox_without_addresses_is_read() -> None:
    stat = parse_stat((CAPTURES / "made-gvisor" / "stat").read_bytes())

    assert (stat.name, stat.ppid, stat.threads) == ("sleep", 1, 1)
    assert stat.start_brk is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"4242 (prog",
        b"4242 (prog) S 1 2",
        b"x" * 400,
        line().replace(b"1022", b"x"),
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError, match="stat:1"):
        parse_stat(data)


@pytest.mark.parametrize("name", [b"prog", b") R 1 (", b"new\nline", b"\xff"])
def test_the_short_reading_for_threads_says_the_same(name: bytes) -> None:
    whole = parse_stat(line(name, b"D"))

    short = parse_thread_stat(line(name, b"D"))

    assert (short.name, short.state, short.cpu_ticks, short.start_ticks) == (
        whole.name,
        whole.state,
        whole.cpu_ticks,
        whole.start_ticks,
    )


def test_the_text_of_the_short_reading_ends_before_what_all_threads_share() -> None:
    short = parse_thread_stat(line())

    assert line().startswith(short.text)
    assert line(_24=777).startswith(short.text)
    for own in (line(b"other"), line(state=b"R"), line(_14=99), line(_22=5)):
        assert not own.startswith(short.text)


@pytest.mark.parametrize(
    "data", [b"", b"7 (x", b"7 (x) S 1 2 3", b"7 (x) S " + b"x " * 40]
)
def test_the_short_reading_refuses_the_same(data: bytes) -> None:
    with pytest.raises(ParseError, match="stat:1"):
        parse_thread_stat(data)


def test_exec_shows_in_where_the_program_lies() -> None:
    assert parse_stat(line()).program != parse_stat(line(_26=5)).program
    assert parse_stat(line()).program == parse_stat(line(b"renamed")).program
