"""Which refusal has which remedy, told from what everybody may read."""

import pytest

from memscope.parse.status import Status
from memscope.proc.refusals import capabilities_beyond

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("theirs", "ours", "names"),
    [
        (b"0000000000002000", b"0000000000000000", ("cap_net_raw",)),
        (b"0000000000002001", b"0000000000000001", ("cap_net_raw",)),
        (b"0000000000002000", b"000001ffffffffff", ()),
        (b"0000100000000000", b"0000000000000000", ("cap_44",)),
        (b"nonsense", b"0000000000000000", ()),
    ],
)
def test_what_a_process_may_do_more_has_names(
    theirs: bytes, ours: bytes, names: tuple[str, ...]
) -> None:
    status = Status(b"CapPrm:\t" + theirs + b"\n"), Status(b"CapPrm:\t" + ours + b"\n")

    assert capabilities_beyond(*status) == names
