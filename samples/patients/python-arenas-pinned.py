"""Deletes nearly all of its objects, and hardly any of their memory goes back.

Python takes memory for small objects in arenas of 1 MiB, and gives one back when its
last object is gone. A survivor every so often keeps them all.

sick     one object in 4,000 stays, about two in each arena
healthy  as many stay, made before the others: they lie together
"""

import sys

COUNT, STEP = 400_000, 4_000


def work(sick: bool) -> list[bytes]:
    """Make many objects, and return the few that stay."""
    kept = [] if sick else [bytes(100) for _ in range(COUNT // STEP)]
    made = [bytes(100) for _ in range(COUNT)]
    return made[::STEP] if sick else kept


survivors = work(sys.argv[1:] == ["sick"])
print("ready", flush=True)
for _line in sys.stdin:
    pass
