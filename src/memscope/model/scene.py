"""What was on stage when a step of a lesson was done, for a hand-out."""

from msgspec import Struct

from memscope.model.load import LoadRun
from memscope.model.pool import PoolMoment
from memscope.model.process import Process


class Scene(Struct, frozen=True, gc=False):
    """One moment of a lesson.

    Attributes:
        processes: On stage and still there, in order.
        runs: Loads on servers, side by side.
        pools: Thread pools that were measured.
    """

    processes: tuple[Process, ...] = ()
    runs: tuple[LoadRun, ...] = ()
    pools: tuple[PoolMoment, ...] = ()
