import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

from memscope.codec import snapshot as module
from memscope.codec.schema import snapshot_schema
from memscope.codec.snapshot import (
    decode_snapshot,
    encode_snapshot,
    load_snapshot,
    read_snapshot,
)
from memscope.errors import BadFile
from memscope.i18n import set_language
from memscope.model.snapshot import Snapshot
from tests.unit.codec.records import snapshots

if TYPE_CHECKING:
    from typing_extensions import Buffer

pytestmark = pytest.mark.unit

SCHEMA = snapshot_schema()
GOLDEN = Path(__file__).with_name("version1.json")
FIRST = Path(__file__).with_name("version1-first.json")
"""The same look, before fields were added to version 1."""
many_shapes = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def golden() -> dict[str, Any]:
    """A snapshot of version 1 that must load for ever."""
    loaded: dict[str, Any] = json.loads(GOLDEN.read_text())
    return loaded


@many_shapes
@given(snapshots)
def test_a_snapshot_comes_back_as_it_was(snapshot: Snapshot) -> None:
    assert decode_snapshot(encode_snapshot(snapshot)) == snapshot
    assert decode_snapshot(encode_snapshot(snapshot, indent=2)) == snapshot


@many_shapes
@given(snapshots)
def test_what_is_written_follows_the_schema(snapshot: Snapshot) -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(
        json.loads(encode_snapshot(snapshot))
    )


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)

    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "Wire" not in json.dumps(SCHEMA)


def test_the_golden_file_of_version_1_loads_and_is_written_the_same() -> None:
    snapshot = load_snapshot(GOLDEN)

    assert encode_snapshot(snapshot, indent=1).decode() + "\n" == GOLDEN.read_text()
    jsonschema.Draft202012Validator(SCHEMA).validate(golden())


def test_a_file_from_before_fields_were_added_says_the_same() -> None:
    assert load_snapshot(FIRST) == load_snapshot(GOLDEN)


def test_sizes_are_numbers_addresses_are_text_and_unknown_is_null() -> None:
    region = golden()["processes"][0]["regions"][1]

    assert region["start"] == "0x7f5bff800000"
    assert region["vma"] == ["0x7f5bff7ff000", "0x7f5c00000000"]
    assert region["usage"]["resident"] == 12288
    assert region["usage"]["proportional"] is None
    assert "kernel" not in region


def test_fields_of_a_newer_writer_are_ignored() -> None:
    newer = golden()
    newer["weather"] = {"sunny": True}
    newer["processes"][0]["mood"] = "fine"
    newer["processes"][0]["regions"][0]["colour"] = 7

    assert decode_snapshot(json.dumps(newer).encode()) == load_snapshot(GOLDEN)


def test_a_file_without_the_optional_fields_loads_as_unknown() -> None:
    short = golden()
    region = short["processes"][0]["regions"][0]
    for name in ("thread", "image", "label", "usage", "flags", "deleted", "evidence"):
        del region[name]

    loaded = decode_snapshot(json.dumps(short).encode()).processes[0].regions[0]

    assert loaded.thread is None
    assert loaded.usage.resident is None


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        ("processes.0.regions.1.start", "7f00", ".regions[1].start"),
        ("processes.0.regions.1.start", "0xzz", ".regions[1].start"),
        ("processes.0.regions.1.start", 4096, ".regions[1].start"),
        ("processes.0.regions.1.start", "4096", ".regions[1].start"),
        ("processes.0.regions.1.start", " 0x1000", ".regions[1].start"),
        ("processes.0.regions.1.end", "0b1000", ".regions[1].end"),
        ("processes.0.regions.1.end", f"0x1{0:016x}1", ".regions[1].end"),
        ("processes.0.regions.1.vma", ["0x1", "0x" + "f" * 400], "regions[1].vma[1]"),
        ("processes.0.regions.1.end", "0x1", ".regions[1].end"),
        ("processes.0.regions.1.vma", ["0x1", "0x2"], "regions[1].vma"),
        ("processes.0.regions.1.vma", ["0x1"], "regions[1].vma"),
        ("processes.0.regions.1.kind", "stak", ".regions[1].kind"),
        ("processes.0.regions.0.start", "-0x10", "regions[0].start"),
        (
            "processes.0.regions.1.pages",
            [{"state": "exclusive", "count": 0}],
            "regions[1].pages",
        ),
        ("processes.0.regions.1.usage.resident", "4 KiB", "usage.resident"),
        ("processes.0.regions.1.usage.resident", -4096, "usage.resident"),
        ("processes.0.regions.1.usage.locked", 10**400, "usage.locked"),
        ("processes.0.usage.virtual", 1 << 63, "processes[0].usage.virtual"),
        ("processes.0.start_ticks", 10**400, "$.processes[0].start_ticks"),
        ("processes.0.threads.1.cpu_ms", 10**400, "threads[1].cpu_ms"),
        ("processes.0.threads.1.stack.depth", 10**400, "stack.depth"),
        ("processes.0.threads.1.stack.end", "0x" + "f" * 400, "stack.end"),
        ("processes.0.threads.1.sp", "stack", "$.processes[0].threads[1].sp"),
        ("processes.0.threads.1.stack.end", "0x0", "threads[1].stack.end"),
        ("processes.0.threads.1.registers", {"rip": "ff"}, "registers.rip"),
        ("processes.0.pid", 0, "$.processes[0].pid"),
        ("processes.0.pid", None, "$.processes[0].pid"),
        ("taken_at", "yesterday", "$.taken_at"),
        ("taken_at", "2026-11-22T21:30:00", "$.taken_at: the time zone"),
        ("system.page_size", 0, "$.system.page_size"),
        ("gaps", {}, "$.gaps"),
    ],
)  # fmt: skip
def test_the_wrong_field_is_named(path: str, value: object, complaint: str) -> None:
    broken: Any = golden()
    inner: Any = broken
    *outer, name = path.split(".")
    for step in outer:
        inner = inner[int(step) if step.isdigit() else step]
    inner[name] = value

    with pytest.raises(BadFile) as raised:
        decode_snapshot(json.dumps(broken).encode(), source="old.json")

    assert str(raised.value).startswith("old.json: $")
    assert complaint in str(raised.value)


def test_what_is_wrong_with_a_field_is_told_in_japanese() -> None:
    broken = golden()
    broken["taken_at"] = "yesterday"

    set_language("ja")
    with pytest.raises(BadFile, match="taken_at: 日時ではありません"):
        decode_snapshot(json.dumps(broken).encode())


def test_a_missing_field_is_named() -> None:
    broken = golden()
    del broken["processes"][0]["regions"][1]["path"]

    with pytest.raises(BadFile, match=r"^\$\.processes\[0\]\.regions\[1\]: .*`path`"):
        decode_snapshot(json.dumps(broken).encode())


def test_regions_out_of_order_are_refused() -> None:
    broken = golden()
    broken["processes"][0]["regions"].reverse()

    with pytest.raises(BadFile, match=r"regions\[1\]\.start: .*order of address"):
        decode_snapshot(json.dumps(broken).encode())


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "not JSON"),
        (b"root:x", "not JSON: invalid character"),
        (b"\x7fELF\x02\x01\x01", "not JSON"),
        (b'{"format": "memscope.snapshot"', "not JSON"),
        pytest.param(b'{"format":' + b"[" * 100_000, "not a mem", id="deep list"),
        pytest.param(b'{"x":' * 100_000, "not JSON", id="deep object"),
        (b"[]", "not a memscope snapshot"),
        (b"{}", "not a memscope snapshot"),
        (b'{"format": "memscope.lesson", "version": 1}', "not a memscope snapshot"),
        (b'{"format": "memscope.snapshot", "version": 2}', "written in version 2"),
        (b'{"format": "memscope.snapshot", "version": "1"}', "$.version"),
        (b'{"format": "memscope.snapshot", "version": 1}', "taken_at"),
    ],
)  # fmt: skip
def test_what_is_no_snapshot_says_so(data: bytes, complaint: str) -> None:
    with pytest.raises(BadFile) as raised:
        decode_snapshot(data)

    assert complaint in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_newer_version_comes_with_a_hint() -> None:
    with pytest.raises(BadFile) as raised:
        decode_snapshot(b'{"format": "memscope.snapshot", "version": 9}')

    assert "newer memscope" in raised.value.hint


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    empty = tmp_path / "empty.json"
    empty.touch()

    with pytest.raises(BadFile, match=r"none\.json: No such file"):
        load_snapshot(tmp_path / "none.json")
    with pytest.raises(BadFile, match="Is a directory"):
        load_snapshot(tmp_path)
    with pytest.raises(BadFile, match="empty"):
        load_snapshot(empty)


class Endless(io.RawIOBase):
    """A pipe whose writer never stops; counts what was taken from it."""

    def __init__(self, start: bytes = b"") -> None:
        self.start = start
        self.taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "Buffer", /) -> int:
        view = memoryview(buffer)
        part = self.start[self.taken : self.taken + len(view)]
        view[:] = part + bytes(len(view) - len(part))
        self.taken += len(view)
        return len(view)


def test_what_never_ends_and_is_no_snapshot_is_refused_at_its_beginning() -> None:
    pipe = Endless()

    with pytest.raises(BadFile, match="zero: this is not a memscope snapshot"):
        read_snapshot(io.BufferedReader(pipe), source="zero")

    assert pipe.taken < 1 << 20


def test_more_than_any_snapshot_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 1 << 20)
    pipe = Endless(b'{"format": "memscope.snapshot", "x": "')

    with pytest.raises(BadFile, match="pipe: larger than any snapshot"):
        read_snapshot(io.BufferedReader(pipe), source="pipe")


def test_a_recording_in_a_pipe_is_told_from_garbage() -> None:
    with pytest.raises(BadFile, match="a recording cannot be read from a pipe"):
        read_snapshot(io.BytesIO(b"memscope.recording 1\nH..."), source="stdin")


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]
)
def test_a_moment_outside_the_calendar_is_refused(moment: str) -> None:
    broken = golden()
    broken["taken_at"] = moment

    with pytest.raises(BadFile, match="taken_at: not a date"):
        decode_snapshot(json.dumps(broken).encode())
