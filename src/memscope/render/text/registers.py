"""All registers of the threads of a process, and what they point at, as lines."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from memscope.i18n import N_, _, ngettext
from memscope.model.place import Pointer
from memscope.model.process import Process, Thread
from memscope.model.snapshot import Gap
from memscope.parse.registers import (
    PROGRAM_COUNTERS,
    STACK_POINTERS,
    register_digits,
)
from memscope.render.gap_lines import gap_lines
from memscope.render.runs import EMPTY, Line, Run, line, width_of
from memscope.render.text.where import pointer_words
from memscope.render.words.evidence import state_word
from memscope.units import cell_width, fit, format_bytes, safe, shorten

Pointers = Mapping[tuple[int, str], Pointer]

_FIRST = (*PROGRAM_COUNTERS, *STACK_POINTERS)
_MEANINGS = {
    **dict.fromkeys(PROGRAM_COUNTERS, N_("next instruction")),
    **dict.fromkeys(STACK_POINTERS, N_("top of the stack")),
}


def register_lines(
    process: Process, pointers: Pointers, gaps: Sequence[Gap], width: int
) -> list[Line]:
    """Return the registers of each thread, and how long it was stopped for them.

    Args:
        process: With registers.
        pointers: By TID and name: where a register points.
        gaps: What could not be read.
        width: Cells of a line.
    """
    lines = list(gap_lines(gaps, width))
    read = [thread for thread in process.threads if thread.registers]
    if read:
        lines.append(_stopped_line(read))
    for thread in read:
        lines.append(EMPTY)
        lines += _thread_lines(process, thread, pointers, width)
    return lines


def _stopped_line(threads: Sequence[Thread]) -> Line:
    """Say how long the threads stood still; that is what looking has cost them."""
    times = sorted(one.stopped_us for one in threads if one.stopped_us is not None)
    count = ngettext("{n} thread", "{n} threads", len(threads)).format(n=len(threads))
    if not times:
        return line(Run(count, "strong"))
    text = _("each stopped for {median} µs (median), {most} µs at most")
    words = text.format(median=f"{times[len(times) // 2]:.0f}", most=f"{times[-1]:.0f}")
    return line(Run(count, "strong"), Run(f" · {words}"))


def _thread_lines(
    process: Process, thread: Thread, pointers: Pointers, width: int
) -> Iterable[Line]:
    registers = thread.registers or {}
    yield _headline(thread)
    widest = max(map(len, registers), default=0)
    for name in _FIRST:
        if name in registers:
            yield _special_line(thread, name, widest, pointers, width)
    rest = [name for name in registers if name not in _FIRST]
    pointing = [name for name in rest if (thread.tid, name) in pointers]
    plain = [name for name in rest if (thread.tid, name) not in pointers]
    yield from _pointing_lines(thread, pointing, widest, pointers, width)
    cells = [(_value(registers, name, widest),) for name in plain]
    yield from _in_columns(cells, widest + 17, width)


def _headline(thread: Thread) -> Line:
    runs = [
        Run(str(thread.tid), "title"),
        Run(f" {safe(thread.name)}", "strong"),
        Run(f" · {state_word(thread.state)}", "muted"),
    ]
    if thread.stopped_us is not None:
        stopped = _("stopped for {duration}").format(
            duration=f"{thread.stopped_us:.0f} µs"
        )
        runs.append(Run(f" · {stopped}", "warn"))
    return tuple(runs)


def _value(registers: Mapping[str, int], name: str, widest: int) -> Run:
    digits = register_digits(registers)
    return Run(f"{name:>{widest}} {registers[name]:0{digits}x}", "")


def _special_line(
    thread: Thread, name: str, widest: int, pointers: Pointers, width: int
) -> Line:
    registers = thread.registers or {}
    words = _(_MEANINGS[name])
    pointer = pointers.get((thread.tid, name))
    where = f"→ {pointer_words(pointer)}" if pointer else ""
    stack = thread.stack
    if name in STACK_POINTERS and stack is not None and registers[name] in stack:
        used = format_bytes(stack.end - registers[name])
        where += f" · {_('{size} in use').format(size=used)}"
    value = _value(registers, name, widest)
    room = max(width - width_of((value,)) - 4, 0)
    return line(
        "  ",
        Run(value.text, "strong"),
        "  ",
        Run(shorten(f"{where}  ({words})", room), "accent"),
    )


def _pointing_lines(
    thread: Thread,
    names: Sequence[str],
    widest: int,
    pointers: Pointers,
    width: int,
) -> Iterable[Line]:
    registers = thread.registers or {}
    words = [f" → {pointer_words(pointers[thread.tid, name])}" for name in names]
    longest = max(map(cell_width, words), default=0)
    room = max(min(longest, width - widest - 17 - 4), 8)
    cells = [
        (
            _value(registers, name, widest),
            Run(fit(shorten(text, room), room), "accent"),
        )
        for name, text in zip(names, words, strict=True)
    ]
    return _in_columns(cells, widest + 17 + room, width)


def _in_columns(
    cells: Sequence[tuple[Run, ...]], wide: int, width: int
) -> Iterable[Line]:
    columns = max((width - 2) // (wide + 2), 1)
    for at in range(0, len(cells), columns):
        runs = chain.from_iterable(
            (Run("  "), *cell) for cell in cells[at : at + columns]
        )
        yield tuple(runs)
