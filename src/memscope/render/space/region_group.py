"""The region pane where the selected row is no single region."""

from collections import Counter
from collections.abc import Iterator, Sequence
from operator import attrgetter

from memscope.analyze.space.row import SpaceRow
from memscope.analyze.totals import add_known
from memscope.i18n import _, ngettext
from memscope.model.kinds import Kind
from memscope.model.region import Region
from memscope.render.runs import EMPTY, Line, Run, cell, line
from memscope.render.space.facts import RegionFacts
from memscope.render.space.names import letter_of, row_name, thing_name
from memscope.render.space.region_amounts import Amount, table
from memscope.render.space.region_words import (
    CONFIDENCE_STYLES,
    bounds_line,
    title_line,
    wrapped,
)
from memscope.render.words.evidence import confidence_mark, confidence_word
from memscope.render.words.limits import limit_text
from memscope.render.words.names import base_name, process_name
from memscope.render.words.reasons import HOLE_REASON, kind_reason, reason_for
from memscope.units import fit, format_address, format_bytes, short_bytes

_NAMED = 2000
"""Regions of a group up to which the largest are named: it is done at every look."""
_LISTED = 8
"""Largest members that are named."""


def group_lines(facts: RegionFacts, width: int) -> list[Line]:
    """Add up a group, and say what it is made of."""
    row = facts.row
    main = main_of(row.regions)
    letter, key = letter_of(row)
    return [
        title_line(letter, key, row_name(row), width),
        bounds_line(row.start, row.end, facts.digits),
        line(Run(_count(len(row.regions)), "muted")),
        EMPTY,
        *table(_sums(facts), width),
        EMPTY,
        *_members(row, width),
        EMPTY,
        *_verdicts(row.regions, width),
        *wrapped(_reason(row, main), width, ""),
        EMPTY,
    ]


def main_of(regions: Sequence[Region]) -> Region:
    """Return the region that speaks for the others: the largest in RAM."""
    # Before a sample is taken: every other one of thread stacks is a guard.
    speaking = [one for one in regions if one.kind is not Kind.GUARD] or regions
    step = len(speaking) // _NAMED + 1
    return max(
        speaking[::step],
        key=lambda one: (one.usage.resident or 0, one.end - one.start),
    )


def _count(count: int) -> str:
    return ngettext("{n} region", "{n} regions", count).format(n=f"{count:,}")


def _reason(row: SpaceRow, main: Region) -> str:
    kinds = set(map(_kind_of, row.regions))
    return reason_for(main) if len(kinds) == 1 else kind_reason(main.kind)


def _sums(facts: RegionFacts) -> Iterator[Amount]:
    """Add up; what a refresh does not tell a closer look may, if it saw all of them."""
    amounts, seen = facts.row.amounts, [one.usage for one in facts.parts]
    own, shared, swapped = amounts.own, amounts.shared, amounts.swapped
    if seen:
        own = add_known(one.private for one in seen)
        shared = add_known(one.shared for one in seen)
        swapped = add_known(one.swapped for one in seen)
    # A closer look at all parts tells the whole; else what is known is the least, and
    # where nothing was found of it, that is not nothing.
    told = (own or 0) + (shared or 0)
    is_split = not amounts.is_partial and told >= (amounts.resident or 0)
    if not is_split:
        own, shared = own or None, shared or None
    yield Amount(_("mapped"), amounts.mapped)
    yield Amount(_("resident"), amounts.resident, amounts.is_partial)
    yield Amount(_("own"), own, not is_split)
    yield Amount(_("shared"), shared, not is_split)
    yield Amount(_("swapped"), swapped, amounts.is_partial and not seen)


def _members(row: SpaceRow, width: int) -> Iterator[Line]:
    """The largest of what it is made of, in RAM, and how much is left over."""
    if len(row.regions) > _NAMED:
        return
    names = [_member_name(one, row) for one in row.regions]
    if len(set(names)) == 1:  # One name says nothing: the places do.
        names = [format_address(one.start) for one in row.regions]
    sizes = Counter[str]()
    for name, one in zip(names, row.regions, strict=True):
        sizes[name] += one.usage.resident or 0
    for name, size in sizes.most_common(_LISTED):
        yield line(
            Run(fit(name, max(width - 8, 1)), "muted"),
            cell(short_bytes(size), 8, "", ">"),
        )
    rest = len(sizes) - _LISTED
    if rest > 0:
        left = sum(sizes.values()) - sum(n for _name, n in sizes.most_common(_LISTED))
        text = _("{n} more").format(n=rest)
        yield line(
            Run(fit(text, max(width - 8, 1)), "faint"),
            cell(short_bytes(left), 8, "", ">"),
        )


def _member_name(region: Region, row: SpaceRow) -> str:
    if region.image:
        return base_name(region.image)
    if region.kind is Kind.GUARD:
        return _(region.kind.english)
    return thing_name(region, row.process)


def _verdicts(regions: Sequence[Region], width: int) -> Iterator[Line]:
    counts = Counter(map(_confidence_of, regions))
    runs: list[Run] = []
    for sure, count in counts.most_common():
        text = f"{confidence_mark(sure)} {count:,} {confidence_word(sure)}"
        runs += [Run(text, f"{CONFIDENCE_STYLES[sure]} strong"), Run("  ")]
    yield line(*runs)


_kind_of, _confidence_of = attrgetter("kind"), attrgetter("confidence")


def hole_lines(row: SpaceRow, digits: int, width: int) -> list[Line]:
    """Describe addresses at which nothing is mapped."""
    return [
        line(Run(_("a hole"), "strong")),
        bounds_line(row.start, row.end, digits),
        line(Run(_("{size} unmapped").format(size=format_bytes(row.size)), "muted")),
        line(Run(f"{row.size:,} B", "muted")),
        EMPTY,
        *wrapped(_(HOLE_REASON), width, ""),
    ]


def process_lines(row: SpaceRow, width: int) -> list[Line]:
    """Add up a process, and say how near its limits are."""
    process, usage = row.process, row.process.usage
    head = line(Run(process_name(process), "strong"), Run(f"  {process.pid}", "muted"))
    counts = _("{threads} threads · {regions} regions").format(
        threads=f"{len(process.threads):,}", regions=f"{len(process.regions):,}"
    )
    lines = [head, line(Run(counts, "muted")), EMPTY]
    lines += table(
        (
            Amount(_("virtual"), usage.virtual),
            Amount(_("resident"), usage.resident),
            Amount(_("own"), usage.own if usage.own is not None else usage.unique),
            Amount(_("share"), usage.proportional),
            Amount(_("swapped"), usage.swapped),
            Amount(_("peak"), usage.peak),
            Amount(_("page tables"), usage.page_tables),
        ),
        width,
    )
    if process.limits:
        lines += [EMPTY, line(Run(_("limits"), "strong"))]
        lines += (
            one
            for limit in process.limits
            for one in wrapped(limit_text(limit), width, "muted")
        )
    return [*lines, EMPTY]
