"""A saved text with all that may stand around it, taken apart into processes.

    processes = parse_saved(data)

Every line is one of those that we know, with anything in front of it, or is passed
over. Lines of several processes may follow each other, with or without a word between.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from memscope.model.flaw import CUT_LINE, THE_REST, TOO_LONG, Flaw
from memscope.parse.saved.clean import parse_clean
from memscope.parse.saved.kernel_lines import ROLLUP, find_flags, find_number, find_row
from memscope.parse.saved.noise import lines_of
from memscope.parse.saved.pmap import (
    PmapColumns,
    find_columns,
    find_pmap_row,
    find_title,
    find_total,
)
from memscope.parse.saved.prefix import without_prefix
from memscope.parse.saved.processes import processes_of
from memscope.parse.saved.records import SavedProcess
from memscope.parse.saved.rows import SavedRow, row_of
from memscope.parse.saved.section import SavedSection
from memscope.parse.saved.showmap import (
    find_showmap_row,
    find_showmap_sum,
    is_showmap_header,
)
from memscope.parse.saved.status_lines import find_limit, find_status

MOST_ROWS = 1 << 19
"""Mappings; the kernel allows 65,530 a process unless told otherwise."""
_PATIENCE = 1 << 18
"""Lines in which something has to be known."""
_MAY_BE_KNOWN = re.compile(
    rb"[0-9a-f]-[0-9a-f]{1,16}[ \t]+[-r]|[0-9a-f]{8}[ \t]|:[ \t]|[ \t]\d+[ \t]+\d"
    rb"|Max [a-z]|Address|object|/proc/|^[> \t|]*[/\[]|[ \t]total[ \t]"
)
"""What no line of ours is without; lines of logs mostly are."""
MOST_LINES = 1 << 23
_OF_PROC = re.compile(rb"/proc/(\d{1,7})/(?:task/\d{1,7}/)?(?:s?maps|smaps_rollup)\b")
_FIRST_OF_STATUS = b"Name"
_NEAR = 3
"""Lines between a title and what it is the title of, at most."""
_NAMED_BY_KERNEL = re.compile(rb"\[[a-z_]+\]")
_PATH = re.compile(rb"[> \t|]{0,40}(/.*)", re.DOTALL)
_LABEL = re.compile(rb"[> \t|]{0,40}(\[[a-z_]+\]|\[anon:[^\]]{0,80}\])")


def parse_saved(data: bytes) -> list[SavedProcess]:
    """Return the processes that a text tells of; [] when it tells of none.

    Args:
        data: Any bytes at all.
    """
    for text in (data, without_prefix(data)):
        if text is not None and (clean := parse_clean(text)) is not None:
            return [clean]
    reader = _TextReader()
    for number, line, is_whole in lines_of(data):
        if number > _PATIENCE and not reader.has_found:
            break
        if number > MOST_LINES or reader.rows > MOST_ROWS:
            reader.give_up(number)
            break
        reader.read(number, line, is_whole)
    return reader.processes()


@dataclass(slots=True)
class _TextReader:
    """Reads one line after the other.

    Attributes:
        rows: How many mappings were read.
    """

    rows: int = 0
    _sections: list[SavedSection] = field(default_factory=lambda: [SavedSection()])
    _columns: PmapColumns | None = None
    _title: tuple[int, int, bytes] | None = None
    _line: int = 0
    _in_showmap: bool = False
    _last: SavedRow | None = None
    _wants_path: bool = False
    _total: int = 0

    @property
    def _now(self) -> SavedSection:
        return self._sections[-1]

    @property
    def has_found(self) -> bool:
        """Something was known."""
        return len(self._sections) > 1 or not self._now.is_empty

    def processes(self) -> list[SavedProcess]:
        """Return what was read."""
        return [
            process
            for section in self._sections
            if not section.is_empty
            for process in processes_of(section)
        ]

    def give_up(self, line: int) -> None:
        """Note that the text goes on, and that nobody reads it."""
        self._now.flaws.append(Flaw(THE_REST, TOO_LONG, line))

    def read(self, number: int, line: bytes, is_whole: bool) -> None:
        """Take one line into account; most are numbers of smaps."""
        self._line = number
        if b"kB" in line[-8:] and (found := find_number(line)) is not None:
            self._take_number(*found)
            return
        if _MAY_BE_KNOWN.search(line, 0, 600) is None:
            self._pass_over(number, line, is_whole)
            return
        for take in _TAKERS:
            if take(self, number, line, is_whole):
                return
        self._pass_over(number, line, is_whole)

    def _pass_over(self, number: int, line: bytes, is_whole: bool) -> None:
        self._wants_path = False
        if not is_whole and line.strip() and self._now.rows:
            self._cut(number)

    def _take_number(self, name: bytes, kib: int) -> None:
        section = self._now
        if section.in_rollup:
            section.sums.setdefault(name, kib)
        elif self._last is not None:
            self._last.add(name, kib)

    def _take_row(self, number: int, line: bytes, is_whole: bool) -> bool:
        found = find_row(line)
        if found is None:
            return False
        at, header = found
        self._enter(line[:at])
        path = header[6]
        if path == ROLLUP:
            self._begin_if(bool(self._now.sums))
            self._now.in_rollup, self._last = True, None
            return True
        if not is_whole and not _NAMED_BY_KERNEL.fullmatch(path):
            self._cut(number)  # nobody knows how it goes on
            return True
        self._add(row_of(header, number))
        self._wants_path = not path
        return True

    def _take_flags(self, _number: int, line: bytes, _is_whole: bool) -> bool:
        flags = find_flags(line)
        if flags is None or self._last is None:
            return False
        self._last.add_flags(flags)
        self._last = None  # the last line of a mapping
        return True

    def _take_path(self, _number: int, line: bytes, is_whole: bool) -> bool:
        """Mail breaks a line before the path."""
        wanted, self._wants_path = self._wants_path, False
        last = self._last
        if not (wanted and is_whole and last is not None):
            return False
        found = (_LABEL if last.header[5] == b"0" else _PATH).fullmatch(line)
        if found is None:
            return False
        last.header = (*last.header[:6], found[1])
        return True

    def _take_status(self, _number: int, line: bytes, _is_whole: bool) -> bool:
        found = find_status(line)
        if found is None:
            return False
        name, value = found
        if name == _FIRST_OF_STATUS and self._is_name_of_row(value):
            return True
        self._begin_if(name == _FIRST_OF_STATUS and self._now.has_status(name))
        if name == _FIRST_OF_STATUS and self._now.rows and self._now.status:
            self._begin()
        self._now.status.append(b"%b:\t%b\n" % (name, value))
        self._now.is_closed = bool(self._now.rows)
        return True

    def _is_name_of_row(self, value: bytes) -> bool:
        """Kernels of old Androids tell in smaps what a program calls its memory."""
        last = self._last
        if last is None or last.header[6] or not value.startswith(b"[anon:"):
            return False
        last.header = (*last.header[:6], value)
        return True

    def _take_limit(self, _number: int, line: bytes, _is_whole: bool) -> bool:
        found = find_limit(line)
        if found is None:
            return False
        self._now.limits.append(found)
        return True

    def _take_columns(self, _number: int, line: bytes, _is_whole: bool) -> bool:
        columns = find_columns(line)
        if columns is not None:
            self._columns, self._in_showmap = columns, False
            self._begin_pmap()
            self._now.has_columns = True
            return True
        if not is_showmap_header(line):
            return False
        self._columns, self._in_showmap = None, True
        self._begin_if(self._now.has_end)
        return True

    def _take_pmap(self, number: int, line: bytes, is_whole: bool) -> bool:
        row = find_pmap_row(line, number, self._columns)
        if row is None and self._columns is not None and self._title is not None:
            row = find_pmap_row(line, number, None)  # another form follows
            self._columns = None if row is not None else self._columns
        if row is None:
            return False
        self._begin_pmap()
        if not is_whole:
            self._cut(number)
            return True
        self._now.is_pmap |= self._columns is None or not self._columns.is_wide
        self._add(row)
        return True

    def _take_showmap(self, number: int, line: bytes, is_whole: bool) -> bool:
        if not self._in_showmap:
            return False
        row = find_showmap_row(line, number)
        found = find_showmap_sum(line) if row is None else None
        if row is None and found is None:
            return False
        if not is_whole and found is None:
            self._cut(number)
        elif row is not None:
            self._now.is_pmap = True
            self._add(row)
        elif found is not None and found.name == b"TOTAL":
            self._now.sums.update(found.numbers)
            self._now.total = found.numbers.get(b"Size")
            self._now.has_end = True
        return True

    def _take_title(self, number: int, line: bytes, _is_whole: bool) -> bool:
        """The line above a map of pmap, or a word about a file of /proc."""
        if (named := _OF_PROC.search(line, 0, 600)) is not None:
            self._enter(line)
            return named is not None
        if (title := find_title(line)) is not None:
            self._title = (number, *title)
            return True
        return False

    def _take_total(self, _number: int, line: bytes, _is_whole: bool) -> bool:
        section = self._now
        total = find_total(line) if section.rows and not section.has_end else None
        if total is None or not (section.is_pmap or self._columns):
            return False
        section.total, section.has_end = total, True
        section.total_before, self._total = self._total, total
        return True

    def _add(self, row: SavedRow | None) -> None:
        self._last = row
        if row is None:
            return
        now = self._now
        # Text of the next process follows numbers that are of the one before.
        if now.is_closed and now.rows and row.header != now.rows[0].header:
            self._sections.append(SavedSection())
        self._now.in_rollup = self._now.is_closed = False
        self.rows += 1
        self._now.rows.append(row)

    def _cut(self, number: int) -> None:
        self._now.flaws.append(Flaw(THE_REST, CUT_LINE, number))

    def _enter(self, before: bytes) -> None:
        """Go on with the process that a path of /proc in front of a line names."""
        found = _OF_PROC.search(before, 0, 600)
        if found is None:
            return
        pid = int(found[1])
        if self._now.is_empty and self._now.pid is None:
            self._now.pid = pid
        elif self._now.pid != pid:
            known = (one for one in self._sections if one.pid == pid)
            self._resume(next(known, None) or SavedSection(pid))
            self._last = None

    def _resume(self, section: SavedSection) -> None:
        if section in self._sections:
            self._sections.remove(section)
        self._sections.append(section)

    def _begin_pmap(self) -> None:
        """A title just above means that another process begins."""
        if self._title is None:
            return
        number, pid, command = self._title
        self._title = None
        if self._line - number > _NEAR:
            return
        self._begin_if(not self._now.is_empty)
        self._now.pid = pid
        self._now.command = command.decode("utf-8", "surrogateescape")

    def _begin_if(self, is_so: bool) -> None:
        if is_so:
            self._begin()

    def _begin(self) -> None:
        self._sections.append(SavedSection())
        self._last = None


_TAKERS: tuple[Callable[[_TextReader, int, bytes, bool], bool], ...] = (
    _TextReader._take_flags,
    _TextReader._take_row,
    _TextReader._take_path,
    _TextReader._take_columns,
    _TextReader._take_showmap,
    _TextReader._take_pmap,
    _TextReader._take_total,
    _TextReader._take_status,
    _TextReader._take_limit,
    _TextReader._take_title,
)
