"""A filter on one look: what only several looks can tell is refused, and says so."""

from msgspec.structs import replace

from memscope.analyze.filter.bearings import Bearings
from memscope.analyze.filter.matching import Matcher, Tally
from memscope.analyze.filter.parse import parse
from memscope.analyze.filter.terms import TIMED, FilterKey
from memscope.errors import UsageProblem
from memscope.i18n import N_, _
from memscope.model.snapshot import Snapshot

_HINT = N_("Keys are {keys}; docs/filter.md tells all of it.")
_IN_TIME = N_("`memscope attach` and then / tells that, or `memscope diff`.")


def filter_once(text: str) -> Matcher:
    """Return a filter as it was written on a command line.

    Raises:
        UsageProblem: A part of it is not understood, or needs more than one look.
    """
    asked = parse(text)
    if asked.misread:
        one = asked.misread[0]
        part = text[one.start : one.end]
        keys = ", ".join(key.value for key in FilterKey if key not in TIMED)
        raise UsageProblem(
            _("the filter says {part}: {reason}").format(
                part=repr(part), reason=one.reason
            ),
            hint=_(_HINT).format(keys=keys),
        )
    if timed := sorted(key.value for key in asked.keys & TIMED):
        why = _("one look cannot tell {keys}: that needs time")
        raise UsageProblem(why.format(keys=", ".join(timed)), hint=_(_IN_TIME))
    return Matcher(asked)


def filtered(snapshot: Snapshot, matcher: Matcher) -> tuple[Snapshot, list[Tally]]:
    """Return the snapshot with the regions that are shown, and the counts.

    Threads and totals are still those of the whole processes.

    Args:
        snapshot: One look.
        matcher: Asks nothing that needs time.
    """
    several = [Bearings(process) for process in snapshot.processes]
    tallies = [matcher.tally([one]) or Tally() for one in several]
    processes = tuple(
        replace(one.process, regions=tuple(matcher.regions(one))) for one in several
    )
    return replace(snapshot, processes=processes), tallies
