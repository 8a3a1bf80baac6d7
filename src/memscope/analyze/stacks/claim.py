"""What one source says about one stack, before it becomes a Stack and spans."""

from msgspec import Struct

from memscope.model.kinds import Confidence


class StackHole(Struct, frozen=True, gc=False):
    """A part of a stack that its thread may not touch.

    Attributes:
        start: First address.
        end: First address after it.
        evidence: How the kernel shows it.
    """

    start: int
    end: int
    evidence: str


class StackClaim(Struct, frozen=True, gc=False):
    """A stack and its owner.

    Attributes:
        tid: The thread; 0 when nobody runs on it, or we do not know who does.
        start: Lowest usable address.
        end: First address above it.
        guard: Bytes of guard directly below; None when we do not know.
        evidence: How we know. Nothing that changes while the thread runs, or the map
            would flicker.
        confidence: How sure the bounds are.
        label: Short name for people.
        tls_end: End of the thread-local data above `end`; 0 when there is none.
        is_split: It covers more than one VMA.
        holes: What its owner may not touch inside, in order of address.
    """

    tid: int
    start: int
    end: int
    guard: int | None
    evidence: tuple[str, ...]
    confidence: Confidence
    label: str
    tls_end: int = 0
    is_split: bool = False
    holes: tuple[StackHole, ...] = ()

    @property
    def bottom(self) -> int:
        """Lowest address of the guard."""
        return self.start - (self.guard or 0)
