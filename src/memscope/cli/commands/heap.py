"""`memscope heap PROCESS [THREAD|ADDRESS]`: blocks in use and free."""

import click

from memscope.cli import output
from memscope.cli.options import (
    TargetName,
    colour_option,
    output_options,
    text_or_json_option,
)
from memscope.cli.translated import Command, option
from memscope.i18n import N_


@click.command(
    "heap",
    cls=Command,
    context_settings={"ignore_unknown_options": True},
    summary=N_("Show what malloc holds: blocks in use and free, by arena and size."),
    text=N_(
        "WHICH is a thread, by its TID or name: its arena; or an address: the block "
        "that has it, and its neighbours. Without, all arenas.\n\n"
        "It reads the headers that the allocator itself left: glibc's malloc, "
        "CPython's objects, jemalloc. Nothing in the process is stopped or changed, "
        "and no page is brought into memory to be read; where a program allocates "
        "meanwhile, an arena that could not be walked from end to end says so."
    ),
    example="memscope heap 4242\n"
    "memscope heap 4242 worker-1 --blocks\n"
    "memscope heap 4242 0x7f3a5c001000",
)
@click.argument("process", metavar="PROCESS", type=TargetName(is_live=True))
@click.argument("which", metavar="[WHICH]", required=False)
@option("--blocks", is_flag=True, help=N_("List single blocks."))
@option(
    "--limit",
    type=click.IntRange(1, 100_000),
    default=40,
    metavar="N",
    help=N_("Blocks to list; 40 unless given."),
)
@option(
    "--for",
    "for_s",
    type=click.FloatRange(min=0, min_open=True),
    default=20.0,
    metavar="SECONDS",
    help=N_("Stop after this time; 20 unless given."),
)
@text_or_json_option
@output_options
@colour_option
def command(
    process: str,
    which: str | None,
    blocks: bool,
    limit: int,
    for_s: float,
    form: str,
    to: str,
    force: bool,
    colour: str,
) -> None:
    """Look, and write what was found."""
    from memscope.collect.closer.heap_look import look_at_heap
    from memscope.collect.named import pid_of

    found, look = look_at_heap(
        pid_of(process), which, with_blocks=blocks, most=limit, seconds=for_s
    )
    if form == "json":
        from memscope.codec.heap import encode_heap

        data = encode_heap(found, look, indent=output.json_indent(to))
        output.write(data + b"\n", to=to, force=force)
        return
    from memscope.render.text.heap import heap_lines

    lines = heap_lines(found, look, width=output.width(to))
    colours = output.wants_colour(colour, to)
    output.write(output.styled(lines, colour=colours), to=to, force=force)
