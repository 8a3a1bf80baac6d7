"""What a supervisor tells about its program; see `supervisor.py` for the lines."""

import threading


class Reports:
    """The supervisor's lines, taken in as they come.

    Attributes:
        pid: The program's process id, once its exec has succeeded.
        error: errno of an exec that failed; 0: it failed for another reason.
        exit_code: As of `subprocess`; None: not ended, or nobody could tell us.
        decided: Set as soon as `pid` or `error` is known, or never will be.
        ended: Set when the program has ended.
    """

    def __init__(self) -> None:
        self.pid: int | None = None
        self.error: int | None = None
        self.exit_code: int | None = None
        self.decided = threading.Event()
        self.ended = threading.Event()
        self._rest = b""

    def add(self, piece: bytes) -> None:
        """Take in a piece; b"" means that the supervisor is gone."""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            word, number = line.decode().split(" ")
            self._note(word, int(number))
        if not piece:
            self.decided.set()
            self.ended.set()

    def _note(self, word: str, number: int) -> None:
        if word == "exit":
            self.exit_code = number
            self.ended.set()
            return
        if word == "pid":
            self.pid = number
        else:
            self.error = number
        self.decided.set()
