"""What the lesson on threads has measured, as tables of bars."""

from collections.abc import Mapping, Sequence

from memscope.i18n import N_
from memscope.lab.sample import Facts
from memscope.model.bars import Bar, BarRow, BarTable

WAYS = ("threads", "pipe", "queue")


def turn_bars(in_c: Facts, in_python: Facts) -> BarTable:
    """Show processor time beside the clock, for two threads that compute."""
    keys = ("wall_ms", "cpu_ms", "both_ms")
    return BarTable(
        N_("code in"),
        (N_("by the clock"), N_("processor time"), N_("both at once")),
        tuple(
            BarRow(name, tuple(Bar(float(turn[key])) for key in keys), "ms")
            for name, turn in (("C", in_c), ("Python", in_python))
        ),
    )


def talk_bars(costs: Sequence[tuple[str, Mapping[str, float]]]) -> BarTable:
    """Show what messages cost, by what was sent and by the way it took.

    Args:
        costs: What was sent, and microseconds by way.
    """
    return BarTable(
        "",
        (N_("between threads"), N_("by pipe"), N_("by queue")),
        tuple(
            BarRow(name, tuple(Bar(us[way]) for way in WAYS), "us")
            for name, us in costs
        ),
        scale="row",
    )
