"""What is wrong with a program's memory, or is not; and what could not be looked at."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from memscope.i18n import N_
from memscope.model.address import Address
from memscope.model.kinds import Confidence
from memscope.model.limit import Limit
from memscope.model.portion import Portion
from memscope.model.region import ProcessUsage, Size
from memscope.model.snapshot import Gap
from memscope.model.word import Word


class Severity(Word):
    """What a finding means for whoever asked; in order of urgency."""

    PROBLEM = "problem"
    """Memory is lost, or something will fail."""
    NOTICE = "notice"
    """Worth knowing; it may be what was wanted."""
    HARMLESS = "harmless"
    """It looks bad and is not."""


SEVERITIES = {
    Severity.PROBLEM: N_("problem"),
    Severity.NOTICE: N_("notice"),
    Severity.HARMLESS: N_("harmless"),
}
"""What each is called; pass it through `i18n._` when showing it."""


class Fact(Struct, frozen=True, gc=False):
    """One thing that was seen, on which a finding stands.

    Attributes:
        what: In words.
        value: The number, or a name.
        source: Where it was read, such as `/proc/PID/smaps`.
        is_bytes: The number is one of bytes.
    """

    what: str
    value: int | float | str | None
    source: str
    is_bytes: Annotated[bool, Meta(description="The value is a number of bytes.")] = (
        False
    )


class Remedy(Struct, frozen=True, gc=False):
    """What to do about it.

    Attributes:
        text: In words.
        command: What to type or to set; None: there is nothing to type.
        saves: Bytes that it gives back; None: not known, so not promised.
    """

    text: str
    command: str | None = None
    saves: Size | None = None


class Finding(Struct, frozen=True, gc=False, kw_only=True):
    """One answer.

    Attributes:
        id: Its name for ever, such as `arenas-kept`.
        rule: The number of the rule that found it, such as `D10`.
        title: In one line.
        text: In a sentence or two, with its numbers.
        severity: Whether it is bad.
        confidence: How sure it is that this is so.
        bytes: Bytes at stake; None: it is not about bytes.
        pids: Whose memory.
        regions: First addresses of the regions that it is about.
        evidence: What was seen.
        remedy: What to do; None: nothing needs to be done.
        more: The page to read, below docs/.
    """

    id: str
    rule: str
    title: str
    text: str
    severity: Severity
    confidence: Confidence
    bytes: Size | None = None
    pids: tuple[int, ...] = ()
    regions: tuple[Address, ...] = ()
    evidence: tuple[Fact, ...] = ()
    remedy: Remedy | None = None
    more: str


class NotRun(Struct, frozen=True, gc=False):
    """A rule that could not look.

    Attributes:
        rule: Its number.
        id: What it would have found.
        why: What it lacks.
    """

    rule: str
    id: str
    why: str


class Target(Struct, frozen=True, gc=False):
    """Whom the answer is about.

    Attributes:
        pid: Process id; None where a file does not say.
        name: The program's.
        source: `live`, or the name of the file it comes from.
    """

    pid: int | None
    name: str
    source: str


class Answer(Struct, frozen=True, gc=False, kw_only=True):
    """All that `memscope why` says.

    Attributes:
        taken_at: When the last look began, with time zone.
        took_ms: How long looking took, without waiting.
        looked_s: Seconds between the first and the last look; 0: one look.
        targets: Whom it is about.
        totals: What they have together, each page counted once where that is known.
        where: The same by sort; the known parts add up.
        limits: Those in force, the nearest first.
        findings: The worst first.
        not_run: Rules that could not look, and why.
        rules: How many rules there are.
        gaps: What could not be read.
    """

    taken_at: datetime
    took_ms: float
    looked_s: float
    targets: tuple[Target, ...]
    totals: ProcessUsage
    where: tuple[Portion, ...]
    limits: tuple[Limit, ...]
    findings: tuple[Finding, ...]
    not_run: tuple[NotRun, ...]
    rules: int
    gaps: tuple[Gap, ...] = ()

    def above(self, confidence: Confidence | str) -> tuple[Finding, ...]:
        """Return the findings that are no good news and at least so sure."""
        order = list(Confidence)
        least = order.index(Confidence(confidence))
        return tuple(
            one
            for one in self.findings
            if one.severity is not Severity.HARMLESS
            and order.index(one.confidence) <= least
        )

    def none_above(self, confidence: Confidence | str) -> bool:
        """Tell whether nothing was found that is at least so sure."""
        return not self.above(confidence)
