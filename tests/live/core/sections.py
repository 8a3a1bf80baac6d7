"""What readelf says about a file's sections: the truth that labels are held against."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.live.programs.start import need

_ROW = re.compile(
    r"^ *\[ *\d+\] (?P<name>\S*) +(?P<type>\S+) +(?P<address>[0-9a-f]+) "
    r"(?P<offset>[0-9a-f]+) (?P<size>[0-9a-f]+) [0-9a-f]+ +(?P<flags>[A-Zlop]*) ",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of `readelf -SW` that takes memory."""

    name: str
    type: str
    address: int
    size: int
    flags: str

    @property
    def kinds(self) -> set[str]:
        """Return what a region over this section may be called."""
        if "X" in self.flags:
            return {"code"}
        if "W" not in self.flags:
            return {"rodata"}
        if self.type == "NOBITS":
            return {"bss"}
        return {"data", "relro"}


def sections_of(file: str | Path) -> list[Row]:
    """Return the sections that take memory, without templates of zeroes."""
    command = [need("readelf", "binutils"), "-SW", str(file)]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = [
        Row(
            row["name"],
            row["type"],
            int(row["address"], 16),
            int(row["size"], 16),
            row["flags"],
        )
        for row in _ROW.finditer(text)
    ]
    return [
        row
        for row in found
        if "A" in row.flags
        and row.size
        and not (row.type == "NOBITS" and "T" in row.flags)
    ]
