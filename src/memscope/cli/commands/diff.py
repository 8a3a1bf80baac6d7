"""`memscope diff A B`: what is different between two looks."""

from typing import TYPE_CHECKING

import click

from memscope.cli import output
from memscope.cli.formats import format_of
from memscope.cli.options import TargetName, colour_option, output_options
from memscope.cli.translated import Command, option
from memscope.errors import UsageProblem
from memscope.i18n import N_, _

if TYPE_CHECKING:
    from memscope.model.diff import Diff
    from memscope.model.snapshot import Snapshot

FORMATS = ("text", "json", "html")
EXIT_DIFFERENT = 1


@click.command(
    "diff",
    cls=Command,
    summary=N_("Tell what is different between two looks, or two moments."),
    text=N_(
        "A and B are each a process id or the name of a program that one process runs "
        "(looked at now), a snapshot file in JSON, a moment of a recording: "
        "FILE@SECONDS or FILE@BOOKMARK, or text of a memory map such as smaps and "
        "output of pmap; - is stdin. A file whose name is a number is written "
        "./NUMBER.\n\n"
        "Regions are matched by address where both looks show one address layout, and "
        "by meaning elsewhere: kind, file, thread, label."
    ),
    example="memscope snapshot $$ -o before.json\n"
    "memscope diff before.json $$ --exit-code",
)
@click.argument("first", metavar="A", type=TargetName())
@click.argument("second", metavar="B", type=TargetName())
@option(
    "--exit-code",
    is_flag=True,
    help=N_("Exit with 1 when something is different."),
)
@option(
    "--layout",
    is_flag=True,
    help=N_("Only regions and threads: RAM, swap and locks are no difference."),
)
@option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help=N_("Without it FILE's ending decides, else it is text."),
)
@output_options
@colour_option
def command(
    first: str,
    second: str,
    exit_code: bool,
    layout: bool,
    form: str | None,
    to: str,
    force: bool,
    colour: str,
) -> int:
    """Get both looks, compare, write."""
    from memscope.analyze.diff.diff import diff

    if first == second == "-":
        raise UsageProblem(_("only one of A and B can be -"))
    # Both first, then the work: a live process goes on meanwhile.
    looks = [_look(one) for one in (first, second)]
    found = diff(looks[0], looks[1], usage=not layout)
    data = _written(found, form or format_of(to, FORMATS), to, colour)
    output.write(data, to=to, force=force)
    if not exit_code:
        return 0
    return EXIT_DIFFERENT if found.is_different or not found.is_complete else 0


def _look(text: str) -> "Snapshot":
    from memscope.collect.targets import look_at

    return look_at(text)


def _written(found: "Diff", form: str, to: str, colour: str) -> str | bytes:
    match form:
        case "json":
            return _json(found, to)
        case "html":
            from memscope.render.html.diff import diff_page

            return diff_page(found).encode()
        case _:
            return _text(found, to, colour)


def _json(found: "Diff", to: str) -> bytes:
    from memscope.codec.diff import encode_diff

    return encode_diff(found, indent=output.json_indent(to)) + b"\n"


def _text(found: "Diff", to: str, colour: str) -> str:
    from memscope.render.text.diff import diff_lines

    lines = diff_lines(found, width=output.width(to))
    return output.styled(lines, colour=output.wants_colour(colour, to))
