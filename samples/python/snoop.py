"""A program that tries to read another program's memory.

Expected:
    ready {"pid": 4242, "uid": 65534}

Command: read PID ADDRESS, answered with `ok {"read": true, "value": 7}` or with
`ok {"read": false, "error": "EACCES"}`; then quit. With --as UID it gives up being
root first, and is an ordinary user without any privilege.
"""

import argparse
import errno
import json
import os
import struct
import sys


def read(pid: int, address: int) -> dict[str, object]:
    try:
        fd = os.open(f"/proc/{pid}/mem", os.O_RDONLY)
        try:
            (value,) = struct.unpack("=q", os.pread(fd, 8, address))
        finally:
            os.close(fd)
    except (OSError, OverflowError, struct.error) as error:
        code = getattr(error, "errno", None)
        return {"read": False, "error": errno.errorcode.get(code or 0, str(error))}
    return {"read": True, "value": value}


def say(word: str, answer: dict[str, object]) -> None:
    print(word, json.dumps(answer), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Read somebody else's memory.")
    parser.add_argument("--as", dest="uid", type=int, metavar="UID")
    uid = parser.parse_args().uid
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    say("ready", {"pid": os.getpid(), "uid": os.getuid()})
    for line in sys.stdin:
        word, *values = line.split() or [""]
        if word == "quit":
            say("ok", {})
            return
        if word == "read" and len(values) == 2:
            say("ok", read(int(values[0]), int(values[1], 0)))
        else:
            print("error no such command, or a value is missing", flush=True)


if __name__ == "__main__":
    main()
