"""What is wrong with a saved text, or missing from it."""

from typing import NamedTuple

from memscope.i18n import N_

REPEATED = N_("so many stand there twice: {name}")
AGAINST = N_("lines that contradict others, and were left out: {name}")
ODD = N_("they contradict each other in so many: {name}")
THIN = N_("lines are missing in so many: {name}")
CUT_RECORD = N_("the text ends in the middle of what begins in line {name}")
CUT_LINE = N_("the text ends in the middle of line {name}")
TOO_LONG = N_("the text is too long; it was read up to line {name}")
WITH_A_NUMBER = (REPEATED, AGAINST, ODD, THIN, CUT_RECORD, CUT_LINE, TOO_LONG)
"""Reasons that end in a number."""


class Flaw(NamedTuple):
    """Something that is wrong with a text, or missing from it.

    Attributes:
        what: What cannot be known.
        why: The reason; it may end in `{name}`, which stands for the number.
        number: Of a line from 1, or how many; None: there is none.
    """

    what: str
    why: str
    number: int | None = None

    @property
    def text(self) -> str:
        """The reason with its number."""
        return self.why.format(name=self.number)

    @property
    def is_loss(self) -> bool:
        """Mappings are missing, so that sums are of what is left."""
        return self.what == THE_REST


THE_REST = N_("the rest of the memory map")
NUMBERS = N_("numbers of some regions")
FILES = N_("devices, inodes and offsets of files")
PERMISSIONS = N_("permissions of the regions")
LINES = N_("lines of the text")
ADDRESSES = N_("addresses of the regions")
PROCESSES = N_("where one process ends and the next begins")
