"""Turn the kernel's log into messages.

Records of /dev/kmsg are `PRIORITY,NUMBER,MICROSECONDS,FLAGS;TEXT` (kernel:
Documentation/ABI/testing/dev-kmsg); dmesg and journals write `[SECONDS] TEXT` a line,
perhaps with more before it.
"""

import re
from os import fsdecode

from msgspec import Struct

_RECORD = re.compile(rb"(\d{1,10}),\d{1,20},(\d{1,20}),[^;\n]*;([^\n]*)")
_ESCAPE = re.compile(rb"\\x([0-9a-f]{2})")
_TIME = re.compile(
    r"[^\[\n]{0,200}\[ {0,12}(\d{1,12}\.\d{1,9})\](?:\[ {0,6}[CT]\d{1,7}\])? ?"
)
_PREFIX = re.compile(
    r"(?:<\d{1,3}>|[^\[\n]{0,200}?\bkernel: )?"
    r"(?:\[\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\] )?"
)
"""Without seconds since boot: a level, a journal's words, a date of dmesg -T."""
_LEVELS = 8
"""Priorities of the kernel itself; what programs write has a facility above."""


class Message(Struct, frozen=True, gc=False):
    """One message of the kernel.

    Attributes:
        since_boot_s: When, in seconds since boot; None where the log does not say.
        text: What.
    """

    since_boot_s: float | None
    text: str


def parse_record(data: bytes) -> Message | None:
    """Return one record of /dev/kmsg; None: a program wrote it, or it is of no form."""
    found = _RECORD.match(data)
    if found is None or int(found[1]) >= _LEVELS:
        return None
    text = _ESCAPE.sub(lambda one: bytes([int(one[1], 16)]), found[3])
    return Message(int(found[2]) / 1e6, fsdecode(text))


def parse_log(data: bytes) -> list[Message]:
    """Return the messages of a text, as syslog(2), dmesg or a journal has them."""
    return [_message(fsdecode(line)) for line in data.split(b"\n") if line]


def _message(line: str) -> Message:
    found = _TIME.match(line)
    if found is not None:
        return Message(float(found[1]), line[found.end() :])
    prefix = _PREFIX.match(line)
    return Message(None, line[prefix.end() :] if prefix else line)
