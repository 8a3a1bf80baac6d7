"""The core may not open files, sockets or processes, not even indirectly.

import-linter sees imports. This sees what really happens: an audit hook looks, at each
event that reaches outside, which of our files caused it.
"""

import os
import subprocess
import sys
from collections import Counter

import pytest

from memscope.cli.formats import SNAPSHOT_FORMATS
from tests.house.repository import PACKAGE

pytestmark = pytest.mark.house

CORE = {"model", "parse", "analyze", "render", "errors.py", "units.py"}

WATCH = """
import collections, contextlib, io, sys
OUTSIDE = {"open", "os", "socket", "subprocess", "mmap", "fcntl", "shutil", "glob"}
HERE, PLANT = sys.argv[1:3]
seen = collections.Counter()

def culprit(frame):
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith("<frozen importlib"):
            return None  # an import; the contracts watch over those
        if name.startswith(HERE):
            return name[len(HERE):].lstrip("/").split("/")[0]
        frame = frame.f_back
    return None

def watch(event, arguments):
    if event.split(".")[0] in OUTSIDE:
        seen[culprit(sys._getframe(1))] += 1

sys.addaudithook(watch)
if PLANT:
    exec(compile("open('/dev/null').close()", f"{HERE}/{PLANT}", "exec"))
"""

COMMAND = """
from memscope.cli.main import run
out = io.TextIOWrapper(io.BytesIO(), "utf-8")
with contextlib.redirect_stdout(out):
    code = run(sys.argv[3:])
    out.flush()
assert code == 0, code
assert out.buffer.tell() > 100, out.buffer.getvalue()
"""

SCREEN = """
from memscope.analyze.space.rows import RowList
from memscope.analyze.space.reading import Reading
from memscope.analyze.space.slices import whole
from memscope.analyze.space.terrain import terrain_of
from memscope.analyze.lanes.rows import ThreadRow, ThreadKey
from memscope.collect.look.snapshot import Collector
from memscope.render.history.picture import HistoryAsked, history_lines
from memscope.render.space.columns import Extra, layout_for
from memscope.render.space.facts import RegionFacts
from memscope.render.space.header import header
from memscope.render.space.how import How
from memscope.render.space.rail import RailPicture
from memscope.render.space.region import region_picture
from memscope.render.space.table import Table, row_line
from memscope.render.threads.layout import layout_of
from memscope.render.threads.line import ThreadSheet, thread_line
from memscope.render.words.names import colour_key
from memscope.tui.build import ViewBuilder
from memscope.tui.heading import facts_of
collector, builder = Collector(), ViewBuilder()
looks = [collector.look([int(pid) for pid in sys.argv[3:]]) for _ in range(2)]
before = seen.copy()
for at, look in enumerate(looks):
    view = builder.add(float(at), look)
lines, table = [], Table(layout_for(100, frozenset({Extra.PAGES, Extra.AGE})))
for one in view.processes:
    lines += header(facts_of(one), How(), 120).lines
    rows = RowList([one.space], Reading(is_all_open=True)).rows()
    lines += [row_line(row, table) for row in rows]
    for row in rows:
        lines += region_picture(RegionFacts(row, growth=one.growth), None, 42).lines
    terrain = terrain_of(one.process, colour_key)
    lines += [RailPicture(terrain, whole(terrain, 20)).line(at, 24) for at in range(20)]
    lines += history_lines(one.series, HistoryAsked(), 80, 12)
    for thread in one.process.threads:
        row = ThreadRow(ThreadKey(one.key, thread.tid), one.threads, thread)
        lines.append(thread_line(row, ThreadSheet(layout_of(80)), 80))
assert len(lines) > len(looks[0].processes[0].regions)
seen = seen - before
"""

TELL = """
for floor, times in seen.items():
    print(floor, times)
"""


def reached_outside(
    *arguments: str, plant: str = "", what: str = COMMAND
) -> Counter[str]:
    """Do something and count who of us opened what, by floor."""
    script = WATCH + what + TELL
    result = subprocess.run(
        [sys.executable, "-c", script, str(PACKAGE), plant, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr
    lines = (line.split() for line in result.stdout.splitlines())
    return Counter({floor: int(times) for floor, times in lines})


@pytest.mark.parametrize("form", sorted({*SNAPSHOT_FORMATS} - {"parquet"}))
def test_a_snapshot_opens_files_in_proc_alone(form: str) -> None:
    seen = reached_outside("snapshot", str(os.getpid()), "--format", form)

    assert seen["proc"] > 10
    assert seen.keys() & CORE == set()


def test_the_schema_is_made_without_looking_at_anything() -> None:
    assert reached_outside("schema").keys() & (CORE | {"proc", "collect"}) == set()


def test_the_screen_is_built_from_snapshots_alone() -> None:
    assert reached_outside(str(os.getpid()), what=SCREEN).keys() <= {None, "None"}


def test_the_hook_would_catch_a_renderer_that_opens_a_file() -> None:
    seen = reached_outside("schema", plant="render/impure.py")

    assert seen["render"] == 1
