"""A comparison of two processes or threads as lines of text, totals at the top."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC

from memscope.i18n import _, listed, ngettext
from memscope.model.abi import address_digits
from memscope.model.label_text import label_text
from memscope.model.region import Region
from memscope.model.sharing import (
    Comparison,
    Isolation,
    PagePairs,
    Proof,
    Side,
    SpaceRelation,
)
from memscope.model.snapshot import Gap
from memscope.render.columns.column import select
from memscope.render.columns.compare import PAIR_COLUMNS, Row
from memscope.render.columns.regions import REGION_COLUMNS, in_digits
from memscope.render.runs import EMPTY, Line, Run, fold, line, wrap
from memscope.render.text.table import table_lines
from memscope.render.words.evidence import gap_text
from memscope.render.words.sharing import (
    proof_words,
    relation_words,
)
from memscope.units import (
    cell_width,
    fit,
    format_address,
    format_bytes,
    format_ms,
    safe,
    shorten_path,
)

Fact = tuple[str, list[Run]]

_NARROW = 100
_ONLY = select(REGION_COLUMNS, "range", "perms", "size", "resident", "letter", "what")


def comparison_lines(comparison: Comparison, *, width: int | None = None) -> list[Line]:
    """Return the comparison as styled lines.

    Args:
        comparison: What to show.
        width: Cells of a line; None: lines are as long as they have to be.
    """
    lines = [_headline(comparison), EMPTY]
    lines += _fact_lines(_facts(comparison), width)
    if comparison.address_space is not SpaceRelation.SAME:
        lines += _pair_lines(comparison, width)
        for letter, regions, side in (
            ("A", comparison.only_first, comparison.first),
            ("B", comparison.only_second, comparison.second),
        ):
            lines += _only_lines(letter, regions, side.abi, width)
    lines += _gap_lines(comparison.gaps)
    return lines


def _headline(comparison: Comparison) -> Line:
    moment = comparison.taken_at.astimezone(UTC)
    system = comparison.system
    return line(
        Run(f"memscope · {moment:%Y-%m-%d %H:%M:%S} UTC", "title"),
        f" · Linux {safe(system.kernel)} {safe(system.machine)} · ",
        _("taken in {duration}").format(duration=format_ms(comparison.took_ms)),
    )


def _fact_lines(facts: Iterable[Fact], width: int | None) -> Iterator[Line]:
    shown = list(facts)
    widest = max(cell_width(name) for name, _runs in shown)
    for name, runs in shown:
        heading = Run(f"{fit(name, widest)}  ", "muted")
        if width is not None and len(runs) == 1:
            pieces = wrap(runs[0].text, max(width - widest - 2, 24))
            for at, piece in enumerate(pieces):
                before = Run(" " * (widest + 2)) if at else heading
                yield line(before, Run(piece, runs[0].style))
        else:
            whole = line(heading, *runs)
            yield from [whole] if width is None else fold([whole], width)


def _facts(comparison: Comparison) -> Iterator[Fact]:
    size = comparison.system.page_size
    yield "A", _side_runs(comparison.first, size)
    yield "B", _side_runs(comparison.second, size)
    yield _("address space"), [Run(_space_words(comparison), "strong")]
    totals = comparison.totals
    if totals is None:
        return
    if comparison.address_space is SpaceRelation.SAME:
        text = _("{size} in RAM, all of it the same memory for both")
        yield _("shared"), [Run(text.format(size=_bytes(totals.same, size)))]
        return
    yield _("shared"), [Run(_shared_words(totals, size), "strong")]
    yield _("not shared"), [Run(_separate_words(totals, size))]
    for text, pages in _rest(totals, comparison):
        yield "", [Run(text.format(size=_bytes(pages, size)))]
    if comparison.isolation is not None and comparison.isolation.pages:
        digits = max(map(address_digits, _abis(comparison)))
        yield from _isolation_facts(comparison.isolation, size, digits)
    if comparison.page_proof is not None:
        yield _("proof"), [Run(_proof_sentence(comparison.page_proof))]


def _side_runs(side: Side, page_size: int) -> list[Run]:
    pages = side.resident_pages
    resident = None if pages is None else pages * page_size
    what = (
        _("thread {tid} of process {pid}").format(tid=side.tid, pid=side.pid)
        if side.tid != side.pid
        else _("process {pid}").format(pid=side.pid)
    )
    count = ngettext("{n} region", "{n} regions", side.regions).format(n=side.regions)
    in_ram = _("{size} in RAM").format(size=format_bytes(resident))
    return [
        Run(what, "title"),
        Run(f" {safe(side.name)}", "strong"),
        Run(f" · {count}, {in_ram}"),
    ]


def _space_words(comparison: Comparison) -> str:
    words = relation_words(comparison.address_space)
    if not comparison.space_proofs:
        return words
    why = listed(map(proof_words, comparison.space_proofs))
    return f"{words} ({why})"


def _shared_words(totals: PagePairs, page_size: int) -> str:
    text = _("{size} in the same frames").format(size=_bytes(totals.same, page_size))
    if totals.copy_on_write:
        more = _("{size} of it only until one of them writes")
        text += ", " + more.format(size=_bytes(totals.copy_on_write, page_size))
    return text


def _separate_words(totals: PagePairs, page_size: int) -> str:
    text = _(
        "{size} in different frames; in RAM on one side only: {first} in A, {second} "
        "in B"
    )
    return text.format(
        size=_bytes(totals.different, page_size),
        first=_bytes(totals.only_first, page_size),
        second=_bytes(totals.only_second, page_size),
    )


def _rest(totals: PagePairs, comparison: Comparison) -> Iterator[tuple[str, int]]:
    rest = (
        (_("{size} probably the same: shared with somebody, and equal"), totals.alike),
        (_("{size} undecided"), totals.undecided),
        (_("{size} is the page of zeros on both sides"), totals.zero),
        (_("{size} equal by chance, and merged by the kernel (KSM)"), totals.merged),
        (
            _("{size} more in the same frames, at places that do not correspond"),
            comparison.elsewhere or 0,
        ),
    )
    return ((text, pages) for text, pages in rest if pages)


def _abis(comparison: Comparison) -> tuple[str | None, str | None]:
    return comparison.first.abi, comparison.second.abi


def _isolation_facts(
    isolation: Isolation, page_size: int, digits: int
) -> Iterator[Fact]:
    text = _("{size} at the same virtual address, and yet different memory")
    yield _("isolated"), [Run(text.format(size=_bytes(isolation.pages, page_size)))]
    for one in isolation.examples[:3]:
        address = format_address(one.address, digits)
        runs = [Run(f"{address}  {safe(label_text(one.label))}  ")]
        if one.first_frame is not None and one.second_frame is not None:
            text = _("frame {first} in A, {second} in B")
            frames = text.format(
                first=hex(one.first_frame), second=hex(one.second_frame)
            )
            runs.append(Run(frames, "strong"))
        else:
            runs.append(Run(proof_words(one.proof), "muted"))
        yield "", runs


def _proof_sentence(proof: Proof) -> str:
    if proof is Proof.FRAMES:
        return _("certain: the numbers of the physical frames were compared")
    return _(
        "frame numbers are hidden from us, so pages are told apart by what the kernel "
        "lets everybody know: which are exclusive, which are a file's, which are equal"
    )


def _bytes(pages: int, page_size: int) -> str:
    return format_bytes(pages * page_size)


def _pair_lines(comparison: Comparison, width: int | None) -> Iterator[Line]:
    pairs = comparison.pairs
    if not pairs:
        return
    count = len(pairs)
    title = ngettext("{n} region in both", "{n} regions in both", count)
    yield EMPTY
    yield line(Run(title.format(n=count), "title"))
    rows: list[Row] = [(pair, comparison.system.page_size) for pair in pairs]
    totals = comparison.totals
    is_doubtful = totals is not None and totals.alike > 0
    # The letter tells the kind; where there is little room, a name says the rest.
    is_narrow = width is not None and width < _NARROW
    left_out = {"what" if is_narrow else "name", "" if is_doubtful else "alike"}
    columns = [one for one in PAIR_COLUMNS if one.id not in left_out]
    columns = [*in_digits(columns, *_abis(comparison))]
    yield from table_lines(
        columns,
        rows,
        width=width,
        optional=("proof", "only_second", "only_first", "perms", "second", "size"),
        cut=shorten_path,
    )
    legend = _("a page that two regions have parts of is counted where it begins")
    yield line(Run(legend, "muted"))


def _only_lines(
    letter: str, regions: Sequence[Region], abi: str | None, width: int | None
) -> Iterator[Line]:
    if not regions:
        return
    count = len(regions)
    title = ngettext(
        "{n} region in {side} only", "{n} regions in {side} only", count
    ).format(n=count, side=letter)
    yield EMPTY
    yield line(Run(title, "title"))
    columns = in_digits(_ONLY, abi)
    yield from table_lines(columns, regions, width=width, cut=shorten_path)


def _gap_lines(gaps: Sequence[Gap]) -> Iterator[Line]:
    if not gaps:
        return
    yield EMPTY
    yield line(Run(_("not seen"), "title"))
    for gap in gaps:
        remedy = f" → {gap_text(gap.remedy)}" if gap.remedy else ""
        what = gap_text(gap.what)
        if gap.pid is not None:
            what = _("{what} of process {pid}").format(what=what, pid=gap.pid)
        yield line("  ", Run(what, "warn"), f": {gap_text(gap.why)}{remedy}")
