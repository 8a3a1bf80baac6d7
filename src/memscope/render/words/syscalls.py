"""Names of the system calls that threads wait in."""

from functools import cache

from memscope.render.words.syscall_names import GENERIC, X86_64

_TEXTS = {"x86_64": X86_64, "aarch64": GENERIC, "riscv64": GENERIC}


def syscall_name(number: int | None, machine: str) -> str | None:
    """Return the name of a system call; its number as text when we have no name.

    Args:
        number: As in /proc/PID/syscall; negative or None: in none.
        machine: As in uname -m; numbers differ between architectures.
    """
    if number is None or number < 0:
        return None
    return _names(machine).get(number, f"#{number}")


@cache
def _names(machine: str) -> dict[int, str]:
    """Return number to name; {} for a machine whose numbers we do not have."""
    names: dict[int, str] = {}
    for line in _TEXTS.get(machine, "").splitlines():
        first, *following = line.split()
        names.update(enumerate(following, int(first)))
    return names
