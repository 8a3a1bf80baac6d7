"""`memscope compare A B`: what two processes or threads share, and the proof."""

import click

from memscope.cli import output
from memscope.cli.options import TargetName, colour_option, output_options
from memscope.cli.translated import Command, option
from memscope.i18n import N_


@click.command(
    "compare",
    cls=Command,
    summary=N_("Tell what two processes or threads share, and prove it."),
    text=N_(
        "Both may be the number of a process or of a thread, or the name of a program "
        "that one process runs. As root the physical "
        "page frames are compared; without, what the kernel tells everybody: which "
        "pages are exclusive, which belong to a file, and which hold the same bytes. "
        "The answer says which proof it rests on.\n\n"
        "Nothing in the processes is stopped or changed, and no page is brought into "
        "memory to be read."
    ),
    example="memscope compare 4242 4243\nmemscope compare --format json 4242 4243",
)
@click.argument("first", metavar="PROCESS", type=TargetName(is_live=True))
@click.argument("second", metavar="PROCESS", type=TargetName(is_live=True))
@option(
    "--contents/--no-contents",
    default=True,
    help=N_("Compare the bytes of pages where frame numbers are hidden (default)."),
)
@option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    help=N_("text or json; without it FILE's ending decides, else it is text."),
)
@output_options
@colour_option
def command(
    first: str,
    second: str,
    contents: bool,
    form: str | None,
    to: str,
    force: bool,
    colour: str,
) -> None:
    """Compare, and write the answer."""
    from memscope.collect.closer.compare import compare
    from memscope.collect.named import pid_of
    from memscope.garbage import uncollected

    form = form or ("json" if to.lower().endswith(".json") else "text")
    with uncollected():
        comparison = compare(pid_of(first), pid_of(second), contents=contents)
    if form == "json":
        from memscope.codec.compare import encode_comparison

        data = encode_comparison(comparison, indent=output.json_indent(to)) + b"\n"
        output.write(data, to=to, force=force)
        return
    from memscope.render.text.compare import comparison_lines

    lines = comparison_lines(comparison, width=output.width(to))
    colours = output.wants_colour(colour, to)
    output.write(output.styled(lines, colour=colours), to=to, force=force)
