"""Where the screen in a browser listens, and who else gets there."""

import errno
import socket
from collections.abc import Callable

import pytest

from memscope.errors import UsageProblem
from memscope.tui.served import listening
from memscope.tui.served.listening import is_everywhere, is_open_to_others, listen
from tests.unit.tui.served.bound import Bound

pytestmark = pytest.mark.unit
Place = tuple[str, int]


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[Place]]:
    """Let binding to a port fail with this errno; return which were tried."""

    def refuse(number: int) -> list[Place]:
        tried: list[Place] = []

        def bound(_family: int, place: Place) -> socket.socket:
            tried.append(place)
            if place[1]:
                raise OSError(number, "refused")
            return Bound(place[0], 40_000)

        monkeypatch.setattr(listening, "_bound", bound)
        return tried

    return refuse


def test_where_the_port_is_taken_any_other_will_do(
    taken: Callable[[int], list[Place]],
) -> None:
    tried = taken(errno.EADDRINUSE)

    with listen("127.0.0.1", 8000) as found:
        assert found.getsockname() == ("127.0.0.1", 40_000)
    assert tried == [("127.0.0.1", 8000), ("127.0.0.1", 0)]


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (errno.EACCES, "Permission denied"),
        (errno.EADDRNOTAVAIL, "Cannot assign requested address"),
        (errno.EPROTO, "refused"),
    ],
)
def test_any_other_refusal_is_told_with_its_reason(
    taken: Callable[[int], list[Place]], number: int, why: str
) -> None:
    tried = taken(number)

    with pytest.raises(UsageProblem, match=f"127.0.0.1 port 80: {why}"):
        listen("127.0.0.1", 80)
    assert len(tried) == 1


@pytest.mark.parametrize("host", ["a" * 70, "not an address", "[heap]", "127.0.0.1.9"])
def test_what_is_no_address_is_told(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: object, **_kwargs: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    with pytest.raises(UsageProblem) as caught:
        listen(host, 0)
    assert str(caught.value) == f"{host} is no address of this machine"


def test_a_name_that_cannot_be_written_in_dns_is_no_address() -> None:
    with pytest.raises(UsageProblem, match="no address"):
        listen("a" * 64 + ".example", 0)


@pytest.mark.parametrize(
    ("address", "is_open", "is_all"),
    [
        ("127.0.0.1", False, False),
        ("127.8.9.1", False, False),
        ("::1", False, False),
        ("0.0.0.0", True, True),
        ("::", True, True),
        ("192.168.1.7", True, False),
        ("fe80::1%eth0", True, False),
    ],
)
def test_who_gets_there_follows_from_the_address(
    address: str, is_open: bool, is_all: bool
) -> None:
    with Bound(address, 8000, 0, 0) as bound:
        assert is_open_to_others(bound) is is_open
        assert is_everywhere(bound) is is_all
