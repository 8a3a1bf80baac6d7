"""A socket that listens nowhere, for tests of what is said of an address."""

import socket


class Bound(socket.socket):
    """A socket that says it is bound somewhere."""

    def __init__(self, *place: object) -> None:
        super().__init__()
        self.place = place

    def getsockname(self) -> tuple[object, ...]:
        return self.place
