"""What the list of processes leaves out, and where the machine's RAM is, in words."""

from collections.abc import Iterator

from memscope.i18n import N_, _, listed, ngettext
from memscope.model.listing import Listing, NotListed, RamPart
from memscope.render.words.evidence import gap_text
from memscope.units import format_bytes

RAM_PARTS = {
    "anonymous": N_("anonymous memory"),
    "files": N_("page cache"),
    "shmem": N_("tmpfs, shared memory"),
    "slab": N_("slab"),
    "page-tables": N_("page tables"),
    "kernel-stacks": N_("kernel stacks"),
    "per-cpu": N_("per processor"),
    "hugetlb": N_("reserved huge pages"),
    "zswap": N_("zswap"),
    "free": N_("free RAM"),
    "unknown": N_("unknown"),
}
"""What each part of the machine's RAM is called."""

_MEANINGS = {
    "anonymous": N_("heaps, stacks and other data of programs"),
    "files": N_(
        "contents of files; what is clean can be dropped, and is read again when needed"
    ),
    "shmem": N_("stays until it is deleted, or goes to swap; no process need map it"),
    "slab": N_("the kernel's own objects: names of files, inodes, sockets"),
    "page-tables": N_("what it takes to map the memory of processes"),
    "kernel-stacks": N_("one for each thread"),
    "per-cpu": N_("the kernel's counters and lists of each processor"),
    "hugetlb": N_("a pool, used or not; for nothing else"),
    "zswap": N_("compressed pages that belong on swap"),
    "free": N_("used for nothing now"),
    "unknown": N_("no counter tells: drivers, modules, the kernel's other pages"),
}


def ram_meaning(part: RamPart) -> str:
    """Return what a part of the RAM is, and how much of it can be had back at once."""
    if part.name == "unknown" and part.size is None:
        return _("the counters, read one by one, add up to more than there is")
    meaning = _(_MEANINGS[part.name])
    if part.reclaimable is None:
        return meaning
    text = _("{meaning}; {size} of it can be dropped")
    return text.format(meaning=meaning, size=format_bytes(part.reclaimable))


def sum_words(listing: Listing) -> Iterator[str]:
    """Yield what all processes of the list take, and what their RSS would say."""
    total = listing.total
    count = len(total.pids) - total.refused
    text = ngettext(
        "{n} process takes {pss} of the RAM (PSS: each shared page counts once)",
        "{n} processes take {pss} of the RAM (PSS: each shared page counts once)",
        count,
    )
    yield text.format(n=count, pss=format_bytes(total.share.proportional))
    words = []
    if total.share.unique is not None:
        alone = _("{uss} of it belong to one alone (USS)")
        words.append(alone.format(uss=format_bytes(total.share.unique)))
    if total.share.swapped:
        swap = _("{size} is on swap")
        words.append(swap.format(size=format_bytes(total.share.swapped)))
    if count > 1 and total.share.resident is not None:
        rss = _("added up, RSS would say {rss}")
        words.append(rss.format(rss=format_bytes(total.share.resident)))
    if words:
        yield " · ".join(words)


def warnings(listing: Listing, remedy: str) -> Iterator[str]:
    """Yield what the sum lacks, and why.

    Args:
        listing: The list.
        remedy: What would allow to read of others.
    """
    total = listing.total
    if total.refused:
        text = ngettext(
            "{n} of {all} processes could not be read: its PSS is not in the sum "
            "(RSS {rss})",
            "{n} of {all} processes could not be read: their PSS is not in the sum "
            "(RSS {rss})",
            total.refused,
        )
        rss = format_bytes(total.refused_resident)
        words = text.format(n=total.refused, all=len(total.pids), rss=rss)
        yield f"{words} → {gap_text(remedy)}"
    if listing.not_listed.hidden:
        yield _("/proc hides the processes of others (hidepid): they are in no sum")
    if total.share.undivided:
        text = _(
            "{size} of shared huge pages (hugetlbfs) are in no PSS: nobody says by how "
            "many to divide them"
        )
        yield text.format(size=format_bytes(total.share.undivided))
    if listing.not_listed.outside:
        yield _(
            "this is a container (a pid namespace of its own): processes outside it "
            "are not seen"
        )


def charge_words() -> str:
    """Return what is charged to a cgroup, and why that is not the sum of shares."""
    return _(
        "charged: to the cgroup and those below it, also for page cache, tmpfs and the "
        "kernel's own that no process maps; a page counts where it was touched first, "
        "not where it is mapped"
    )


def left_out(listing: Listing) -> Iterator[str]:
    """Yield who is not in the list though it exists, or did.

    Where a pattern was given, whoever it does not name is left out, too.
    """
    same = _same_memory(listing)
    out = listing.not_listed if listing.pattern is None else NotListed()
    counts = (
        (
            out.kernel_threads,
            ngettext("{n} kernel thread", "{n} kernel threads", out.kernel_threads),
        ),
        (out.zombies, ngettext("{n} zombie", "{n} zombies", out.zombies)),
        (
            out.vanished,
            ngettext(
                "{n} that ended meanwhile", "{n} that ended meanwhile", out.vanished
            ),
        ),
    )
    words = listed(text.format(n=count) for count, text in counts if count)
    if words:
        yield _("left out: {words}").format(words=words)
    if same:
        text = ngettext(
            "{n} lives in the memory of another one, counted once",
            "{n} live in the memory of others, counted once",
            same,
        )
        yield text.format(n=same)


def _same_memory(listing: Listing) -> int:
    return sum(one.same_as is not None for one in listing.processes)
