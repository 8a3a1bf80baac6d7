"""What a page is told beside the frames; one text for all who are told the same."""

from dataclasses import dataclass

from memscope.tui.served.guest import Caption
from memscope.tui.served.wire import written


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who is there, for the pages of those who may drive.

    Attributes:
        watching: How many watch and do not drive.
        is_shared: Others are let in.
        can_hand_over: Somebody else has the driver's address open.
    """

    watching: int
    is_shared: bool
    can_hand_over: bool


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What there is to tell.

    Attributes:
        caption: Of what is seen.
        has_begun: There is, or was, something to see.
        has_ended: The program has ended.
        crowd: Who is there.
    """

    caption: Caption
    has_begun: bool
    has_ended: bool
    crowd: Crowd

    def told(self, role: str) -> str:
        """Return what a page is sent.

        Args:
            role: `driver`, `waiting` (it has the driver's address), or `follower`.
        """
        facts: dict[str, object] = {
            "role": role,
            "title": self.caption.title,
            "state": self.caption.state,
            "ended": self.has_ended,
            "begun": self.has_begun,
        }
        if role != "follower":
            facts |= {
                "path": self.caption.path,
                "watching": self.crowd.watching,
                "shared": self.crowd.is_shared,
                "others": self.crowd.can_hand_over,
            }
        return written(["facts", facts])
