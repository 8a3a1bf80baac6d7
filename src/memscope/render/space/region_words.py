"""What a region is, how we know, and why it is there."""

from collections.abc import Iterable, Iterator

from memscope.analyze.meanings import is_file_name
from memscope.i18n import _
from memscope.model.kinds import Confidence
from memscope.model.process import Process, Thread
from memscope.model.region import Region
from memscope.render.runs import Line, Run, line, wrap
from memscope.render.space.facts import RegionFacts
from memscope.render.space.names import fit_name, thing_name
from memscope.render.words.access import access_style, access_words, marked
from memscope.render.words.evidence import confidence_mark, confidence_word
from memscope.render.words.flags import flag_words, reasons_of
from memscope.render.words.labels import shown_path
from memscope.render.words.names import colour_key, look_of
from memscope.render.words.reasons import reason_for
from memscope.units import format_address, format_bytes, safe, shorten_path

CONFIDENCE_STYLES = {
    Confidence.CERTAIN: "good",
    Confidence.LIKELY: "warn",
    Confidence.GUESS: "bad",
}


def head_lines(facts: RegionFacts, width: int) -> list[Line]:
    """Say what it is, where, whose, and what happened to it a moment ago."""
    region, process = facts.region, facts.process
    assert region is not None
    key = colour_key(region, process.exe)
    letter = "L" if key == "library" else look_of(region).letter
    title = title_line(letter, key, thing_name(region, process), width)
    return [title, *_where(region, facts, width), *_news(facts, width)]


def title_line(letter: str, key: str, name: str, width: int) -> Line:
    """Return letter and name."""
    name = fit_name(name, max(width - 4, 1))
    return line(Run(f" {letter} ", f"spine.{key}"), Run(" "), Run(name, "strong"))


def bounds_line(start: int, end: int, digits: int) -> Line:
    """Return two addresses."""
    low, high = format_address(start, digits), format_address(end, digits)
    return line(Run(low), Run(" – ", "muted"), Run(high))


def _where(region: Region, facts: RegionFacts, width: int) -> Iterator[Line]:
    style = access_style(region.perms, "muted")
    perms = Run(marked(region.perms), style)
    bounds = bounds_line(region.start, region.end, facts.digits)
    english = _(region.kind.english)
    is_said = english in thing_name(region, facts.process)
    kind = Run("" if is_said else f"  {english}", "muted")
    if width >= 2 * facts.digits + 10:
        yield (*bounds, Run("  "), perms)
        yield line(Run(format_bytes(region.size), "strong"), kind)
    else:
        yield bounds
        yield line(perms, Run(f"  {format_bytes(region.size)}", "strong"), kind)
    if words := access_words(region.perms):
        yield from wrapped(words, width, style)
    yield from _owner(region, facts.process, width)
    yield from _file(region, facts, width)


def _owner(region: Region, process: Process, width: int) -> Iterator[Line]:
    owner = next((t for t in process.threads if t.tid == region.thread), None)
    if owner is None:
        return
    text = _("thread {tid} {name}").format(tid=owner.tid, name=safe(owner.name))
    yield from wrapped(text, width, "")
    if stack := _stack_words(region, owner):
        yield from wrapped(stack, width, "muted")


def _stack_words(region: Region, owner: Thread) -> str:
    stack = owner.stack
    if stack is None or stack.start not in region:
        return ""
    parts = []
    if stack.depth is not None:
        depth = _("{size} in use now").format(size=format_bytes(stack.depth))
        parts.append(depth)
    if stack.guard:
        guard = _("guard of {size}").format(size=format_bytes(stack.guard))
        parts.append(guard)
    if stack.limit:
        limit = _("may grow to {size}").format(size=format_bytes(stack.limit))
        parts.append(limit)
    return " · ".join(parts)


def _file(region: Region, facts: RegionFacts, width: int) -> Iterator[Line]:
    if is_file_name(region.path):
        path = shorten_path(safe(shown_path(region)), width)
        yield line(Run(path, "muted"))
        if region.inode and region.offset:
            place = _("from byte {offset} of the file").format(
                offset=f"{region.offset:#x}"
            )
            yield from wrapped(place, width, "muted")
    if region.deleted:
        yield line(Run(_("the file has been deleted"), "warn"))
    if not region.is_whole_vma:
        part = _("part of the kernel's {start}–{end}").format(
            start=format_address(region.vma[0], facts.digits),
            end=format_address(region.vma[1], facts.digits),
        )
        yield from wrapped(part, width, "muted")


def _news(facts: RegionFacts, width: int) -> Iterator[Line]:
    if facts.news:
        yield from wrapped(facts.news, width, "changed")


def verdict_lines(facts: RegionFacts, width: int) -> list[Line]:
    """Say how sure the label is, and by what evidence."""
    region = facts.measured or facts.region
    assert region is not None
    sure = region.confidence
    first = Run(
        f"{confidence_mark(sure)} {confidence_word(sure)}",
        f"{CONFIDENCE_STYLES[sure]} strong",
    )
    return [line(first), *_clauses((*reasons_of(region), *flag_words(region)), width)]


def _clauses(texts: Iterable[str], width: int) -> Iterator[Line]:
    for text in texts:
        for at, part in enumerate(wrap(text, width - 2)):
            yield line(Run("· " if at == 0 else "  ", "faint"), Run(part, "muted"))


def why_lines(facts: RegionFacts, width: int) -> list[Line]:
    """Say why it is there, in plain words."""
    region = facts.region
    assert region is not None
    return list(wrapped(reason_for(region), width, ""))


def wrapped(text: str, width: int, style: str) -> Iterator[Line]:
    """Yield a text in as many lines as it takes."""
    return (line(Run(part, style)) for part in wrap(text, width))
