"""What `memscope serve` refuses before it listens."""

import pytest

from tests.cli.command import memscope

pytestmark = pytest.mark.cli


@pytest.mark.parametrize("host", ["no.such.host.invalid", "", "a..b", "\n"])
def test_a_host_that_is_none_is_wrong_usage(host: str) -> None:
    result = memscope("serve", "--host", host)

    assert result.returncode == 2
    assert result.stdout == b""
    assert b"is no address of this machine" in result.stderr
    assert b"Traceback" not in result.stderr


def test_an_address_of_another_machine_is_wrong_usage() -> None:
    result = memscope("serve", "--host", "192.0.2.1", "--port", "0")

    assert result.returncode == 2
    assert b"cannot listen at 192.0.2.1" in result.stderr


@pytest.mark.parametrize("views", ["-1", "1001", "many"])
def test_a_number_of_views_that_is_none_is_wrong_usage(views: str) -> None:
    result = memscope("serve", "--own-views", views)

    assert result.returncode == 2
    assert b"memscope serve --help" in result.stderr


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_that_is_none_is_wrong_usage(port: str) -> None:
    result = memscope("serve", "--port", port)

    assert result.returncode == 2
    assert b"memscope serve --help" in result.stderr


@pytest.mark.parametrize("target", ["no-such-program-anywhere", "./no-such-file"])
def test_what_is_not_there_is_said_before_anybody_listens(target: str) -> None:
    result = memscope("serve", "--port", "0", target)

    assert result.returncode != 0
    assert result.stdout == b""
    assert b"Traceback" not in result.stderr
