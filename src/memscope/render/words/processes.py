"""What is known of a snapshot, its processes and its gaps, in words."""

import shlex
from collections.abc import Sequence
from datetime import UTC

from memscope.analyze.holes import holes_of
from memscope.i18n import _, listed, ngettext
from memscope.model.abi import address_digits, is_32_bit
from memscope.model.evidence import split_detail
from memscope.model.process import Allocator, Process
from memscope.model.snapshot import Gap, Snapshot, System
from memscope.render.words.evidence import gap_text, state_word
from memscope.render.words.memory import (
    kinds_words,
    nodes_words,
    parts_words,
    usage_words,
)
from memscope.units import format_address, format_bytes, format_ms, safe

_TICKS_PER_S = 100
"""The kernel counts start times in this unit for all programs (USER_HZ)."""


def moment_facts(snapshot: Snapshot) -> tuple[str, str]:
    """Return when a snapshot was taken, and on what machine and how fast."""
    moment = snapshot.taken_at.astimezone(UTC)
    system = snapshot.system
    when = f"{moment:%Y-%m-%d %H:%M:%S} UTC"
    if not system.kernel:
        return when, machine_words(system)
    took = _("taken in {duration}").format(duration=format_ms(snapshot.took_ms))
    return when, f"{machine_words(system)} · {took}"


def machine_words(system: System) -> str:
    """Return which kernel a look was taken on; what text says was saved somewhere."""
    if not system.kernel:
        return _("from a file that was saved")
    return f"Linux {safe(system.kernel)} {safe(system.machine)}"


def process_facts(process: Process, snapshot: Snapshot) -> list[tuple[str, str]]:
    """Return names and values of what is known of a process, without empty ones."""
    # A saved text mostly does not tell when a process was started.
    is_told = bool(process.start_ticks or snapshot.system.kernel)
    facts = [
        (_("executable"), _executable(process)),
        (_("command line"), safe(shlex.join(process.cmdline))),
        (_("state"), _state(process)),
        (_("parent"), str(process.ppid) if process.ppid else ""),
        (_("started"), _start(process.start_ticks) if is_told else ""),
        (_("address space"), _address_space(process, snapshot.processes)),
        (_("free addresses"), _holes(process, snapshot.system.machine)),
        (_("memory"), usage_words(process)),
        (_("in RAM"), kinds_words(process.usage)),
        (_("NUMA nodes"), nodes_words(process)),
        (_("allocators"), _allocators(process)),
    ]
    return [(name, text) for name, text in facts if text]


def _executable(process: Process) -> str:
    """Return its path, and of a 32-bit program that it is one."""
    path = safe(process.exe) if process.exe else ""
    if not is_32_bit(process.abi):
        return path
    bits = _("32-bit ({abi})").format(abi=process.abi)
    return f"{path} · {bits}" if path else bits


def _state(process: Process) -> str:
    """The kernel calls a process what its main thread is, which may end first."""
    if process.state == "Z" and any(one.state != "Z" for one in process.threads):
        return _("its main thread has ended, others live on")
    return state_word(process.state) if process.state.isalpha() else ""


def _start(ticks: int) -> str:
    minutes, seconds = divmod(ticks / _TICKS_PER_S, 60)
    hours, minutes = divmod(int(minutes), 60)
    return _("{time} after the machine was started").format(
        time=f"{hours}:{minutes:02d}:{seconds:05.2f}"
    )


def _address_space(process: Process, others: Sequence[Process]) -> str:
    name = process.address_space
    if name is None:
        return ""
    same = [
        str(other.pid)
        for other in others
        if other.address_space == name and other.pid != process.pid
    ]
    if not same:
        return safe(name)
    text = _("{name}, the same as that of {pids}")
    return text.format(name=safe(name), pids=", ".join(same))


def _holes(process: Process, machine: str) -> str:
    """Say how large a mapping could become: one hole has to hold it."""
    holes = holes_of(process, machine)
    if holes is None:
        return ""
    text = ngettext(
        "{size} in {n} hole; the largest: {largest}, {start}–{end}",
        "{size} in {n} holes; the largest: {largest}, {start}–{end}",
        holes.count,
    )
    digits = address_digits(process.abi)
    return text.format(
        n=holes.count,
        size=format_bytes(holes.size),
        largest=format_bytes(holes.largest),
        start=format_address(holes.start, digits),
        end=format_address(holes.end, digits),
    )


def _allocators(process: Process) -> str:
    """Return what is loaded, and how that is known; it need not be in use."""
    text = _("{name} ({evidence})")
    return listed(
        text.format(name=safe(_(one.name)), evidence=_evidence_of(one))
        for one in process.allocators or ()
    )


def _evidence_of(allocator: Allocator) -> str:
    details = (split_detail(one)[1] for one in allocator.evidence)
    return listed(safe(one) for one in details)


def totals_words(snapshot: Snapshot) -> str:
    """Return what all processes of a look take together; "" for one alone."""
    totals = snapshot.totals
    if totals.processes < 2 or totals.proportional_known is None:
        return ""
    share = format_bytes(totals.proportional_known)
    text = _("{n} processes together: {size}, each shared page once")
    words = text.format(n=totals.processes, size=share)
    if parts := parts_words(totals.anonymous, totals.file, totals.shmem):
        words = f"{words}: {parts}"
    if not totals.unknown:
        return words
    more = _("and what is unknown of {pids}")
    return f"{words}, {more.format(pids=listed(list(map(str, totals.unknown))))}"


def gap_subject(gap: Gap) -> str:
    """Return what a gap is about: `memory map of process 4242`."""
    if gap.pid is None:
        return gap_text(gap.what)
    if gap.what == "process":
        return _("process {pid}").format(pid=gap.pid)
    text = _("{what} of process {pid}")
    return text.format(what=gap_text(gap.what), pid=gap.pid)
