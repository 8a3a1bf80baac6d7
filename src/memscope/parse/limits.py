"""Turn /proc/PID/limits into numbers (man 2 getrlimit)."""

import re

_LINE = re.compile(rb"^(Max [a-z ]+?) {2,}(\S+) +(\S+)", re.M)


def parse_limits(data: bytes) -> dict[str, int | None]:
    """Return each soft limit by its name, such as `Max stack size`, in bytes.

    None means unlimited; a limit the kernel did not list is not in the result.
    """
    return {
        name.decode("ascii"): int(soft) if soft.isdigit() else None
        for name, soft, _ in _LINE.findall(data)
    }
