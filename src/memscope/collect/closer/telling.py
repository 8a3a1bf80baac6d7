"""What closer looks that last are given, and how they tell how far they are."""

from collections.abc import Callable, Sequence

from memscope.model.process import Process
from memscope.model.region import Region

Tell = Callable[[str, int, int], None]
"""Hears what is done (a text for `_`), how far, and of how much; may raise Stopped."""
Marked = Sequence[tuple[Process, Sequence[Region]]]
"""Processes, and regions of each, in order of address."""
