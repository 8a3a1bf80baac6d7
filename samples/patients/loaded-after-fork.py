"""Three workers each build the table that their parent could have built for all."""

import os
import signal
import sys

SIZE = 24 << 20


def table():
    """Return the table; every page of it is written to."""
    return bytearray(b"\1") * SIZE


def serve(kept):
    """Wait for work that never comes."""
    os.write(ready_to, b".")
    while True:
        signal.pause()
    return kept


sick = sys.argv[1:] == ["sick"]
ready, ready_to = os.pipe()
loaded = None if sick else table()
workers = []
for _ in range(3):
    workers.append(os.fork())
    if not workers[-1]:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        serve(table() if sick else loaded)
for _ in workers:
    os.read(ready, 1)
print("ready", flush=True)
sys.stdin.read()
for worker in workers:
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
