"""The program of the template: it keeps some bytes, more when told.

A sample says `ready` and its facts as JSON, then answers each line it is given with one
line: `ok` and JSON, or `error` and the reason. It ends when its input does.
"""

import json
import mmap
import sys

MIB = 1 << 20
ORDINARY = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
kept: list[mmap.mmap] = []


def keep(mib: int) -> dict[str, object]:
    if not 1 <= mib <= 256:
        raise ValueError("between 1 and 256 MiB")
    kept.append(mmap.mmap(-1, mib * MIB, flags=ORDINARY))
    return {"blocks": len(kept)}


def write() -> dict[str, object]:
    """Write one byte to every page of the last block."""
    for start in range(0, len(kept[-1]), mmap.PAGESIZE):
        kept[-1][start] = 1
    return {"blocks": len(kept)}


def main() -> None:
    print("ready", json.dumps(keep(1)), flush=True)
    for line in sys.stdin:
        word, *values = line.split() or [""]
        try:
            if word == "keep" and len(values) == 1:
                print("ok", json.dumps(keep(int(values[0]))), flush=True)
            elif word == "write":
                print("ok", json.dumps(write()), flush=True)
            else:
                raise ValueError("no such command")
        except ValueError as error:
            print("error", error, flush=True)


if __name__ == "__main__":
    main()
