"""Turn /proc/PID/status into a record (man 5 proc_pid_status)."""

import os

from msgspec import Struct

_KIB = 1024
_BLANKS = " \t"


class Status(Struct, frozen=True, gc=False):
    """The fields of a status file, by the kernel's own names.

    There are sixty of them and a look wants one or two, so each is found when asked
    for. The kernel escapes newlines in Name, so a line is a field.

    Attributes:
        text: The file.
    """

    text: bytes

    @property
    def fields(self) -> dict[str, str]:
        """Name to text, unknown names included; lines of another form are left out."""
        lines = self.text.decode("utf-8", "surrogateescape").split("\n")
        parts = (line.partition(":") for line in lines)
        return {name: value.strip(_BLANKS) for name, colon, value in parts if colon}

    def _bytes(self, name: str) -> bytes:
        """Return what stands in the line of a field, b"" when there is none."""
        head = os.fsencode(name) + b":"
        if self.text.startswith(head):
            at = 0
        else:
            at = self.text.find(b"\n" + head) + 1
            if not at:
                return b""
        start = at + len(head)
        end = self.text.find(b"\n", start)
        return self.text[start : end if end >= 0 else len(self.text)]

    def bytes_of(self, name: str) -> int | None:
        """Return a field given in kB as bytes; None when there is none."""
        number, _, unit = self._bytes(name).strip(b" \t").partition(b" ")
        return int(number) * _KIB if unit == b"kB" and _is_number(number) else None

    def numbers(self, name: str) -> tuple[int, ...]:
        """Return a field of blank-separated numbers; () when there is none."""
        words = self._bytes(name).split()
        return tuple(int(word) for word in words if _is_number(word))

    @property
    def tgid(self) -> int | None:
        """Process that the task belongs to."""
        return next(iter(self.numbers("Tgid")), None)

    @property
    def tid_in_own_namespace(self) -> int | None:
        """The task's id as it sees itself, in its innermost pid namespace."""
        return next(reversed(self.numbers("NSpid")), None)

    @property
    def tracer(self) -> int | None:
        """Pid of the tracer; None when nobody traces it."""
        return next(iter(self.numbers("TracerPid")), None) or None


def _is_number(word: bytes) -> bool:
    """Digits as the kernel writes them."""
    return word.isdigit() and len(word) <= 20


def parse_status(data: bytes) -> Status:
    """Parse a status file; nothing in it can be wrong, only missing."""
    return Status(data)
