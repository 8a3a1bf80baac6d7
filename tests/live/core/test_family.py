import os
import sys

import pytest

from memscope.collect.look.snapshot import take_snapshot
from memscope.proc.fs import ProcFs
from memscope.proc.machine import PAGE_SIZE, this_system
from memscope.proc.processes import with_descendants
from memscope.proc.procmap import name_at
from tests.live.core.looking import look_at
from tests.live.programs.c import running

pytestmark = pytest.mark.live

GENERATIONS = """
import json, os, sys
up, down = os.pipe()
child = os.fork()
if not child:
    grandchild = os.fork()
    if grandchild:
        os.write(down, json.dumps({"family": [os.getpid(), grandchild]}).encode())
        os.close(down)
    sys.stdin.read()
    os._exit(0)
os.close(down)
print(os.read(up, 1000).decode(), flush=True)
sys.stdin.read()
"""


def test_children_and_their_children_are_found_parents_first() -> None:
    with running([sys.executable, "-c", GENERATIONS]) as target:
        family = [target.pid, *target.facts["family"]]

        assert with_descendants([target.pid]) == family
        snapshot = take_snapshot([target.pid], children=True)

    assert [process.pid for process in snapshot.processes] == family
    assert [process.ppid for process in snapshot.processes] == [
        os.getpid(),
        *family[:-1],
    ]
    assert len({process.address_space for process in snapshot.processes}) == 3


def test_one_named_twice_is_looked_at_once() -> None:
    with running([sys.executable, "-c", GENERATIONS]) as target:
        child = target.facts["family"][0]
        snapshot = take_snapshot([child, target.pid, child], children=True)

    pids = [process.pid for process in snapshot.processes]
    assert pids[:2] == [child, target.pid]
    assert len(pids) == len(set(pids)) == 3


def test_this_machine_is_described_without_its_name() -> None:
    system = this_system()

    assert (system.kernel, system.machine) == (os.uname().release, os.uname().machine)
    assert system.page_size == PAGE_SIZE == os.sysconf("SC_PAGE_SIZE")
    assert system.hostname is None


def test_the_kernel_names_the_mapping_at_an_address() -> None:
    process = look_at(os.getpid())
    stack = next(r for r in process.regions if r.path == "[stack]")
    code = next(r for r in process.regions if r.image and r.kind.value == "code")
    with ProcFs().process(os.getpid()) as directory:
        names = [name_at(directory, r.start) for r in (stack, code)]
        nowhere = name_at(directory, 1)

    if names == [None, None]:
        pytest.skip("this kernel has no PROCMAP_QUERY (before 6.11)")
    assert names == ["[stack]", code.path]
    assert nowhere is None
