"""What the server says of its address before anybody opens it."""

import os
import socket
from pathlib import Path

import pytest

from memscope.cli.commands import serve
from memscope.errors import UsageProblem
from tests.unit.tui.served.bound import Bound

pytestmark = pytest.mark.unit


class Addresses:
    """A server that says where it is."""

    def address(self, host: str, role: str) -> str:
        return f"http://{host}:8000/{role}/"


def warned(
    capsysbinary: pytest.CaptureFixture[bytes], host: str, found: int, asked: int
) -> str:
    with Bound(host, found) as bound:
        serve._warn(bound, asked)
    out, err = capsysbinary.readouterr()
    assert out == b""
    return err.decode()


@pytest.mark.parametrize("asked", [8000, 0])
def test_on_this_machine_alone_there_is_nothing_to_warn_of(
    capsysbinary: pytest.CaptureFixture[bytes], asked: int
) -> None:
    assert warned(capsysbinary, "127.0.0.1", 8000, asked) == ""


def test_another_port_than_the_one_asked_for_is_told(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    err = warned(capsysbinary, "127.0.0.1", 40_000, 8000)

    assert err == "memscope: port 8000 is taken; this is port 40000\n"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7"])
def test_where_others_get_there_they_are_warned_of(
    capsysbinary: pytest.CaptureFixture[bytes], host: str
) -> None:
    err = warned(capsysbinary, host, 8000, 8000)

    assert "warning: other machines can reach this" in err
    assert "not encrypted" in err


@pytest.mark.parametrize(
    ("own_views", "roles"),
    [
        (0, ["driver", "follower", "speaker"]),
        (3, ["driver", "follower", "speaker", "colleague"]),
    ],
)
def test_each_address_is_a_line_with_what_it_is_for(
    capsysbinary: pytest.CaptureFixture[bytes], own_views: int, roles: list[str]
) -> None:
    serve._tell(Addresses(), "here", own_views=own_views)  # type: ignore[arg-type]

    out, err = capsysbinary.readouterr()
    lines = [line.split("  ") for line in out.decode().splitlines()]
    assert [line[0] for line in lines] == [f"http://here:8000/{r}/" for r in roles]
    assert lines[0][1] == "drive"
    assert len(err.splitlines()) == 1
    assert b"Ctrl-C" in err


def test_what_is_opened_first_is_found_before_anybody_listens() -> None:
    plan = serve._plan(str(os.getpid()), None, shares_bytes=True)

    assert plan.place.startswith(f"p/{os.getpid()}-")
    assert plan.shares_bytes


def test_a_folder_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="is no folder"):
        serve._plan(None, str(tmp_path / "none"), shares_bytes=False)


@pytest.mark.parametrize(
    ("host", "name"),
    [("0.0.0.0", "thishost"), ("::", "thishost"), ("127.0.0.1", "127.0.0.1")],
)
def test_a_browser_is_given_a_name_that_it_can_reach(
    monkeypatch: pytest.MonkeyPatch, host: str, name: str
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "thishost")

    with Bound(host, 8000) as bound:
        assert serve._name_of(bound) == name
