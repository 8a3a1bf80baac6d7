"""`memscope list`: all processes, what each takes of the RAM, and what nobody takes."""

from typing import TYPE_CHECKING

import click

from memscope.cli import output
from memscope.cli.formats import format_of
from memscope.cli.options import colour_option, output_options
from memscope.cli.translated import Command, option
from memscope.errors import ProcessGone
from memscope.i18n import N_, _

if TYPE_CHECKING:
    from memscope.model.listing import Listing

_FORMATS = ("text", "json", "csv")
_BY = ("process", "program", "user", "cgroup")
_ORDERS = (
    *("pss", "uss", "rss", "swap", "anon", "file", "shmem"),
    *("threads", "name", "user", "pid", "count"),
)


@click.command(
    "list",
    cls=Command,
    summary=N_("List all processes and what each takes of the RAM; the sums add up."),
    text=N_(
        "PSS counts a page that several processes map in equal parts for all of them, "
        "so that the sum over all processes is what they take together; USS is what "
        "would be free if this process alone ended. A process that may not be read "
        "shows its RSS only, and is counted apart. Below the list stands where the "
        "rest of the RAM is.\n\n"
        "PATTERN is a process id; or a word that is part of a process's name, program "
        "or command line, or a user's whole name; or, with *, ? and [...], all of one "
        "of these. Small and capital letters are the same. memscope itself is not "
        "among those that a pattern names.\n\n"
        "A program is the file that runs, and, of an interpreter, the script, module "
        "or class that it runs: python3.11 app.py. Workers that were forked are one "
        "program; two virtual machines with other classes are two."
    ),
    example="memscope list\nmemscope list --by program\n"
    "memscope list postgres --sort uss\nmemscope list --format csv -o processes.csv",
)
@click.argument("pattern", metavar="[PATTERN]", required=False)
@option(
    "--by",
    type=click.Choice(_BY),
    default="process",
    help=N_("What a line stands for."),
)
@option(
    "--sort",
    type=click.Choice(_ORDERS),
    default="pss",
    help=N_("The order: sizes and counts largest first, names from A to Z."),
)
@option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    help=N_("Without it FILE's ending decides, else it is text."),
)
@output_options
@colour_option
def command(
    pattern: str | None,
    by: str,
    sort: str,
    form: str | None,
    to: str,
    force: bool,
    colour: str,
) -> int:
    """List, and write the list."""
    from memscope.collect.listing import processes

    listing = processes(pattern, by=by, sort=sort)
    data = _written(listing, form or format_of(to, _FORMATS), to, colour)
    output.write(data, to=to, force=force)
    if listing.processes or pattern is None:
        return 0
    output.say(_("no process is meant by {pattern}").format(pattern=repr(pattern)))
    return ProcessGone.exit_code


def _written(listing: "Listing", form: str, to: str, colour: str) -> str | bytes:
    if form == "json":
        from memscope.codec.listing import encode_listing

        return encode_listing(listing, indent=output.json_indent(to)) + b"\n"
    if form == "csv":
        from memscope.render.csv import listing_csv

        return listing_csv(listing).encode()
    from memscope.proc.remedies import to_read_others
    from memscope.render.text.listing import listing_lines

    lines = listing_lines(listing, width=output.width(to), remedy=to_read_others())
    return output.styled(lines, colour=output.wants_colour(colour, to))
