"""Memory that a test lays out: pieces of bytes, and what happens to them."""

from collections.abc import Callable


class FakeMemory:
    """Pieces at addresses; everything else is not in RAM."""

    def __init__(self, pieces: dict[int, bytes]) -> None:
        self.pieces = {at: bytearray(data) for at, data in pieces.items()}
        self.renewed = 0
        self.when_renewed: Callable[[FakeMemory], None] = lambda _: None

    def read(self, address: int, size: int) -> bytes:
        for at, data in self.pieces.items():
            if at <= address < at + len(data):
                return bytes(data[address - at : address - at + size])
        return b""

    def unit(self, number: int) -> bytes:
        found, low = bytearray(4096), number << 12
        is_there = False
        for at, data in self.pieces.items():
            for place in range(max(at, low), min(at + len(data), low + 4096)):
                found[place - low] = data[place - at]
                is_there = True
        return bytes(found) if is_there else b""

    def forget(self) -> None:
        pass

    def renew(self) -> None:
        self.renewed += 1
        self.when_renewed(self)

    def owns(self, address: int) -> bool:
        return bool(self.read(address, 1))

    def put(self, address: int, data: bytes) -> None:
        for at, piece in self.pieces.items():
            if at <= address < at + len(piece):
                piece[address - at : address - at + len(data)] = data
