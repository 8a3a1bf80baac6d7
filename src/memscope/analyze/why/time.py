"""What was, what grows, what will be killed."""

from memscope.analyze.why.rule import Bytes, Found, Numbers, rule
from memscope.analyze.why.seen import Subject
from memscope.model.finding import Severity
from memscope.model.kinds import Confidence


@rule("peak-passed", "status", "resident")
def peak_passed(one: Subject, numbers: Numbers) -> Found | None:
    """It once had much more in RAM than now: history, not a leak."""
    peak, now = one.process.usage.peak or 0, one.process.usage.resident or 0
    if peak < now * numbers["times"] or peak - now < numbers["bytes"]:
        return None
    return Found(
        severity=Severity.HARMLESS,
        confidence=Confidence.CERTAIN,
        bytes=peak - now,
        values={"peak": peak, "now": now},
        evidence={
            "peak": (Bytes(peak), "VmHWM, /proc/PID/status"),
            "now": (Bytes(now), "smaps"),
        },
    )
