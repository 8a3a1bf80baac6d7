"""All rules over all that was seen: what they found, the worst first, and what not."""

from collections.abc import Sequence
from importlib import import_module
from operator import attrgetter

from msgspec import Struct

from memscope.analyze.why.needs import lacking, seen_in_part
from memscope.analyze.why.nothing import nothing_found
from memscope.analyze.why.rule import RULES, Bytes, Found, Hit, Rule
from memscope.analyze.why.seen import LIVE, Seen
from memscope.analyze.why.together import together
from memscope.analyze.why.words import FAMILIES, Sentences, sentences, settings
from memscope.i18n import _, ngettext
from memscope.model.address import Address
from memscope.model.finding import (
    Fact,
    Finding,
    NotRun,
    Remedy,
    Severity,
)
from memscope.model.kinds import Confidence
from memscope.model.sentence import fill
from memscope.units import format_bytes

NOTHING = "nothing-found"
"""What is found where nothing is found."""
_SEVERITIES, _CONFIDENCES = list(Severity), list(Confidence)


class Judged(Struct, frozen=True):
    """What became of all rules.

    Attributes:
        findings: The worst first; never empty.
        not_run: Rules that could not look at one process at least, by number.
        rules: How many rules there are.
    """

    findings: tuple[Finding, ...]
    not_run: tuple[NotRun, ...]
    rules: int


def judge(seen: Seen) -> Judged:
    """Let every rule look."""
    findings: list[Finding] = []
    not_run: list[NotRun] = []
    for name in settings():
        one = _rules().get(name)
        if one is None:
            continue
        found, missing = _looked(one, seen)
        if found:
            findings.append(_finding(name, found))
        if missing:
            not_run.append(_not_run(name, missing, len(seen.subjects)))
    if all(one.severity is Severity.HARMLESS for one in findings):
        nothing = nothing_found(seen, findings, not_run)
        findings.append(_finding(NOTHING, [(seen.subjects, nothing)]))
    return Judged(tuple(sorted(findings, key=_order)), tuple(not_run), len(settings()))


def _rules() -> dict[str, Rule]:
    for family in FAMILIES:
        import_module(f"memscope.analyze.why.{family}")
    return RULES


def _looked(one: Rule, seen: Seen) -> tuple[list[Hit], list[str]]:
    """Return what a rule found, and why it could not look at some processes."""
    numbers = settings()[one.id].numbers
    able, missing = [], []
    for subject in seen.subjects:
        why = lacking(one.needs, seen, subject)
        if why is None:
            able.append(subject)
        else:
            missing.append(why)
    if one.of_all is not None:
        found = one.of_all(seen, numbers) if able and not missing else None
        return ([(tuple(able), found)] if found else []), missing
    hits: list[Hit] = []
    for subject in able:
        found = one.of_one(subject, numbers) if one.of_one else None
        if found:
            hits.append(((subject,), found))
        elif why := seen_in_part(one.needs, subject):
            missing.append(why)
    return hits, missing


def _not_run(name: str, missing: Sequence[str], total: int) -> NotRun:
    why = _(missing[0])
    if len(missing) < total:
        text = ngettext(
            "of {n} of {total} processes: {why}",
            "of {n} of {total} processes: {why}",
            len(missing),
        )
        why = text.format(n=len(missing), total=total, why=why)
    return NotRun(settings()[name].rule, name, why)


def _order(one: Finding) -> tuple[int, int, int, str]:
    return (
        _SEVERITIES.index(one.severity),
        _CONFIDENCES.index(one.confidence),
        -(one.bytes or 0),
        one.id,
    )


def _finding(name: str, hits: Sequence[Hit]) -> Finding:
    """Put into words what was found of one process, or alike of several."""
    largest = max(hits, key=lambda hit: hit[1].bytes or 0)[1]
    said, rules = sentences()[name], settings()[name]
    filled = _filled(said, largest)
    return Finding(
        id=name,
        rule=rules.rule,
        title=filled["title"],
        text=_likewise(filled["text"], hits, largest),
        severity=min((found.severity for _who, found in hits), key=_SEVERITIES.index),
        confidence=_confidence(hits),
        bytes=together(hits, attrgetter("bytes")),
        pids=tuple(one.process.pid for who, _found in hits for one in who),
        regions=tuple(Address(at) for _who, found in hits for at in found.regions),
        evidence=_evidence(said, largest),
        remedy=_remedy(filled["remedy"], rules.command, hits, largest),
        more=f"why/{name}",
    )


def _confidence(hits: Sequence[Hit]) -> Confidence:
    """Return how sure all of it is: as the least sure; of a file nothing is certain."""
    said = [found.confidence for _who, found in hits]
    if any(one.source != LIVE for who, _found in hits for one in who):
        said.append(Confidence.LIKELY)
    return max(said, key=_CONFIDENCES.index)


def _filled(said: Sentences, found: Found) -> dict[str, str]:
    return {
        part: fill(said.of(part, found.variant), found.values)
        for part in ("title", "text", "remedy")
    }


def _likewise(said: str, hits: Sequence[Hit], largest: Found) -> str:
    """Add to what is said of one process that others are alike."""
    others = len(hits) - 1
    if not others:
        return said
    text = ngettext(
        "Likewise in one more process: {size} together.",
        "Likewise in {n} more processes: {size} together.",
        others,
    )
    total = together(hits, attrgetter("bytes"))
    if largest.bytes is None or total is None:
        text = ngettext(
            "Likewise in one more process.", "Likewise in {n} more processes.", others
        )
    more = text.format(n=others, size=format_bytes(total))
    return _("{sentence} {more}").format(sentence=said, more=more)


def _evidence(said: Sentences, found: Found) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            said.evidence.get(key, key),
            int(value) if isinstance(value, Bytes) else value,
            source,
            is_bytes=isinstance(value, Bytes),
        )
        for key, (value, source) in found.evidence.items()
    )


def _remedy(
    text: str, command: str, hits: Sequence[Hit], largest: Found
) -> Remedy | None:
    if not text or not largest.is_remedied:
        return None
    chosen = command if largest.command is None else largest.command
    return Remedy(text, chosen or None, together(hits, attrgetter("saves")))
