"""One thing that this machine may or may not let us see."""

from msgspec import Struct


class Check(Struct, frozen=True, gc=False):
    """The outcome of trying something.

    Attributes:
        id: Name for programs.
        what: What was tried, in a few words.
        ok: It works.
        found: What was seen, or why nothing was.
        without: What memscope cannot show when it does not work.
        remedy: What would allow it; None when nothing would, or nothing is missing.
        is_needed: Without it memscope shows next to nothing.
    """

    id: str
    what: str
    ok: bool
    found: str
    without: str
    remedy: str | None = None
    is_needed: bool = False
