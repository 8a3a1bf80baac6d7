"""What the kernel's flags say of a region's memory, in words (smaps: VmFlags)."""

from collections.abc import Iterator

from memscope.i18n import N_, _
from memscope.model.evidence import PRIVATE_ANON
from memscope.model.kinds import Kind
from memscope.model.region import Region
from memscope.render.words.evidence import evidence_sentence

_WORDS = {
    "lo": N_("locked: it stays in RAM"),
    "wf": N_("wiped on fork: a child finds zeros here"),
    "dc": N_("not copied on fork: a child has nothing here"),
    "um": N_("watched by userfaultfd: the program fills missing pages itself"),
    "uw": N_("watched by userfaultfd: the program is told of writes"),
    "ui": N_("watched by userfaultfd: the program is told of first touches"),
    "dd": N_("left out of core dumps"),
    "hg": N_("huge pages advised"),
    "nh": N_("huge pages refused"),
    "ht": N_("in huge pages that were set aside (hugetlbfs)"),
    "gd": N_("grows downwards when it is touched below"),
    "sl": N_("sealed: it cannot be unmapped, moved or changed"),
    "ss": N_("a shadow stack: return addresses that only the CPU writes"),
    "mg": N_("the kernel may merge equal pages (KSM)"),
    "io": N_("memory of a device"),
    "pf": N_("pages that the kernel does not count"),
}
_USUAL = {
    "nh": (Kind.STACK, Kind.THREAD_STACK, Kind.GUARD),
    "gd": (Kind.STACK, Kind.GUARD),
}
"""What every one of a kind has says nothing of it."""
_NO_MORE = N_("private memory without a file")


def flag_words(region: Region) -> list[str]:
    """Return a clause for each flag that matters; none where they were not read."""
    return [
        f"{_(words)} ({flag})"
        for flag, words in _WORDS.items()
        if flag in (region.flags or ()) and not _is_known(flag, region)
    ]


def _is_known(flag: str, region: Region) -> bool:
    """Its kind says so already, or the number of huge pages does."""
    is_usual = region.kind in _USUAL.get(flag, ())
    return is_usual or (flag in ("hg", "ht") and bool(region.usage.huge))


def reasons_of(region: Region) -> Iterator[str]:
    """Yield what speaks for a label; that nothing says more, only where that is so."""
    for evidence in region.evidence:
        if evidence == PRIVATE_ANON and flag_words(region):
            yield _(_NO_MORE)
        else:
            yield evidence_sentence(evidence)
