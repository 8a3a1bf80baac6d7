"""What a look costs, in files opened and bytes read: counts, which no load changes.

Times belong to `make bench`; a look that begins to open a file more for every region,
or to read smaps at every beat, fails here.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator

import pytest

pytestmark = [pytest.mark.live, pytest.mark.once]

PROBE = """
import json, os, re, sys
from memscope.collect.look.snapshot import Collector, take_snapshot

opened = []
def note(event, args):
    if event == "open" and isinstance(args[0], (str, bytes)):
        opened.append(os.fsdecode(args[0]))
sys.addaudithook(note)

pid, collector = int(sys.argv[1]), Collector()
looks = {}
for name, look in {
    "first": lambda: collector.look([pid]),
    "second": lambda: collector.look([pid]),
    "third": lambda: collector.look([pid]),
    "full": lambda: take_snapshot([pid]),
}.items():
    opened.clear()
    snapshot = look()
    looks[name] = list(opened)
threads = len(snapshot.processes[0].threads)
regions = len(snapshot.processes[0].regions)
print(json.dumps({"looks": looks, "threads": threads, "regions": regions}))
"""

TARGET = """
import sys, threading
ready = threading.Barrier(int(sys.argv[1]) + 1)
done = threading.Event()
def work():
    ready.wait()
    done.wait()
for _ in range(int(sys.argv[1])):
    threading.Thread(target=work, daemon=True).start()
ready.wait()
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.fixture(params=[1, 40], ids=["1 thread more", "40 threads more"])
def looks(request: pytest.FixtureRequest) -> Iterator[dict[str, object]]:
    with subprocess.Popen(
        [sys.executable, "-c", TARGET, str(request.param)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as target:
        assert target.stdout is not None
        assert target.stdout.readline() == "ready\n"
        probe = subprocess.run(
            [sys.executable, "-c", PROBE, str(target.pid)],
            capture_output=True,
            text=True,
            check=True,
        )
        yield json.loads(probe.stdout)
        target.kill()


def names(looks: dict[str, object], which: str) -> Counter[str]:
    """Count the files of one look by their last name."""
    every = looks["looks"]
    assert isinstance(every, dict)
    return Counter(path.rsplit("/", 1)[-1] for path in every[which])


def test_a_live_look_never_reads_what_holds_up_the_target(
    looks: dict[str, object],
) -> None:
    for which in ("first", "second", "third"):
        seen = names(looks, which)

        assert not seen.keys() & {"smaps", "smaps_rollup", "numa_maps", "clear_refs"}
        assert seen["maps"] == 1
        assert seen["pagemap"] == 1


def test_a_full_look_reads_smaps_once_and_maps_not_at_all(
    looks: dict[str, object],
) -> None:
    seen = names(looks, "full")

    assert seen["smaps"] == 1
    assert seen["maps"] == 0


def test_the_next_look_opens_two_files_a_thread_and_few_others(
    looks: dict[str, object],
) -> None:
    threads = looks["threads"]
    assert isinstance(threads, int)

    seen = names(looks, "third")

    assert seen["syscall"] == threads
    assert seen["stat"] == threads + 2  # of the process, before and after
    rest = sum(seen.values()) - seen["syscall"] - seen["stat"]
    assert rest <= 16, seen


def test_the_next_look_opens_no_mapped_file_again(looks: dict[str, object]) -> None:
    every = looks["looks"]
    assert isinstance(every, dict)

    assert [path for path in every["third"] if "map_files" in path] == []
    assert [path for path in every["third"] if ".so" in path] == []
