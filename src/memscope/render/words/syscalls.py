"""Names of the system calls that threads wait in."""

from functools import cache

from memscope.render.words.syscall_names import GENERIC, I386, X86_64

_TEXTS = {"x86_64": X86_64, "i386": I386, "aarch64": GENERIC, "riscv64": GENERIC}


def syscall_name(number: int | None, abi: str) -> str | None:
    """Return the name of a system call; its number as text when we have no name.

    Args:
        number: As in /proc/PID/syscall; negative or None: in none.
        abi: Of the program, or where that is unknown the machine as in uname -m: each
            has numbers of its own.
    """
    if number is None or number < 0:
        return None
    return _names(abi).get(number, f"#{number}")


@cache
def _names(abi: str) -> dict[int, str]:
    """Return number to name; {} for an ABI whose numbers we do not have."""
    names: dict[int, str] = {}
    for line in _TEXTS.get(abi, "").splitlines():
        first, *following = line.split()
        names.update(enumerate(following, int(first)))
    return names
