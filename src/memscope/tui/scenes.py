"""What a lesson puts on the scope screen: which samples, told what."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from memscope.collect.poll import LiveSource
from memscope.i18n import N_, _
from memscope.lab.catalog import find_sample
from memscope.lab.lab import Lab
from memscope.lab.sample import Sample
from memscope.tui.session import Cast, Session


@dataclass(frozen=True, slots=True)
class Scene:
    """A lesson as the home screen lists it.

    Attributes:
        title: English; pass it through `_` when showing it.
        text: What one will see, likewise.
        open: Starts the samples; takes seconds, so not on the screen's thread.
    """

    title: str
    text: str
    open: Callable[[Lab], Session]


TITLE = N_("a process and its threads")


def _process_and_threads(lab: Lab) -> Session:
    """Two processes with three threads each."""
    samples = [lab.start("anatomy", args=["--threads", "2"]) for _n in range(2)]
    pids = [sample.pid for sample in samples]
    actions = find_sample("anatomy").actions
    return Session(
        title=lambda: _(TITLE),
        source=LiveSource(lambda: pids),
        casts={sample.pid: Cast(sample, actions) for sample in samples},
        on_close=lambda: _stop(samples),
    )


def _stop(samples: Sequence[Sample]) -> None:
    for sample in samples:
        sample.stop()


SCENES = (
    Scene(
        TITLE,
        N_(
            "Two processes, three threads each. See code, data, heap and a stack for "
            "every thread; make them allocate, recurse and start threads, and watch "
            "the map change."
        ),
        _process_and_threads,
    ),
)
