"""`memscope where PROCESS ADDRESS`: what is there."""

import click

from memscope.cli import output
from memscope.cli.options import TargetName, colour_option, output_options
from memscope.cli.translated import Command, option
from memscope.i18n import N_


@click.command(
    "where",
    cls=Command,
    context_settings={"ignore_unknown_options": True},
    summary=N_("Tell what is at an address: region, owner, symbol, neighbours."),
    text=N_(
        "ADDRESS is hexadecimal, with or without 0x, as in /proc/PID/maps and in all "
        "that memscope prints. Digits alone are taken for decimal, as Python's id() "
        "prints an address, when only that reading leads anywhere.\n\n"
        "Nothing in the process is stopped or changed, and no page is brought into "
        "memory to be read."
    ),
    example="memscope where 4242 0x7f3a5c001000",
)
@click.argument("process", metavar="PROCESS", type=TargetName(is_live=True))
@click.argument("address", metavar="ADDRESS")
@option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help=N_("text or json."),
)
@output_options
@colour_option
def command(
    process: str, address: str, form: str, to: str, force: bool, colour: str
) -> None:
    """Look, and write the answer."""
    from memscope.analyze.where import parse_address
    from memscope.collect.closer.where import Where
    from memscope.collect.named import pid_of
    from memscope.proc.machine import user_address_bits

    written = parse_address(address, user_address_bits())
    found = Where().look(pid_of(process), written)
    if form == "json":
        from memscope.codec.where import encode_place

        indent = 2 if to == output.STDOUT and output.is_terminal() else 0
        data = encode_place(found.process, found.place, found.gaps, indent=indent)
        output.write(data + b"\n", to=to, force=force)
        return
    from memscope.render.text.where import where_lines

    lines = where_lines(found.process, found.place, found.gaps)
    colours = output.wants_colour(colour, to)
    output.write(output.styled(lines, colour=colours), to=to, force=force)
