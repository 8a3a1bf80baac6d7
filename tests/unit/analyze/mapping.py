"""Maps for tests, written the way the kernel writes them."""

from memscope.model.region import Vma
from memscope.parse.maps import parse_maps


def mapped(*lines: str) -> list[Vma]:
    """Parse lines such as `1000-2000 rw-p [heap]` or `1000-2000 r-xp 0 7 /bin/x`.

    An inode of 0 and an offset of 0 may be left out; the device is always fd:01.
    """
    text = ""
    for line in lines:
        span, perms, *rest = line.split(" ", 4)
        offset, inode, path = "0", "0", ""
        if len(rest) >= 2:
            offset, inode, path = rest[0], rest[1], " ".join(rest[2:])
        elif rest:
            (path,) = rest
        device = "fd:01" if inode != "0" else "00:00"
        text += f"{span} {perms} {offset} {device} {inode}    {path}\n"
    return parse_maps(text.encode())
