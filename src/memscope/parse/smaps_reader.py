"""Parse one process's smaps again and again, for the price of what changed.

The text of a large process is tens of megabytes; most of its records are the same as
in the last look, byte for byte.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TypeVar

from memscope.model.ranges import common_run
from memscope.model.region import RegionUsage, Vma
from memscope.parse.maps import HEADER, HeaderMatch, vmas_of
from memscope.parse.smaps import (
    FLAGS_LINE,
    Smaps,
    flags_of_words,
    parse_smaps,
    usage_of_record,
    whole_records,
)

_WORTH_KEEPING = 1000
"""Records from which on comparing is cheaper than parsing."""
_ONE = re.compile(HEADER + rb"Size:[^R]*(Rss:.*)\Z", re.DOTALL)


class SmapsReader:
    """Keeps the text of one look, and gives for what did not change what it gave then.

    Columns in which nothing changed are the very lists of the last look, and so is a
    VMA or a usage that did not.
    """

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._table: Smaps | None = None

    def parse(self, text: bytes | Iterable[bytes]) -> Smaps:
        """Parse a whole smaps file; takes and raises what `parse_smaps` does."""
        noted = _Parts(self._parts)
        if self._table is None:
            table = parse_smaps(noted.pass_on(text))
        else:
            deque(noted.pass_on(text), maxlen=0)
            renewed = _renewed(self._table, noted)
            table = renewed or parse_smaps(FLAGS_LINE.join(noted.now))
        # One part more than records: flags follow their record, so they begin the
        # next part. Otherwise this kernel's text has another form.
        is_known_form = len(noted.now) == len(table.vmas) + 1 > _WORTH_KEEPING
        self._parts = noted.now if is_known_form else []
        self._table = table if is_known_form else None
        return table


@dataclass(slots=True)
class _Parts:
    """A text cut at its flags, and compared with that of the last look as it comes.

    Part n holds the flags of record n - 1, then record n.

    Attributes:
        before: The parts of the last look.
        now: Those of this one.
        changed: Which are not what they were, by number.
    """

    before: list[bytes]
    now: list[bytes] = field(default_factory=lambda: [b""])
    changed: list[int] = field(default_factory=list)
    _compared: int = 0

    def pass_on(self, text: bytes | Iterable[bytes]) -> Iterator[bytes]:
        """Yield the text, whole records at a time, and note its parts."""
        for records in whole_records(text):
            first, *more = records.split(FLAGS_LINE)
            self.now[-1] += first
            self.now += more
            self._compare(len(self.now) - 1)  # the last one may go on
            yield records
        self._compare(len(self.now))

    def _compare(self, end: int) -> None:
        start, self._compared = self._compared, end
        old, new = self.before[start:end], self.now[start:end]
        if old != new and self.before:
            pairs = enumerate(zip_longest(old, new), start)
            self.changed += [at for at, (was, now) in pairs if was != now]
        elif self.before:
            self.now[start:end] = old  # the same text need not be kept twice


def _renewed(table: Smaps, parts: _Parts) -> Smaps | None:
    """Return the table with what changed parsed anew; None: parse everything."""
    old, new = parts.before, parts.now
    if len(old) == len(new):
        return _patched(table, new, parts.changed)
    first = common_run(old, new)
    last = min(common_run(old[::-1], new[::-1]), min(len(old), len(new)) - first)
    found = _parsed(new, range(first, len(new) - last))
    if found is None:
        return None
    flags, vmas, usages = found
    tail = len(old) - last
    return Smaps(
        [*table.vmas[:first], *vmas, *table.vmas[tail:]],
        [*table.usages[:first], *usages, *table.usages[tail:]],
        [*table.flags[: max(first - 1, 0)], *flags, *table.flags[max(tail - 1, 0) :]],
        None,
    )


def _patched(table: Smaps, parts: list[bytes], changed: list[int]) -> Smaps | None:
    """Return a table of as many records, of which some were written anew."""
    found = _parsed(parts, changed)
    if found is None:
        return None
    flags, vmas, usages = found
    records = [at for at in changed if at < len(table.vmas)]
    return Smaps(
        _with(table.vmas, records, vmas),
        _with(table.usages, records, usages),
        _with(table.flags, [at - 1 for at in changed if at], flags),
        None,
    )


_Column = TypeVar("_Column", Vma, RegionUsage, tuple[str, ...])


def _with(
    column: list[_Column], places: Sequence[int], values: Sequence[_Column]
) -> list[_Column]:
    """Return the column with other values in some places; itself if they are equal."""
    result = column.copy()
    for at, value in zip(places, values, strict=True):
        if result[at] != value:
            result[at] = value
    return column if result == column else result


def _parsed(
    parts: list[bytes], numbers: Iterable[int]
) -> tuple[list[tuple[str, ...]], list[Vma], list[RegionUsage]] | None:
    """Return what some parts say: flags, and records; None when one is odd."""
    flags: list[tuple[str, ...]] = []
    headers: list[HeaderMatch] = []
    usages: list[RegionUsage] = []
    for number in numbers:
        words, _, record = parts[number].partition(b"\n")
        if number:
            flags.append(flags_of_words(words))
        else:
            record = parts[0]
        if number == len(parts) - 1:
            if record:
                return None
            break
        found = _ONE.match(record + b"\n")
        if found is None:
            return None
        headers.append(found.groups()[:7])  # type: ignore[arg-type]
        usages.append(usage_of_record(found[8]))
    return flags, vmas_of(headers), usages
