"""The answer to "why is it so large?" as JSON, version 1."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct, structs

from memscope.codec import names
from memscope.model.finding import Answer, Finding, NotRun, Target
from memscope.model.limit import Limit
from memscope.model.portion import Portion
from memscope.model.region import ProcessUsage
from memscope.model.snapshot import Gap

FORMAT: Literal["memscope.why"] = "memscope.why"
VERSION: Literal[1] = 1


class WireAnswer(Struct, frozen=True, kw_only=True):
    """Where the memory is, what is wrong with that, what to do."""

    format: Literal["memscope.why"]
    version: Literal[1]
    taken_at: datetime
    took_ms: float
    looked_s: Annotated[float, Meta(description="First look to last; 0: one look.")]
    targets: tuple[Target, ...]
    totals: ProcessUsage
    where: tuple[Portion, ...]
    limits: tuple[Limit, ...]
    findings: Annotated[tuple[Finding, ...], Meta(description="The worst first.")]
    not_run: Annotated[
        tuple[NotRun, ...], Meta(description="Rules that could not look, and why.")
    ]
    rules: Annotated[int, Meta(description="How many rules there are.")]
    gaps: tuple[Gap, ...]


def encode_answer(answer: Answer, *, indent: int = 0) -> bytes:
    """Return JSON: addresses as hex strings, sizes in bytes, unknown as null.

    Args:
        answer: What to write.
        indent: Blanks a level, for people; 0: everything on one line.
    """
    wire = WireAnswer(format=FORMAT, version=VERSION, **structs.asdict(answer))
    return names.encode(wire, indent=indent)
