"""Which pages may talk to the server."""

import pytest

from memscope.tui.served.policy import is_of_ours, policy

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("origin", "is_ours"),
    [
        (None, True),
        ("http://127.0.0.1:8000", True),
        ("https://127.0.0.1:8000", True),
        ("http://127.0.0.1:8001", False),
        ("http://127.0.0.1:8000.evil.example", False),
        ("http://evil.example", False),
        ("null", False),
        ("", False),
    ],
)
def test_a_page_of_this_server_may_and_any_other_may_not(
    origin: str | None, is_ours: bool
) -> None:
    assert is_of_ours(origin, "127.0.0.1:8000") is is_ours


def test_nothing_is_kept_told_or_loaded_from_elsewhere() -> None:
    headers = policy("127.0.0.1:8000")

    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    allowed = headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self';" in allowed


@pytest.mark.parametrize("host", ["a;script-src *", "a b", "a,b", "'x'"])
def test_a_host_that_would_change_the_policy_is_left_out_of_it(host: str) -> None:
    assert host not in policy(host)["Content-Security-Policy"]
