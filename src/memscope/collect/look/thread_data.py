"""Where thread-local data of the main thread lies: the loader asks for it, by mmap.

It begins with the lowest block of those modules that were loaded at the start, and ends
with the thread's descriptor.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from memscope.analyze.spans import Span
from memscope.collect.look.watched import Watched
from memscope.model import labels
from memscope.model.evidence import PTHREAD_DESCRIPTOR
from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Vma
from memscope.parse.dtv import FORMS, lowest_of, static_blocks, table_bounds
from memscope.parse.glibc_malloc import WINDOW
from memscope.parse.records import Records
from memscope.proc.machine import PAGE_SIZE
from memscope.proc.memory import TargetMemory

_SURPLUS = 1664
"""Bytes that the loader sets aside for modules that come later, and may leave again."""


def main_thread_data(
    vmas: Sequence[Vma],
    pointers: Mapping[int, int],
    records: Records,
    memory: TargetMemory,
    wanted: int,
) -> list[Span]:
    """Return where the loader put the main thread's data, in whole pages.

    Args:
        vmas: The whole map, in order.
        pointers: Thread pointers of main threads, by TID, the surest first.
        records: How records are laid out.
        memory: Of the process.
        wanted: What `wanted_by_files` said.

    Raises:
        ProcessGone: The process ended.
        AccessDenied: We may not read its memory.
    """
    for tid, pointer in pointers.items():
        vma = vmas[max(bisect_right(vmas, pointer, key=_start) - 1, 0)]
        if pointer not in vma or vma.perms != "rw-p" or not vma.is_nameless:
            continue
        # So much is always set aside, whatever the modules have.
        low = pointer - WINDOW
        lowest = _lowest(vma, pointer, records, memory, wanted)
        low = low if lowest is None else min(low, lowest)
        end = -(-(pointer + records.thread_size) // PAGE_SIZE) * PAGE_SIZE
        return [
            Span(
                max(vma.start, low // PAGE_SIZE * PAGE_SIZE),
                min(end, vma.end),
                Kind.ANON,
                thread=tid,
                label=labels.MAIN_THREAD_DATA,
                evidence=(PTHREAD_DESCRIPTOR,),
                confidence=Confidence.LIKELY,
            )
        ]
    return []


def _start(vma: Vma) -> int:
    return vma.start


def _lowest(
    vma: Vma, pointer: int, records: Records, memory: TargetMemory, wanted: int
) -> int | None:
    """Return where the lowest block lies, by the loader's table."""
    form = FORMS[records.thread.word if records.thread else 8]
    entry = form.entry.size
    dtv = memory.read(pointer + form.word, form.word)
    at = int.from_bytes(dtv or b"", "little")
    bounds = table_bounds(at, memory.read(at - entry, entry) or b"", form)
    if at <= entry or bounds is None:
        return None
    entries = memory.read(*bounds) or b""
    blocks = static_blocks(entries, vma.start, pointer, form)
    return lowest_of(blocks, pointer, wanted + _SURPLUS)


def wanted_by_files(watched: Watched) -> int:
    """Return the bytes of thread-local data that all mapped ELF files want together.

    Args:
        watched: What is remembered of the process; its files are those of now.
    """
    total = 0
    for key, opened in watched.files.items():
        size = opened.elf.thread_size if opened.elf is not None else 0
        if size:
            # A file can be loaded more than once, each time with variables of its own.
            rows = watched.file_rows.get(key, ())
            total += size * sum(not vma.offset for vma in rows)
    return total
