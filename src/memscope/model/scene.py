"""What was on stage when a step of a lesson was done, for a hand-out."""

from msgspec import Struct

from memscope.model.process import Process


class Scene(Struct, frozen=True, gc=False):
    """One moment of a lesson.

    Attributes:
        processes: On stage and still there, in order.
    """

    processes: tuple[Process, ...] = ()
