"""Turn /proc/PID/status into a record (man 5 proc_pid_status)."""

from msgspec import Struct

_KIB = 1024


class Status(Struct, frozen=True, gc=False):
    """The fields of a status file, by the kernel's own names.

    Attributes:
        fields: Name to text, unknown names included.
    """

    fields: dict[str, str]

    def bytes_of(self, name: str) -> int | None:
        """Return a field given in kB as bytes; None when there is none."""
        number, _, unit = self.fields.get(name, "").partition(" ")
        return int(number) * _KIB if unit == "kB" and _is_number(number) else None

    def numbers(self, name: str) -> tuple[int, ...]:
        """Return a field of blank-separated numbers; () when there is none."""
        words = self.fields.get(name, "").split()
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


def _is_number(word: str) -> bool:
    """Digits as the kernel writes them: str.isdigit() also takes `²`."""
    return word.isascii() and word.isdigit() and len(word) <= 20


def parse_status(data: bytes) -> Status:
    """Parse a status file; lines of an unknown form are left out.

    The kernel escapes newlines in Name, so a line is a field.
    """
    fields = {}
    for line in data.decode("utf-8", "surrogateescape").split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            fields[name] = value.strip(" \t")
    return Status(fields)
