import pytest

from memscope.model.listing import GroupedBy
from memscope.render.columns.column import select
from memscope.render.columns.listing import GROUP_COLUMNS, PROCESS_COLUMNS, name_of
from tests.unit.analyze.listing.processes import listed, refused
from tests.unit.render.listings import listing

pytestmark = pytest.mark.unit


def test_a_process_without_arguments_is_called_by_its_name() -> None:
    (command,) = select(PROCESS_COLUMNS, "command")

    assert command.text(listed(1, cmdline=())) == "[app]"
    assert command.text(listed(1, cmdline=("app", "-x"))) == "app -x"


def test_what_is_unknown_is_a_dash() -> None:
    texts = {one.id: one.text(refused(7)) for one in PROCESS_COLUMNS}

    assert texts["rss"] == "8 MiB"
    assert {texts[one] for one in ("pss", "uss", "swap", "anon", "cgroup")} == {"–"}
    assert texts["refused"] == "permission denied"


def test_a_group_without_refused_ones_says_nothing_of_them() -> None:
    (column,) = select(GROUP_COLUMNS, "refused")
    ann, root = (
        next(one for one in listing(GroupedBy.USER).groups if one.name == name)
        for name in ("ann", "root")
    )

    assert (column.text(ann), column.text(root)) == ("", "1")


def test_every_way_of_grouping_has_a_word() -> None:
    assert len(set(map(name_of, GroupedBy))) == 4
