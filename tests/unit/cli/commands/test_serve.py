"""What the server says of its address before anybody opens it."""

import socket

import pytest

from memscope.cli.commands import serve
from tests.unit.tui.served.bound import Bound

pytestmark = pytest.mark.unit
ADDRESS = "http://somewhere:8000/secret"


def told(
    capsysbinary: pytest.CaptureFixture[bytes], host: str, found: int, asked: int
) -> tuple[str, str]:
    with Bound(host, found) as bound:
        serve._tell(ADDRESS, bound, asked)
    out, err = capsysbinary.readouterr()
    return out.decode(), err.decode()


@pytest.mark.parametrize("asked", [8000, 0])
def test_on_this_machine_alone_the_address_is_all_that_is_said(
    capsysbinary: pytest.CaptureFixture[bytes], asked: int
) -> None:
    out, err = told(capsysbinary, "127.0.0.1", 8000, asked)

    assert out == f"{ADDRESS}\n"
    assert len(err.splitlines()) == 1
    assert "Ctrl-C" in err


def test_another_port_than_the_one_asked_for_is_told(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    out, err = told(capsysbinary, "127.0.0.1", 40_000, 8000)

    assert out == f"{ADDRESS}\n"
    assert err.startswith("memscope: port 8000 is taken; this is port 40000\n")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7"])
def test_where_others_get_there_they_are_warned_of(
    capsysbinary: pytest.CaptureFixture[bytes], host: str
) -> None:
    out, err = told(capsysbinary, host, 8000, 8000)

    assert out == f"{ADDRESS}\n"
    assert "warning: other machines can reach this" in err
    assert "not encrypted" in err


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
