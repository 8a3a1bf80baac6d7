"""The program that the tour is given on."""

from dataclasses import dataclass

from memscope.collect.poll import LiveSource
from memscope.i18n import _
from memscope.lab.catalog import find_sample
from memscope.lab.lab import Lab
from memscope.tui.close_looks import LiveCloser
from memscope.tui.measuring import live_measure
from memscope.tui.session import Cast, Session


@dataclass(frozen=True, slots=True)
class TourSession(Session):
    """A session that the tour is given on."""


def tour_on(lab: Lab) -> TourSession:
    """Start a sample with three threads; takes its time.

    Raises:
        SampleFailed: It does not start.
    """
    sample = lab.start("anatomy", args=["--threads", "2"])
    return TourSession(
        title=lambda: _("tour"),
        source=LiveSource(lambda: [sample.pid]),
        measure=live_measure(),
        closer=LiveCloser(),
        casts={sample.pid: Cast(sample, find_sample("anatomy").actions)},
        on_close=sample.stop,
    )
