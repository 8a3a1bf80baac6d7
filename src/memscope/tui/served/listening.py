"""Find a port to listen at."""

import errno
import ipaddress
import socket

from memscope.errors import UsageProblem
from memscope.i18n import _, reason_of


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound there; where the port is taken, at another one.

    Args:
        host: Name or address of this machine.
        port: 0: any that is free.

    Raises:
        UsageProblem: This machine has no such address, or the port is not for us.
    """
    try:
        family, _kind, _protocol, _name, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError):
        text = _("{host} is no address of this machine").format(host=host)
        raise UsageProblem(text) from None
    try:
        return _bound(family, place)
    except OSError as error:
        if error.errno == errno.EADDRINUSE and port:
            return listen(host, 0)
        text = _("cannot listen at {host} port {port}: {reason}")
        reason = reason_of(error)
        raise UsageProblem(text.format(host=host, port=port, reason=reason)) from None


def is_open_to_others(listening: socket.socket) -> bool:
    """Tell whether anything but this machine itself can reach the socket."""
    address, _percent, _zone = listening.getsockname()[0].partition("%")
    return not ipaddress.ip_address(address).is_loopback


def is_everywhere(listening: socket.socket) -> bool:
    """Tell whether it listens at every address of the machine (0.0.0.0)."""
    address, _percent, _zone = listening.getsockname()[0].partition("%")
    return ipaddress.ip_address(address).is_unspecified


def _bound(
    family: int, place: tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]
) -> socket.socket:
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(place)
        found.listen()
    except OSError:
        found.close()
        raise
    return found
