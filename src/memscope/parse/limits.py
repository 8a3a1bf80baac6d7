"""Turn /proc/PID/limits into numbers (man 2 getrlimit)."""

import re

_LINE = re.compile(rb"^(Max [a-z ]+?) {2,}(\S+) +(\S+)", re.M)
_STACK = re.compile(rb"^Max stack size {2,}(\S+) ", re.M)


def parse_limits(data: bytes) -> dict[str, int | None]:
    """Return each soft limit by its name, such as `Max stack size`, in bytes.

    None means unlimited; a limit the kernel did not list is not in the result.
    """
    return {
        name.decode("ascii"): int(soft) if soft.isdigit() else None
        for name, soft, _ in _LINE.findall(data)
    }


def stack_limit(data: bytes) -> int | None:
    """Return the soft limit of the main stack in bytes; None: unlimited, or unknown."""
    found = _STACK.search(data)
    return int(found[1]) if found and found[1].isdigit() else None
