"""`memscope snapshot TARGET…`: one look, as text, data or a picture."""

from typing import TYPE_CHECKING, NamedTuple

import click

from memscope.cli import output
from memscope.cli.formats import SNAPSHOT_FORMATS, format_of, written
from memscope.cli.missing import tell_what_is_missing
from memscope.cli.options import (
    FilterText,
    colour_option,
    every_option,
    output_options,
    targets_argument,
)
from memscope.cli.translated import Command, option
from memscope.errors import UsageProblem
from memscope.i18n import N_, _

if TYPE_CHECKING:
    from memscope.analyze.filter.matching import Matcher
    from memscope.collect.targets import Meant
    from memscope.model.snapshot import Snapshot


@click.command(
    "snapshot",
    cls=Command,
    summary=N_("Look once at processes: threads, stacks, every region, and why."),
    text=N_(
        "TARGET is a process id, the name of a program that one process runs, or a "
        "file that was saved: a snapshot, a moment of a recording, or text of a memory "
        "map such as smaps and output of pmap, from any machine.\n\n"
        "Nothing in the processes is stopped or changed, unless --registers asks for "
        "it. Sizes are exact in the json format; `memscope schema` describes it."
    ),
    example="memscope snapshot $$\nmemscope snapshot 4242 -o before.json\n"
    "memscope snapshot 4242 --tree -o report.html\n"
    "memscope snapshot 4242 --where 'kind:anon res>16M'",
)
@targets_argument
@option(
    "--tree",
    "--children",
    "children",
    is_flag=True,
    help=N_("Also look at all their descendants, and add them up."),
)
@every_option
@option(
    "--where",
    "asked",
    type=FilterText(),
    metavar="FILTER",
    help=N_(
        "Only regions that are meant, such as 'kind:heap,anon res>1M' or "
        "'seg:stack touched>80%'."
    ),
)
@option("--pages", is_flag=True, help=N_("Add what every single page is."))
@option(
    "--registers",
    is_flag=True,
    help=N_("Add all registers; stops each thread for some microseconds."),
)
@option(
    "--full",
    is_flag=True,
    help=N_(
        "Add every number of smaps, by the kernel's names (json), all limits, what is "
        "held by descriptors, and the kernel's kills."
    ),
)
@option(
    "--format",
    "form",
    type=click.Choice(SNAPSHOT_FORMATS),
    help=N_("Without it FILE's ending decides, else it is text."),
)
@output_options
@colour_option
def command(
    targets: tuple[str, ...],
    children: bool,
    every: bool,
    asked: str | None,
    pages: bool,
    registers: bool,
    full: bool,
    form: str | None,
    to: str,
    force: bool,
    colour: str,
) -> int:
    """Take a snapshot and write it."""
    from memscope.collect.targets import meant_by
    from memscope.garbage import uncollected

    form = form or format_of(to)
    matcher = _matcher(asked, form)
    meant = meant_by(targets)
    if not meant.is_live and (children or pages or registers or full):
        raise UsageProblem(_("a file holds no more than was seen then"))
    with uncollected():
        snapshot = _look(meant, children=children, full=full)
        if meant.is_live:
            snapshot = _with_facts(snapshot, closely=full)
        if pages:
            snapshot = _with_pages(snapshot)
        if registers:
            snapshot = _with_registers(snapshot)
        if matcher is None:
            data = written(snapshot, form, to=to, colour=colour, every=every)
        else:
            style = FilteredStyle(form, to, colour, every)
            data = _filtered(snapshot, matcher, style)
    output.write(data, to=to, force=force)
    return tell_what_is_missing(
        snapshot.gaps, meant.pids, [one.pid for one in snapshot.hidden()]
    )


class FilteredStyle(NamedTuple):
    """How a snapshot is written; see `written`."""

    form: str
    to: str
    colour: str
    every: bool


def _matcher(asked: str | None, form: str) -> "Matcher | None":
    """Read the filter before anything is looked at."""
    if asked is None:
        return None
    from memscope.analyze.filter.once import filter_once

    if form in ("html", "svg"):
        raise UsageProblem(
            _("{form} shows whole processes, not what a filter leaves").format(
                form=form
            ),
            hint=_("--where goes with text, json, csv, ndjson and parquet."),
        )
    return filter_once(asked)


def _filtered(
    snapshot: "Snapshot", matcher: "Matcher", style: FilteredStyle
) -> str | bytes:
    from memscope.analyze.filter.once import filtered
    from memscope.render.text.filtered import filtered_lines, unknown_words

    form, to, colour, every = style
    shown, tallies = filtered(snapshot, matcher)
    if form == "text":
        width = output.width(to)
        lines = filtered_lines(shown, tallies, width=width, every=every)
        return output.styled(lines, colour=output.wants_colour(colour, to))
    if unknown := sum(one.unknown for one in tallies):
        output.say(unknown_words(unknown))
    return written(shown, form, to=to, colour=colour)


def _look(meant: "Meant", *, children: bool, full: bool) -> "Snapshot":
    if meant.file is not None:
        from memscope.collect.targets import load_target

        return load_target(meant.file)
    from memscope.collect.look.snapshot import take_snapshot

    return take_snapshot(meant.pids, children=children, full=full, without_map=True)


def _with_facts(snapshot: "Snapshot", *, closely: bool) -> "Snapshot":
    from memscope.collect.closer.facts import with_facts

    return with_facts(snapshot, closely=closely)


def _with_pages(snapshot: "Snapshot") -> "Snapshot":
    from memscope.collect.closer.pages import with_pages

    return with_pages(snapshot)


def _with_registers(snapshot: "Snapshot") -> "Snapshot":
    from memscope.collect.closer.registers import with_registers

    return with_registers(snapshot)
