"""Turn the bytes of /proc/PID/smaps into columns (kernel: fs/proc/task_mmu.c).

A record is the line of maps, then lines `Name:  N kB`, then `VmFlags:`. Which names
there are depends on the kernel; unknown ones are kept for whoever asks for all.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from memscope.errors import ParseError
from memscope.model.region import RegionUsage, Vma
from memscope.parse.maps import HEADER, vmas_of

_KIB = 1024

_HEADER_LINE = re.compile(HEADER, re.MULTILINE)
# From "Rss" on, equal records are equal bytes: one dictionary look-up then stands
# for parsing twenty lines. Size, which differs, comes before.
_RECORD = re.compile(
    HEADER
    + rb"Size:[^R]*(Rss:[^V]*)(?:VmFlags:([^\n]*)\n)?"
    # What follows has to look like a record: nothing is skipped in silence.
    + rb"(?=[0-9a-f]+-[0-9a-f]+ [-r]|\Z)",
    re.MULTILINE,
)
_FIELD = re.compile(rb"([^:\n]+):[ \t]*(\d{1,20})( kB)?\n")
_OTHER_FIELD = re.compile(rb"[A-Za-z_]+:[^\n]*")


class Smaps(Struct, frozen=True, gc=False):
    """Parallel columns, one entry a VMA, in address order.

    Attributes:
        vmas: The map itself.
        usages: Bytes by meaning.
        flags: VmFlags, () where this kernel prints none.
        kernel: Every number by the kernel's own name, in bytes; None unless asked.
    """

    vmas: list[Vma]
    usages: list[RegionUsage]
    flags: list[tuple[str, ...]]
    kernel: list[dict[str, int]] | None


def parse_smaps(text: bytes | Iterable[bytes], *, full: bool = False) -> Smaps:
    """Parse a whole smaps file.

    Args:
        text: What the kernel wrote, in one piece or in several.
        full: Keep every number under the kernel's own name.

    Raises:
        ParseError: A record is not in the documented form.
    """
    table = Smaps([], [], [], [] if full else None)
    before = 0
    for records in _whole_records(text):
        try:
            more = _parse_records(records, full=full)
        except ParseError as error:
            raise ParseError("smaps", before + error.line_number, error.line) from None
        # The text is not kept to be counted later: there may be a hundred MB of it.
        before += len(more.vmas) * _lines_of_first(records)
        table.vmas.extend(more.vmas)
        table.usages.extend(more.usages)
        table.flags.extend(more.flags)
        if table.kernel is not None:
            table.kernel.extend(more.kernel or ())
    return table


_FLAGS_LINE = b"\nVmFlags:"
"""How the last line of a record begins, after the end of the line before."""


def _whole_records(text: bytes | Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes, cut only where a record ends."""
    rest = b""
    for piece in (text,) if isinstance(text, bytes) else text:
        data = rest + piece if rest else piece
        # Only flags are sure to end a record, and the line that they are in.
        end = data.find(b"\n", data.rfind(_FLAGS_LINE) + 1) + 1
        if data.rfind(_FLAGS_LINE) < 0 or not end:
            rest = data
            continue
        rest = data[end:]
        yield data[:end]
    if rest:
        yield rest


def _lines_of_first(records: bytes) -> int:
    """Return how many lines the first record has; one kernel writes all alike."""
    end = records.find(b"\n", records.find(_FLAGS_LINE) + 1) + 1
    return records.count(b"\n", 0, end)


def _parse_records(data: bytes, *, full: bool) -> Smaps:
    if not data.endswith(b"\n"):
        raise ParseError("smaps", data.count(b"\n") + 1, data[-80:])
    rows = _RECORD.findall(data)
    if not rows or not _covers(rows, data):
        return _parse_line_by_line(data, full=full)
    return Smaps(
        vmas=vmas_of([row[:7] for row in rows]),
        usages=[
            _usage_of_record(row[7], row[5] != b"0" and row[2][3:] == b"p")
            for row in rows
        ],
        flags=[flags_of_words(row[8]) for row in rows],
        kernel=_kernel_numbers(data) if full else None,
    )


def _kernel_numbers(data: bytes) -> list[dict[str, int]]:
    """Return all numbers of each record, from the line after its first to its flags."""
    return [
        _all_fields(data[one.end(7) + 1 : one.end(8)]) for one in _RECORD.finditer(data)
    ]


def _may_copy(header: Sequence[bytes]) -> bool:
    """A private mapping of a file: what is anonymous in it are its own copies."""
    return header[5] != b"0" and header[2][3:] == b"p"


def _covers(rows: list[tuple[bytes, ...]], data: bytes) -> bool:
    """Every record was matched: as many as there are Size lines at line starts."""
    starts_well = _HEADER_LINE.match(data) is not None
    return starts_well and len(rows) == data.count(b"\nSize:")


def _parse_line_by_line(data: bytes, *, full: bool) -> Smaps:
    """The way that needs no particular field, for kernels with thinner records."""
    vmas: list[Vma] = []
    bodies: list[list[bytes]] = []
    copies: list[bool] = []
    flags: list[tuple[str, ...]] = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if header := _HEADER_LINE.fullmatch(line + b"\n"):
            vmas += vmas_of([header.groups()])  # type: ignore[list-item]
            bodies.append([])
            copies.append(_may_copy(header.groups()))
            flags.append(())
        elif line.startswith(b"VmFlags:") and flags:
            flags[-1] = flags_of_words(line[8:])
        elif bodies and _FIELD.fullmatch(line + b"\n"):
            bodies[-1].append(line + b"\n")
        elif line and not (bodies and _OTHER_FIELD.fullmatch(line)):
            raise ParseError("smaps", number, line)
    joined = [b"".join(body) for body in bodies]
    return Smaps(
        vmas,
        list(map(_usage_of_record, joined, copies)),
        flags,
        [_all_fields(body) for body in joined] if full else None,
    )


@lru_cache(maxsize=4096)
def _usage_of_record(body: bytes, may_copy: bool) -> RegionUsage:
    """Return what a record says from its line `Rss` to that before its flags."""
    words = body.split()
    # `Name:`, number, `kB`: three words a line, until the lines without a unit,
    # which the kernel writes last.
    fields = dict(zip(words[0::3], words[1::3], strict=False))
    try:
        if fields.get(b"Private_Hugetlb:", b"0") != b"0" or (
            fields.get(b"Shared_Hugetlb:", b"0") != b"0"
        ):
            return usage_of_numbers(_all_fields(body), may_copy=may_copy)
        shared_clean = int(fields[b"Shared_Clean:"])
        shared_dirty = int(fields[b"Shared_Dirty:"])
        private_clean = int(fields[b"Private_Clean:"])
        private_dirty = int(fields[b"Private_Dirty:"])
        return RegionUsage(
            int(fields[b"Rss:"]) * _KIB,
            int(fields[b"Pss:"]) * _KIB,
            (shared_clean + shared_dirty) * _KIB,
            (private_clean + private_dirty) * _KIB,
            int(fields[b"Swap:"]) * _KIB,
            int(fields[b"Locked:"]) * _KIB,
            (shared_clean + private_clean) * _KIB,
            (shared_dirty + private_dirty) * _KIB,
            int(fields[b"Anonymous:"]) * _KIB if may_copy else None,
            sum(int(fields[name]) for name in _HUGE) * _KIB,
            int(fields[b"LazyFree:"]) * _KIB,
            int(fields[b"AnonHugePages:"]) * _KIB,
            int(fields[b"KSM:"]) * _KIB if b"KSM:" in fields else None,
        )
    except (KeyError, ValueError):
        return usage_of_numbers(_all_fields(body), may_copy=may_copy)


_HUGE = (b"AnonHugePages:", b"ShmemPmdMapped:", b"FilePmdMapped:")


def usage_of_numbers(fields: dict[str, int], *, may_copy: bool) -> RegionUsage:
    """Return what numbers of one mapping say; one that is missing is unknown.

    Args:
        fields: By the kernel's own names, in bytes.
        may_copy: It is a private mapping of a file.
    """
    usage = RegionUsage(
        resident=fields.get("Rss"),
        proportional=fields.get("Pss"),
        shared=_sum(fields, "Shared_Clean", "Shared_Dirty"),
        private=_sum(fields, "Private_Clean", "Private_Dirty"),
        swapped=fields.get("Swap"),
        locked=fields.get("Locked"),
        clean=_sum(fields, "Shared_Clean", "Private_Clean"),
        dirty=_sum(fields, "Shared_Dirty", "Private_Dirty"),
        copies=fields.get("Anonymous") if may_copy else None,
        huge=_huge(fields),
        lazy_free=fields.get("LazyFree"),
        anon_huge=fields.get("AnonHugePages"),
        ksm=fields.get("KSM"),
    )
    own, shared = fields.get("Private_Hugetlb", 0), fields.get("Shared_Hugetlb", 0)
    return _with_huge_pages(usage, own, shared) if own or shared else usage


def _with_huge_pages(usage: RegionUsage, own: int, shared: int) -> RegionUsage:
    """Count pages of hugetlbfs: they are in RAM, but the kernel's Rss is without them.

    By how many a shared one is to be divided, nobody says.
    """
    return replace(
        usage,
        resident=_plus(usage.resident, own + shared),
        proportional=None if shared else _plus(usage.proportional, own),
        shared=_plus(usage.shared, shared),
        private=_plus(usage.private, own),
        # They are never dropped, so that nothing is gained by their being clean.
        dirty=_plus(usage.dirty, own + shared),
        huge=_plus(usage.huge or 0, own + shared),
    )


def _huge(fields: dict[str, int]) -> int | None:
    """Older kernels tell of anonymous ones only: others did not exist then."""
    names = [name.decode().rstrip(":") for name in _HUGE]
    if names[0] not in fields:
        return None
    return sum(fields.get(name, 0) for name in names)


def _plus(known: int | None, more: int) -> int | None:
    return None if known is None else known + more


def _sum(fields: dict[str, int], *names: str) -> int | None:
    """A missing part makes the sum unknown, not smaller."""
    if not all(name in fields for name in names):
        return None
    return sum(fields[name] for name in names)


def _all_fields(body: bytes) -> dict[str, int]:
    return {
        name.decode("ascii", "replace"): int(number) * (_KIB if unit else 1)
        for name, number, unit in _FIELD.findall(body)
    }


@lru_cache(maxsize=1024)
def flags_of_words(words: bytes) -> tuple[str, ...]:
    """Return VmFlags, one word each."""
    return tuple(words.decode("ascii", "replace").split())
