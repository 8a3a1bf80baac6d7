import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import memscope
from memscope.proc import remedies

pytestmark = pytest.mark.unit

ALL = (
    remedies.as_owner,
    remedies.to_read_others,
    remedies.despite_yama,
    remedies.to_see_frames,
    remedies.to_decide_by_frames,
    remedies.to_open_files,
    remedies.to_see_hidden,
    remedies.despite_being_unreadable,
    lambda: remedies.despite_capabilities(["cap_net_raw"]),
)


@pytest.mark.parametrize("remedy", ALL)
def test_what_helps_depends_on_who_asks_at_that_moment(
    remedy: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: dict[int, str] = {}
    for user in (1000, 0, 1000):
        monkeypatch.setattr(os, "geteuid", lambda user=user: user)
        told.setdefault(user, remedy())
        assert remedy() == told[user]

    assert "root" in told[1000]
    assert "root" not in told[0]
    assert "CAP_SYS_" in told[0]


def test_no_other_file_has_a_remedy_of_its_own() -> None:
    source = Path(memscope.__file__).parent
    own = re.compile(r'"(run as |give (the container|memscope) )')

    found = {
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        if own.search(path.read_text("utf-8"))
    }

    assert found == {"proc/remedies.py"}
