import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import UNSET
from msgspec.structs import replace

from memscope.codec.names import decode, encode
from memscope.codec.snapshot import decode_snapshot, load_snapshot
from memscope.codec.wire import (
    WrongField,
    address_from_json,
    address_schema,
    check_process,
    check_region,
    check_thread,
    moment_from_json,
    moment_to_json,
    record_snapshot,
    wire_snapshot,
)
from memscope.errors import BadFile
from memscope.model.address import Address
from memscope.model.kinds import Confidence
from memscope.model.page import PageRun, PageState
from memscope.model.process import Process, Stack
from memscope.model.region import Region
from memscope.model.snapshot import Gap

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).with_name("version1.json")
HIGHEST = Address((1 << 64) - 1)


def golden() -> Any:
    return json.loads(GOLDEN.read_text())


def test_an_address_is_hex_in_json_and_a_number_in_python() -> None:
    written = encode({"at": HIGHEST, "size": 1 << 62, "both": (Address(0), None)})

    expected = b'{"at":"0xffffffffffffffff","size":%d,"both":["0x0",null]}'
    assert written == expected % (1 << 62)
    assert decode(b'"0xFFFFFFFFFFFFFFFF"', Address) == HIGHEST
    assert type(HIGHEST - 1) is int


def test_what_json_has_no_word_for_is_not_taken_for_an_address() -> None:
    class Number(int):
        pass

    with pytest.raises(NotImplementedError, match="type Number is unsupported"):
        encode({"n": Number(7)})


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ("7f00", "expected an address such as 0x7f00, got '7f00'"),
        ("0x1" + "0" * 15 + "01", "expected an address"),
        (4096, "Expected `str`, got `int`"),
        (None, "Expected `str`, got `null`"),
        ([], "Expected `str`, got `array`"),
        ({"0x1": 1}, "Expected `str`, got `object`"),
    ],
)
def test_what_is_no_address_is_refused_with_its_place(
    value: object, complaint: str
) -> None:
    data = json.dumps({"start": ["0x1", value]}).encode()

    with pytest.raises(msgspec.ValidationError) as raised:
        decode(data, dict[str, tuple[Address, Address]])

    assert str(raised.value).startswith(complaint)
    assert str(raised.value).endswith(" - at `$[...][1]`")


def test_whoever_does_not_say_how_sure_it_is_has_guessed() -> None:
    short = golden()
    process = short["processes"][0]
    del process["regions"][0]["confidence"]
    del process["threads"][1]["stack"]["confidence"]

    loaded = decode_snapshot(json.dumps(short).encode()).processes[0]

    assert loaded.regions[0].confidence == Confidence.GUESS
    assert loaded.threads[1].stack is not None
    assert loaded.threads[1].stack.confidence == Confidence.GUESS


def test_only_a_gap_of_the_whole_machine_may_leave_out_the_process() -> None:
    short = golden()
    short["gaps"] = [{"what": "frames", "why": "refused"}]

    loaded = decode_snapshot(json.dumps(short).encode())

    assert loaded.gaps == (Gap(what="frames", why="refused"),)


def test_what_was_not_looked_at_is_none_in_python() -> None:
    process = load_snapshot(GOLDEN).processes[0]

    assert {region.kernel for region in process.regions[1:2]} == {None}
    assert process.regions[1].pages is None
    assert {thread.stopped_us for thread in process.threads} == {None}


@pytest.mark.parametrize("again", ["", ', "registers": 7', ', "registers": {}'])
def test_a_wrong_register_is_named_unless_the_file_says_it_twice(again: str) -> None:
    broken = golden()
    broken["processes"][0]["threads"][0]["registers"] = {"rax": "0x1", "rip": "ff"}
    text = json.dumps(broken).replace('"rip": "ff"}', '"rip": "ff"}' + again)

    with pytest.raises(BadFile) as raised:
        decode_snapshot(text.encode())

    path = str(raised.value).partition(": ")[0]
    name = "[...]" if again else ".rip"
    assert path == f"$.processes[0].threads[0].registers{name}"


def process_with(**changes: object) -> Process:
    return replace(load_snapshot(GOLDEN).processes[0], **changes)


def region_at(start: int, end: int, vma: tuple[int, int] | None = None) -> Region:
    low, high = vma or (start, end)
    first = load_snapshot(GOLDEN).processes[0].regions[0]
    return replace(
        first,
        start=Address(start),
        end=Address(end),
        vma=(Address(low), Address(high)),
        pages_=UNSET,
    )


def wrong(check: Callable[[Any], object], value: object) -> str:
    with pytest.raises(WrongField) as raised:
        check(value)
    assert str(raised.value) == f"{raised.value.path}: {raised.value.why}"
    return str(raised.value)


@pytest.mark.parametrize(
    ("start", "end", "vma", "complaint"),
    [
        (8, 8, None, ".end: must be above start"),
        (9, 8, None, ".end: must be above start"),
        (9, 8, (0, 99), ".end: must be above start"),
        (8, 16, (9, 16), ".vma: the region does not lie inside"),
        (8, 16, (8, 15), ".vma: the region does not lie inside"),
        (8, 16, (16, 8), ".vma: the region does not lie inside"),
    ],
)
def test_a_region_has_a_length_and_lies_in_its_vma(
    start: int, end: int, vma: tuple[int, int] | None, complaint: str
) -> None:
    assert wrong(check_region, region_at(start, end, vma)) == complaint


@pytest.mark.parametrize("vma", [(8, 16), (0, 16), (8, 1 << 64)])
def test_a_region_may_fill_its_vma_or_be_any_part(vma: tuple[int, int]) -> None:
    check_region(region_at(8, 16, vma))


@pytest.mark.parametrize("count", [0, -1])
def test_a_run_of_pages_that_is_none_is_refused(count: int) -> None:
    runs = PageRun(PageState.ABSENT, 1), PageRun(PageState.FILE, count)

    one = replace(region_at(8, 16), pages_=runs)

    assert wrong(check_region, one) == ".pages: a run has at least one page"
    check_region(replace(one, pages_=runs[:1]))
    check_region(replace(one, pages_=()))


def test_regions_have_to_be_in_order_and_the_wrong_one_is_named() -> None:
    regions = region_at(0x1000, 0x2000), region_at(0x3000, 0x4000), region_at(8, 16)

    complaint = wrong(check_process, process_with(regions=regions))

    assert complaint == ".regions[2].start: regions must be in order of address"
    check_process(process_with(regions=regions[:2]))
    check_process(process_with(regions=()))


def test_two_regions_may_begin_at_one_address() -> None:
    check_process(process_with(regions=(region_at(8, 16),) * 2))


@pytest.mark.parametrize(("start", "end"), [(8, 8), (8, 7)])
def test_a_stack_without_a_length_is_named_with_its_thread(
    start: int, end: int
) -> None:
    process = process_with()
    stack = Stack(Address(start), Address(end))
    threads = *process.threads, replace(process.threads[0], stack=stack)

    complaint = wrong(check_process, replace(process, threads=threads))

    where = f".threads[{len(threads) - 1}].stack.end"
    assert complaint == f"{where}: must be above start"


def test_a_thread_whose_stack_nobody_knows_is_in_order() -> None:
    check_thread(replace(process_with().threads[0], stack=None))


def test_the_process_is_named_that_holds_what_is_wrong() -> None:
    snapshot = load_snapshot(GOLDEN)
    good, bad = process_with(regions=()), process_with(regions=(region_at(9, 8),))
    wire = wire_snapshot(replace(snapshot, processes=(good, bad)))

    assert wrong(record_snapshot, wire).startswith(".processes[1].regions[0].end: ")
    assert record_snapshot(wire_snapshot(snapshot)) == snapshot


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-01-02T03:04:05", "the time zone is missing"),
        ("2026-02-30T03:04:05+00:00", "not a date and time"),
        ("yesterday", "not a date and time"),
        ("", "not a date and time"),
        ("0001-01-01T00:00:00+23:00", "not a date and time"),
        ("9999-12-31T23:00:00-23:00", "not a date and time"),
    ],
)
def test_a_moment_that_is_none_is_refused(text: str, why: str) -> None:
    assert wrong(moment_from_json, text) == f".taken_at: {why}"


def test_a_moment_keeps_its_zone_and_its_microseconds() -> None:
    text = "2026-01-02T03:04:05.000000+05:30"

    assert moment_to_json(moment_from_json(text)) == text
    utc = moment_to_json(moment_from_json("2026-01-02T03:04:05Z"))
    assert utc == "2026-01-02T03:04:05.000000+00:00"


@pytest.mark.parametrize("text", ["0x", "0X", "0x-1", "-0x1", "0xg", "x1", " 0x1"])
def test_signs_and_leftovers_are_no_address(text: str) -> None:
    with pytest.raises(ValueError, match="expected an address such as 0x7f00"):
        address_from_json(Address, text)


def test_the_end_of_all_addresses_is_one_and_nothing_is_above() -> None:
    assert address_from_json(Address, hex(1 << 64)) == 1 << 64
    with pytest.raises(ValueError, match="expected an address"):
        address_from_json(Address, hex((1 << 64) + 1))


def test_a_complaint_quotes_no_more_than_the_begin_of_a_text() -> None:
    with pytest.raises(ValueError, match="got 'zzz") as raised:
        address_from_json(Address, "z" * 10_000)

    assert len(str(raised.value)) < 100


def test_only_addresses_have_a_schema_here() -> None:
    with pytest.raises(NotImplementedError):
        address_schema(int)
    assert re.fullmatch(address_schema(Address)["pattern"], "0x7F00")
    assert not re.search(address_schema(Address)["pattern"], "0x")
