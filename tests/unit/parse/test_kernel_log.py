import pytest

from memscope.parse.kernel_log import Message, parse_log, parse_record

pytestmark = pytest.mark.unit


def test_a_record_has_its_time_and_loses_its_escapes() -> None:
    data = b"6,1760,30187250014,-;a\\x0ab \\xe3\\x81\\x82\n SUBSYSTEM=pci\n"

    assert parse_record(data) == Message(30187.250014, "a\nb あ")


def test_what_a_program_wrote_is_not_the_kernels() -> None:
    assert parse_record(b"12,1,2,-;Out of memory: Killed process 1 (x)\n") is None
    assert parse_record(b"nothing") is None


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ("<6>[   12.345678] text", 12.345678),
        ("[   12.345678] text", 12.345678),
        ("[   12.345678][ T1234] text", 12.345678),
        ("Nov 30 12:00:00 host kernel: [   12.345678] text", 12.345678),
        (
            "2023-12-04T10:49:30.127Z In(05) vcpu-5 - Guest: <6>[12.345678] text",
            12.345678,
        ),
        ("Nov 30 12:00:00 host kernel: text", None),
        ("[Mon Dec  8 17:51:31 2025] text", None),
        ("<4>text", None),
        ("text", None),
    ],
)
def test_lines_as_tools_write_them(line: str, time: float | None) -> None:
    assert parse_log(line.encode()) == [Message(time, "text")]


def test_a_row_of_a_table_keeps_its_brackets() -> None:
    assert parse_log(b"[    375]     0   375 x")[0].text == "[    375]     0   375 x"
