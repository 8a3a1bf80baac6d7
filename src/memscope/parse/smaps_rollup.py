"""Turn the bytes of /proc/PID/smaps_rollup into sums (kernel: fs/proc/task_mmu.c).

It has the lines of one record of smaps, summed up over all mappings. Where there is no
such file (before Linux 4.14, gVisor), a whole smaps file says the same: the lines of a
name are added up here.
"""

import re

from memscope.errors import ParseError
from memscope.model.listing import RamShare
from memscope.model.region import LARGEST

_KIB = 1024
# All lines that are wanted, in the order of every kernel since 5.3. It takes a quarter
# of the time of taking them one by one, and there may be hundreds of processes.
_USUAL = re.compile(
    rb"\[rollup\]\nRss#Pss#(?:Pss_Dirty~)?Pss_Anon#Pss_File#Pss_Shmem#"
    rb"Shared_Clean~Shared_Dirty~Private_Clean#Private_Dirty#"
    rb"(?:[A-Z][A-Za-z]+~){1,12}Shared_Hugetlb#Private_Hugetlb#Swap~SwapPss#".replace(
        b"#", rb": +(\d{1,15}) kB\n"
    ).replace(b"~", rb": [^\n]*\n")
)
_LINE = re.compile(rb"^([A-Z][A-Za-z_]+): *(\d{1,20}) kB$", re.MULTILINE)


def parse_rollup(data: bytes) -> RamShare:
    """Return what a process takes of the RAM; what the kernel did not say is None.

    Raises:
        ParseError: The file says neither how much is resident nor whose it is.
    """
    if usual := _USUAL.search(data):
        numbers = [int(number) * _KIB for number in usual.groups()]
        rss, pss, anonymous, file, shmem, clean, dirty, shared, own, swap = numbers
        return RamShare(
            # The kernel's own Rss and Pss are without the pages of hugetlbfs.
            rss + own + shared,
            pss + own,
            clean + dirty + own,
            swap,
            anonymous,
            file,
            shmem,
            own,
            shared,
        )
    return _summed_up(data)


def _summed_up(data: bytes) -> RamShare:
    fields: dict[bytes, int] = {}
    for name, number in _LINE.findall(data):
        fields[name] = fields.get(name, 0) + int(number)
    own, shared = fields.get(b"Private_Hugetlb", 0), fields.get(b"Shared_Hugetlb", 0)
    resident, proportional = fields.get(b"Rss"), fields.get(b"Pss")
    if resident is None and proportional is None:
        raise ParseError("smaps_rollup", 1, data)
    return RamShare(
        _bytes(resident, own + shared),
        _bytes(proportional, own),
        _bytes(_unique(fields), own),
        # Linux 4.3 was the first to have it, and 5.3 to say of what Pss is made.
        _bytes(fields.get(b"SwapPss")),
        _bytes(fields.get(b"Pss_Anon")),
        _bytes(fields.get(b"Pss_File")),
        _bytes(fields.get(b"Pss_Shmem")),
        _bytes(own) or 0,
        _bytes(shared) or 0,
    )


def _unique(fields: dict[bytes, int]) -> int | None:
    clean, dirty = fields.get(b"Private_Clean"), fields.get(b"Private_Dirty")
    return None if clean is None or dirty is None else clean + dirty


def _bytes(kib: int | None, more: int = 0) -> int | None:
    return None if kib is None else min((kib + more) * _KIB, LARGEST)
