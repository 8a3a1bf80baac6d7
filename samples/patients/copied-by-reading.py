"""A worker reads a list that its parent filled, and so copies it, page by page.

Python counts references inside each object: to read one is to write to it. The healthy
twin keeps the same numbers in one array, which is one object.
"""

import array
import os
import signal
import sys
import time

COUNT = 250_000


def read_slowly(numbers):
    """Read all of it again and again, with pauses."""
    kept = None
    while os.getppid() == PARENT:
        for at in range(0, COUNT, COUNT // 20):
            for kept in numbers[at : at + COUNT // 20]:  # noqa: B007 reading is the work
                pass
            time.sleep(0.1)
        time.sleep(0.1)
    return kept


PARENT = os.getpid()
numbers = [float(n) for n in range(COUNT)]
if sys.argv[1:] != ["sick"]:
    numbers = array.array("d", numbers)
worker = os.fork()
if not worker:
    read_slowly(numbers)
    os._exit(0)
print("ready", flush=True)
sys.stdin.read()
os.kill(worker, signal.SIGKILL)
os.waitpid(worker, 0)
