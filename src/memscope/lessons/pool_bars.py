"""What the lesson on pools has measured, as tables of bars."""

from collections.abc import Mapping, Sequence

from memscope.i18n import N_
from memscope.lab.sample import Facts
from memscope.model.bars import Bar, BarNote, BarRow, BarTable
from memscope.units import format_bytes

_EACH = N_("a thread for each task")
_POOL = N_("in the pool")


def overhead_bars(
    costs: Mapping[int, Facts], crossing_us: int | None, stack: tuple[int, int] | None
) -> BarTable:
    """Show how much of each task's time is work.

    Args:
        costs: What a task took each way, in microseconds, by its own length.
        crossing_us: From this length on a task is longer than its thread costs.
        stack: Bytes of a thread's stack: reserved and touched; None when unknown.
    """
    rows = tuple(
        BarRow(
            _length(us),
            (
                Bar(row["thread_us"], us, _CROSSING if us == crossing_us else ""),
                Bar(row["pool_us"], us),
            ),
            "us",
        )
        for us, row in costs.items()
    )
    return BarTable(
        N_("length"),
        (_EACH, _POOL),
        rows,
        scale="own",
        parts=(N_("the work"), N_("what comes on top: making, handing over, ending")),
        notes=(_stack_note(*stack),) if stack else (),
    )


_CROSSING = N_("◀ crossing point")


def _length(us: int) -> str:
    return f"{us} µs" if us < 1000 else f"{us // 1000} ms"


def _stack_note(reserved: int, touched: int) -> BarNote:
    return BarNote(
        N_("In bytes: every thread also reserves {reserved} and touches {touched}."),
        {"reserved": format_bytes(reserved), "touched": format_bytes(touched)},
    )


def bounded_bars(
    threads: tuple[int, int],
    virtual: tuple[int | None, int | None],
    resident: tuple[int | None, int | None],
) -> BarTable:
    """Show what many tasks take each way: (with a thread each, in the pool)."""
    rows = (
        (N_("threads"), threads, ""),
        (N_("addresses"), virtual, "bytes"),
        (N_("in RAM"), resident, "bytes"),
    )
    return _two_ways("", (_EACH, _POOL), rows)


def back_pressure_bars(bounded: Facts, endless: Facts) -> BarTable:
    """Show the longest queue, and how long submitting took."""
    rows = tuple(
        (name, (bounded[key], endless[key]), unit)
        for name, key, unit in (
            (N_("longest queue"), "most_queued", ""),
            (N_("submitting took"), "submit_ms", "ms"),
        )
    )
    return _two_ways("", (N_("queue with a bound"), N_("queue without one")), rows)


def _two_ways(
    head: str,
    columns: tuple[str, str],
    rows: Sequence[tuple[str, tuple[float | None, float | None], str]],
) -> BarTable:
    return BarTable(
        head,
        columns,
        tuple(
            BarRow(name, tuple(Bar(value) for value in values), unit)
            for name, values, unit in rows
        ),
        scale="row",
    )


def starvation_bars(
    behind: Sequence[float], alone: Sequence[float], short_ms: int, long_ms: int
) -> BarTable:
    """Show how long every short task waited, in ms, each way."""
    rows = tuple(
        BarRow(str(number), (Bar(one), Bar(other)), "ms")
        for number, (one, other) in enumerate(zip(behind, alone, strict=True), 1)
    )
    return BarTable(
        N_("short task"),
        (N_("waited behind the long tasks"), N_("waited in a pool of their own")),
        rows,
        notes=(
            BarNote(
                N_("A short task runs for {short} ms, a long one for {long} ms."),
                {"short": short_ms, "long": long_ms},
            ),
        ),
    )


def sizing_bars(
    sizes: Sequence[int],
    waiting: tuple[Sequence[float], int | None],
    computing: tuple[Sequence[float], int | None],
    cores: int,
) -> BarTable:
    """Show how long all tasks took in pools of several sizes.

    Args:
        sizes: Of the pools.
        waiting: Milliseconds for tasks that mostly wait, and the knee.
        computing: The same for tasks that compute.
        cores: Processors that the tasks may use.
    """
    rows = tuple(
        BarRow(
            str(size),
            tuple(
                Bar(times[at], mark=_KNEE if size == knee else "")
                for times, knee in (waiting, computing)
            ),
            "ms",
        )
        for at, size in enumerate(sizes)
    )
    return BarTable(
        N_("workers"),
        (N_("tasks that mostly wait"), N_("tasks that compute")),
        rows,
        scale="column",
        notes=(BarNote(N_("Processors in this machine: {cores}"), {"cores": cores}),),
    )


_KNEE = N_("◀ knee")


def done_bars(each: Facts, pool: Facts, tasks: int) -> BarTable:
    """Show how many tasks were done under a limit on memory."""
    rows = ((_EACH, each), (_POOL, pool))
    return BarTable(
        "",
        (N_("tasks done"),),
        tuple(BarRow(name, (Bar(facts["done"]),), whole=tasks) for name, facts in rows),
    )


def race_bars(bare: Facts, locked: Facts) -> BarTable:
    """Show how many additions were counted."""
    rows = ((N_("without a lock"), bare), (N_("with a lock"), locked))
    return BarTable(
        "",
        (N_("additions that were counted"),),
        tuple(
            BarRow(name, (Bar(facts["total"]),), whole=facts["expected"])
            for name, facts in rows
        ),
    )
