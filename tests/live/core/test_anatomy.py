"""Every address that `anatomy` prints lies in a region of the kind it should."""

from collections.abc import Iterator

import pytest

from memscope.collect.look.snapshot import Collector
from memscope.lab.lab import Lab
from memscope.lab.sample import Sample
from memscope.model.process import Process
from tests.live.core.looking import kind_at, look_at, look_until, region_at
from tests.live.lab.ways import WAYS, Way

pytestmark = pytest.mark.live

MIB = 1 << 20


@pytest.fixture(params=WAYS, ids=str)
def sample(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Way, Sample]]:
    way = request.param
    with Lab() as lab:
        yield way, way.start(lab, monkeypatch, "anatomy", "--threads", "3")


def address(sample: Sample, name: str) -> int:
    return int(str(sample.facts[name]), 16)


def kinds_of(way: Way, process: Process, sample: Sample) -> dict[str, str]:
    names = ("function", "constant", "data", "bss", "small", "large", "local")
    found = {name: kind_at(process, address(sample, name)) for name in names}
    return found | {"global": kind_at(process, address(sample, "global"))}


def test_every_printed_address_is_of_its_kind(sample: tuple[Way, Sample]) -> None:
    way, program = sample
    process = look_at(program.pid)

    found = kinds_of(way, process, program)

    assert found["function"] == "code"
    assert found["constant"] == "rodata" or way.language == "python"
    assert found["constant"] in ("rodata", "relro")
    assert found["data"] == "data"
    assert found["bss"] == "bss"
    assert found["local"] == "stack"
    assert found["large"] == "anon"
    if way.has_glibc:
        assert found["small"] == "heap"
        assert found["global"] == ("heap" if way.language == "python" else "data")
    else:
        # musl begins with what is left of its own data pages, or with a mapping.
        assert found["small"] in ("heap", "anon", "data", "bss")


def test_every_thread_has_its_own_stack_and_memory(
    sample: tuple[Way, Sample],
) -> None:
    way, program = sample
    process = look_at(program.pid)
    threads = {thread.tid: thread for thread in process.threads}

    assert len(program.facts["threads"]) == 3
    for facts in program.facts["threads"]:
        thread = threads[facts["tid"]]
        assert thread.name == facts["name"]
        local = int(facts["local"], 16)
        region = region_at(process, local)
        assert (region.kind.value, region.thread) == ("thread-stack", thread.tid)
        assert thread.stack is not None
        assert local in thread.stack
        if facts["stack"] is not None:
            start, end = (int(facts["stack"][key], 16) for key in ("start", "end"))
            assert (thread.stack.start, thread.stack.end) == (start, end)
            assert thread.stack.guard == facts["stack"]["guard"]
        if way.language == "c" and way.has_glibc:
            block = region_at(process, int(facts["small"], 16))
            assert block.kind.value in ("arena", "heap")


def test_the_heap_grows_where_the_new_blocks_are(sample: tuple[Way, Sample]) -> None:
    way, program = sample
    if not way.has_glibc:
        pytest.skip("musl asks for small mappings instead of moving the break")
    before = look_at(program.pid)

    reply = program.tell("heap-grow", 4 * MIB)
    after = look_at(program.pid)

    heap_before, heap_after = heap_of(before), heap_of(after)
    assert heap_after - heap_before >= 3 * MIB
    for name in ("first", "last"):
        assert kind_at(after, int(str(reply[name]), 16)) == "heap"


def heap_of(process: Process) -> int:
    return sum(r.size for r in process.regions if r.kind.value == "heap")


def test_a_large_block_comes_and_goes(sample: tuple[Way, Sample]) -> None:
    _, program = sample
    collector = Collector()
    collector.look([program.pid])

    reply = program.tell("large-alloc", 8 * MIB)
    (during,) = collector.look([program.pid]).processes
    program.tell("large-free")
    (after,) = collector.look([program.pid]).processes

    start = int(str(reply["large"]), 16)
    assert region_at(during, start).kind.value == "anon"
    assert during.usage.virtual is not None
    assert after.usage.virtual is not None
    assert during.usage.virtual - after.usage.virtual >= 8 * MIB


def test_a_new_thread_brings_its_stack_within_one_look(
    sample: tuple[Way, Sample],
) -> None:
    _, program = sample
    collector = Collector()
    (before,) = collector.look([program.pid]).processes

    facts = program.tell("thread-start")
    (during,) = collector.look([program.pid]).processes
    program.tell("thread-end")
    tid = facts["tid"]
    # Joined is not quite gone: the kernel needs a moment more.
    after = look_until(program.pid, lambda p: tid not in [t.tid for t in p.threads])

    assert tid not in {thread.tid for thread in before.threads}
    assert region_at(during, int(str(facts["local"]), 16)).thread == tid
    assert not [region for region in after.regions if region.thread == tid]


def test_recursion_deepens_the_main_stack(sample: tuple[Way, Sample]) -> None:
    _, program = sample
    before = look_until(program.pid).threads[0].stack

    reply = program.tell("recurse", 200)
    process = look_until(program.pid)
    program.tell("unwind")

    deep = process.threads[0].stack
    local = int(str(reply["local"]), 16)
    assert before is not None
    assert deep is not None
    assert before.depth is not None
    assert deep.depth is not None
    assert local in deep
    assert kind_at(process, local) == "stack"
    assert deep.depth - before.depth > 100_000
