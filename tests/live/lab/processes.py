"""What the kernel says about processes, read raw: nothing of memscope in between."""

from dataclasses import dataclass
from pathlib import Path

from tests.session.leftovers import survivors


@dataclass(frozen=True, slots=True)
class Row:
    """One row of /proc/PID/maps."""

    start: int
    end: int
    perms: str
    path: str

    @property
    def size(self) -> int:
        return self.end - self.start


def rows(pid: int) -> list[Row]:
    found = []
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        fields = line.split(maxsplit=5)
        start, end = (int(part, 16) for part in fields[0].split("-"))
        found.append(Row(start, end, fields[1], (*fields, "")[5]))
    return found


def row_at(pid: int, address: str) -> Row | None:
    """Return the row that holds an address, as a sample prints it."""
    number = int(address, 16)
    return next((row for row in rows(pid) if row.start <= number < row.end), None)


def row_of(pid: int, path: str) -> Row:
    """Return the row of a kernel label, such as `[stack]`; the last if several."""
    return [row for row in rows(pid) if row.path == path][-1]


def number_at(pid: int, address: str) -> int:
    """Read a C `long` from the memory of a process."""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        memory.seek(int(address, 16))
        return int.from_bytes(memory.read(8), "little", signed=True)


def status(pid: int, name: str) -> str:
    """Return a field of /proc/PID/status."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        key, _, value = line.partition(":")
        if key == name:
            return value.strip()
    raise KeyError(name)


def virtual_bytes(pid: int) -> int:
    return int(status(pid, "VmSize").split()[0]) * 1024


def names_of_threads(pid: int) -> dict[int, str]:
    folder = Path(f"/proc/{pid}/task")
    return {
        int(task.name): (task / "comm").read_text().rstrip("\n")
        for task in folder.iterdir()
    }


def is_alive(pid: int) -> bool:
    """A zombie is dead: it only waits for its parent."""
    try:
        return status(pid, "State")[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def family_of(pid: int, mark: str) -> set[int]:
    """Return everybody alive that a process has started, however indirectly.

    Args:
        pid: The process itself, left out.
        mark: What its environment carries, and so those of all its descendants.
    """
    return {one for one in survivors(mark) if one != pid and is_alive(one)}
