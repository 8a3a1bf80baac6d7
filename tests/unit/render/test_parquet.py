import csv
import io
import sys
from typing import Any

import pytest

from memscope.errors import BadFile, UsageProblem
from memscope.model.kinds import Kind
from memscope.model.snapshot import Snapshot
from memscope.render.csv import csv_heading, snapshot_csv
from memscope.render.parquet import snapshot_parquet
from tests.tui.synthetic import NOON, pair, process, region, snapshot
from tests.web.reports import malicious

pytestmark = pytest.mark.unit


def rows(taken: Snapshot) -> list[dict[str, Any]]:
    parquet = pytest.importorskip(
        "pyarrow.parquet", reason="no pyarrow: pip install 'memscope-linux[parquet]'"
    )
    table = parquet.read_table(io.BytesIO(snapshot_parquet(taken)))
    found = table.to_pylist()
    assert isinstance(found, list)
    return found


def test_it_has_the_rows_and_columns_of_the_csv() -> None:
    taken = pair()
    expected = csv.DictReader(snapshot_csv(taken).splitlines(keepends=True))

    found = rows(taken)

    assert list(found[0]) == list(csv_heading())
    assert [(row["pid"], hex(row["start"]), row["kind"]) for row in found] == [
        (int(row["pid"]), row["start"], row["kind"]) for row in expected
    ]


def test_every_value_has_its_own_type_and_unknown_is_null() -> None:
    unknown = region(0xFFFF_FFFF_FF60_0000, 0x1000, Kind.ANON, resident=None)

    row = rows(snapshot(process(4242, more=[unknown])))[-1]

    assert row["start"] == 0xFFFF_FFFF_FF60_0000
    assert row["resident"] is None
    assert row["size"] == 0x1000
    assert row["deleted"] is False
    assert row["taken_at"] == NOON


def test_names_are_written_as_in_the_json_formats() -> None:
    names = {row["path"] for row in rows(malicious())}

    assert "/tmp/not-utf8-\\xff\\xfe" in names


def test_nothing_seen_is_a_table_without_rows() -> None:
    assert rows(snapshot()) == []


def test_a_number_beyond_64_bits_is_refused_in_one_line() -> None:
    pytest.importorskip(
        "pyarrow", reason="no pyarrow: pip install 'memscope-linux[parquet]'"
    )
    broken = region(0x7100_0000_0000, 0x1000, Kind.FILE, path="/a", offset=1 << 70)

    with pytest.raises(BadFile, match="too large"):
        snapshot_parquet(snapshot(process(4242, more=[broken])))


def test_without_pyarrow_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(UsageProblem, match="pyarrow") as raised:
        snapshot_parquet(pair())

    assert "pip install" in raised.value.hint
