"""`memscope where TARGET ADDRESS`: what is there."""

from typing import TYPE_CHECKING

import click

from memscope.cli import output
from memscope.cli.options import (
    Pid,
    TargetName,
    colour_option,
    output_options,
    text_or_json_option,
)
from memscope.cli.translated import Command, option
from memscope.errors import UsageProblem
from memscope.i18n import N_, _

if TYPE_CHECKING:
    from memscope.collect.closer.where import Located


@click.command(
    "where",
    cls=Command,
    context_settings={"ignore_unknown_options": True},
    summary=N_("Tell what is at an address: region, owner, symbol, neighbours."),
    text=N_(
        "TARGET is a process id, the name of a program that one process runs, or a "
        "file that was saved: a snapshot, a moment of a recording, text of a memory "
        "map.\n\n"
        "ADDRESS is hexadecimal, with or without 0x, as in /proc/PID/maps and in all "
        "that memscope prints. Digits alone are taken for decimal, as Python's id() "
        "prints an address, when only that reading leads anywhere.\n\n"
        "Nothing in the process is stopped or changed, and no page is brought into "
        "memory to be read."
    ),
    example="memscope where 4242 0x7f3a5c001000",
)
@click.argument("target", metavar="TARGET", type=TargetName())
@click.argument("address", metavar="ADDRESS")
@option(
    "--pid",
    type=Pid(),
    metavar="PID",
    help=N_("Which process of a file is meant, where there are several."),
)
@text_or_json_option
@output_options
@colour_option
def command(
    target: str,
    address: str,
    pid: int | None,
    form: str,
    to: str,
    force: bool,
    colour: str,
) -> None:
    """Look, and write the answer."""
    found = _found(target, address, pid)
    if form == "json":
        from memscope.codec.where import encode_place

        data = encode_place(
            found.process, found.place, found.gaps, indent=output.json_indent(to)
        )
        output.write(data + b"\n", to=to, force=force)
        return
    from memscope.render.text.where import where_lines

    lines = where_lines(found.process, found.place, found.gaps)
    colours = output.wants_colour(colour, to)
    output.write(output.styled(lines, colour=colours), to=to, force=force)


_OTHER_MACHINES = 56
"""Bits of an address on the machine that has most; a file may be of any."""


def _found(target: str, address: str, pid: int | None) -> "Located":
    from memscope.analyze.where import parse_address
    from memscope.collect.targets import load_target, meant_by

    meant = meant_by([target])
    if meant.file is not None:
        from memscope.collect.recalled import find_in

        written = parse_address(address, _OTHER_MACHINES)
        return find_in(load_target(meant.file), written, pid)
    if pid is not None:
        raise UsageProblem(_("--pid is for files"))
    from memscope.collect.closer.where import Where
    from memscope.proc.machine import user_address_bits

    written = parse_address(address, user_address_bits())
    return Where().look(meant.pids[0], written)
