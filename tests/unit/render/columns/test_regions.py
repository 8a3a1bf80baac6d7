import pytest

from memscope.model.kinds import Kind
from memscope.render.columns.column import name_text, select
from memscope.render.columns.regions import REGION_COLUMNS, in_digits
from tests.tui.synthetic import region

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        ("", ""),
        ("/tmp/two  blanks", "/tmp/two  blanks"),
        ("/tmp/end  ", r"/tmp/end\x20\x20"),
        (" ", r"\x20"),
        ("a\x1b", r"a\x1b"),
    ],
)
def test_blanks_at_the_end_of_a_name_can_be_seen(value: str | None, text: str) -> None:
    assert name_text(value) == text


@pytest.mark.parametrize(
    ("abi", "texts"),
    [
        ("i386", ["f7000000", "f7000000-f7001000"]),
        ("x86_64", ["0000f7000000", "0000f7000000-0000f7001000"]),
        (None, ["0000f7000000", "0000f7000000-0000f7001000"]),
    ],
)
def test_addresses_are_as_wide_as_those_of_the_program(
    abi: str | None, texts: list[str]
) -> None:
    one = region(0xF700_0000, 4096, Kind.ANON)
    columns = select(REGION_COLUMNS, "start", "range")

    shown = in_digits(columns, abi)

    assert [column.text(one) for column in shown] == texts
    assert [column.value(one) for column in shown] == [
        column.value(one) for column in columns
    ]
