"""All regions of a snapshot as a Parquet file: a row each, the columns of the CSV.

Addresses and sizes are unsigned numbers of 64 bits, names are as in the JSON formats.
It needs pyarrow, which nothing else here does.
"""

from typing import Any

from memscope.codec.names import to_json
from memscope.errors import BadFile, UsageProblem
from memscope.i18n import N_, _
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.model.snapshot import Snapshot
from memscope.render.columns.column import Column, Value
from memscope.render.csv import FLAT_COLUMNS, OF_PROCESS, process_values

_HOW = N_("Install it: pip install 'memscope-linux[parquet]'.")
_NUMBERS = {"pid": "int64", "start_ticks": "int64", "deleted": "bool"}
_COUNTS = {"thread", "offset", "inode"}


def snapshot_parquet(snapshot: Snapshot) -> bytes:
    """Return the file.

    Raises:
        UsageProblem: pyarrow is not installed.
        BadFile: A number, from a file that somebody wrote, has more than 64 bits.
    """
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError:
        why = _("the format parquet needs pyarrow, which is not installed")
        raise UsageProblem(why, hint=_HOW) from None
    try:
        return _file(snapshot, arrow, parquet)
    except (OverflowError, arrow.ArrowInvalid):
        raise BadFile(_("a number is too large for parquet")) from None


def _file(snapshot: Snapshot, arrow: Any, parquet: Any) -> bytes:
    schema, sink = _schema(arrow), arrow.BufferOutputStream()
    with parquet.ParquetWriter(sink, schema, compression="zstd") as writer:
        for process in snapshot.processes:
            writer.write_table(arrow.table(_values(snapshot, process), schema=schema))
    return bytes(sink.getvalue())


def _schema(arrow: Any) -> Any:
    fields = [(name, _NUMBERS.get(name, "string")) for name in OF_PROCESS]
    fields[0] = ("taken_at", "timestamp")
    fields += [(one.id, _type(one)) for one in FLAT_COLUMNS]
    special = {"timestamp": arrow.timestamp("us", tz="UTC"), "bool": arrow.bool_()}
    return arrow.schema(
        [
            (name, special.get(kind) or arrow.type_for_alias(kind))
            for name, kind in fields
        ]
    )


def _type(column: Column[Region]) -> str:
    if column.id in _NUMBERS:
        return _NUMBERS[column.id]
    if column.unit == "address":
        return "uint64"
    is_count = column.unit == "bytes" or column.id in _COUNTS
    return "uint64" if is_count else "string"


def _values(snapshot: Snapshot, process: Process) -> dict[str, list[Any]]:
    many = len(process.regions)
    heads = zip(OF_PROCESS, process_values(snapshot, process), strict=True)
    columns: dict[str, list[Any]] = {name: [_name(one)] * many for name, one in heads}
    columns["taken_at"] = [snapshot.taken_at] * many
    for column in FLAT_COLUMNS:
        values = [column.value(region) for region in process.regions]
        is_flag = column.id == "deleted"
        columns[column.id] = [bool(one) if is_flag else _name(one) for one in values]
    return columns


def _name(value: Value) -> Value:
    return to_json(value) if isinstance(value, str) else value
