import pytest

from memscope.model.limit import Limit
from memscope.render.columns.limits import LIMIT_COLUMNS

pytestmark = pytest.mark.unit


def texts(one: Limit) -> dict[str, str]:
    return {column.id: column.text(one) for column in LIMIT_COLUMNS}


def test_bytes_are_sizes_and_counts_are_numbers() -> None:
    assert texts(Limit("RLIMIT_AS", 1 << 20, 4 << 20, is_bytes=True)) == {
        "name": "RLIMIT_AS",
        "used": "1 MiB",
        "limit": "4 MiB",
        "share": "25 %",
        "whose": "",
    }
    assert texts(Limit("vm.max_map_count", 65529, 65530))["share"] == "99 %"
    assert texts(Limit("vm.max_map_count", 65532, 65530))["used"] == "65,532"


def test_what_is_unknown_is_a_dash_and_not_zero() -> None:
    shown = texts(Limit("RLIMIT_NPROC", None, 10, of="user 7"))

    assert (shown["used"], shown["share"]) == ("–", "–")
    assert shown["whose"] == "user 7"


def test_a_group_with_an_odd_name_is_only_a_name() -> None:
    shown = texts(Limit("memory.max", 1, 2, is_bytes=True, of="/a\x1b[2J"))

    assert shown["whose"] == r"control group /a\x1b[2J"


@pytest.mark.parametrize(
    ("used", "style"), [(49, ""), (89, ""), (90, "warn"), (None, "")]
)
def test_what_is_nearly_used_up_is_a_warning(used: int | None, style: str) -> None:
    column = next(one for one in LIMIT_COLUMNS if one.id == "share")

    assert column.style is not None
    assert column.style(column.value(Limit("x", used, 100))) == style
