import json

import pytest

from memscope.codec.ndjson import encode_ndjson
from memscope.codec.snapshot import encode_snapshot
from tests.tui.synthetic import pair, snapshot
from tests.web.reports import malicious

pytestmark = pytest.mark.unit


def test_a_line_is_a_region_of_the_snapshot_format_after_its_process() -> None:
    taken = pair()
    expected = [
        {
            "taken_at": "2026-11-22T12:00:00.000000+00:00",
            "pid": one["pid"],
            "start_ticks": one["start_ticks"],
            "process": one["name"],
            **region,
        }
        for one in json.loads(encode_snapshot(taken))["processes"]
        for region in one["regions"]
    ]

    lines = encode_ndjson(taken).decode().splitlines()

    assert [json.loads(line) for line in lines] == expected


def test_no_name_breaks_a_line() -> None:
    taken = malicious()

    lines = encode_ndjson(taken).split(b"\n")

    assert lines[-1] == b""
    assert len(lines) - 1 == len(taken.processes[0].regions)
    assert all(json.loads(line)["pid"] == 4242 for line in lines[:-1])


def test_nothing_seen_is_nothing_written() -> None:
    assert encode_ndjson(snapshot()) == b""
