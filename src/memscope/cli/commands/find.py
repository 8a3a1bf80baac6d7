"""`memscope find TARGET PATTERN`: where something is in a process's memory."""

from typing import Any

import click

from memscope.cli import output
from memscope.cli.options import (
    TargetName,
    colour_option,
    output_options,
    text_or_json_option,
)
from memscope.cli.translated import Command, option
from memscope.errors import UsageProblem
from memscope.i18n import N_, _


@click.command(
    "find",
    cls=Command,
    summary=N_("Find text, bytes, numbers or pointers in a process's memory."),
    text=N_(
        "TEXT is looked for as UTF-8. One of --hex, --int, --float and --pointer-to "
        "may take its place. Numbers are looked for at multiples of their width, "
        "pointers at multiples of theirs.\n\n"
        "WHERE is ADDRESS-ADDRESS, an address (its region), a segment, a kind, or a "
        "label or part of one, as `memscope snapshot` shows them. --pointer-to with an "
        "address finds what points exactly there.\n\n"
        "Only pages that are in RAM are read, so nothing is stopped, changed or "
        "brought in; how much was not searched is said. Memory of devices is left "
        "alone."
    ),
    example='memscope find 4242 "order 17" --in heap\n'
    'memscope find 4242 --hex "de ad ?? ef"\n'
    "memscope find 4242 --pointer-to libc.so.6",
)
@click.argument("target", metavar="TARGET", type=TargetName())
@click.argument("text", metavar="[TEXT]", required=False)
@option("--utf16", is_flag=True, help=N_("TEXT as UTF-16."))
@option(
    "--hex",
    "octets",
    metavar="BYTES",
    help=N_("Bytes in hexadecimal; ? stands for any digit."),
)
@option("--int", "integer", metavar="N", help=N_("A whole number, signed or not."))
@option(
    "--float", "real", metavar="X", help=N_("A floating-point number, bit for bit.")
)
@option(
    "--pointer-to",
    "pointed",
    metavar="WHERE",
    help=N_("Every aligned word that points there."),
)
@option(
    "--width",
    type=click.Choice(["1", "2", "4", "8"]),
    help=N_("Bytes of a number; --int: 4, or 8 where it needs them; --float: 8."),
)
@option(
    "--big", is_flag=True, help=N_("Numbers and UTF-16: most significant byte first.")
)
@option("--unaligned", is_flag=True, help=N_("Numbers at any address."))
@option("--in", "within", metavar="WHERE", help=N_("Look only there."))
@option(
    "--limit",
    type=click.IntRange(1, 100_000),
    default=100,
    metavar="N",
    help=N_("Stop after N hits; 100 unless given."),
)
@option(
    "--timeout",
    "for_s",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    metavar="SECONDS",
    help=N_("Stop after this time; 60 unless given."),
)
@text_or_json_option
@output_options
@colour_option
def command(
    target: str,
    within: str | None,
    limit: int,
    for_s: float,
    form: str,
    to: str,
    force: bool,
    colour: str,
    **wanted: Any,
) -> None:
    """Check what is asked for, look, and write what was found."""
    from memscope.analyze.find.asked import Asked
    from memscope.analyze.find.scope import addresses_meant
    from memscope.collect.closer.find import opened
    from memscope.render.text.find import announcement, find_lines

    asked = Asked(**wanted)
    with opened(_pid_of(target)) as finder:
        process = finder.process
        pattern = asked.pattern(process)
        scope = None if within is None else addresses_meant(within, process.regions)
        ground = finder.ground(scope)
        output.say(announcement(process, ground.extent))
        search = finder.search(pattern, ground, limit=limit, for_s=for_s)
        gaps = finder.gaps
    if form == "json":
        from memscope.codec.find import encode_find

        data = encode_find(process, search, gaps, indent=output.json_indent(to))
        output.write(data + b"\n", to=to, force=force)
        return
    colours = output.wants_colour(colour, to)
    lines = find_lines(process, search, gaps)
    output.write(output.styled(lines, colour=colours), to=to, force=force)


def _pid_of(target: str) -> int:
    """Return the process that is meant; a file has no bytes of memory in it."""
    from memscope.collect.targets import meant_by

    meant = meant_by([target])
    if not meant.is_live:
        raise UsageProblem(
            _("what memory holds is not in a file: {file}").format(file=meant.file),
            hint=_("Name a process that runs now."),
        )
    return meant.pids[0]
