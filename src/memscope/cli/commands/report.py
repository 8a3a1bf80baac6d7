"""`memscope report FILE`: a saved look as a page, a picture, a table."""

import click

from memscope.cli import output
from memscope.cli.formats import SNAPSHOT_FORMATS, format_of, written
from memscope.cli.options import TargetName, colour_option, every_option, output_options
from memscope.cli.translated import Command, option
from memscope.i18n import N_


@click.command(
    "report",
    cls=Command,
    summary=N_("Write a saved look as a page, a picture or a table."),
    text=N_(
        "FILE is a snapshot in JSON, a moment of a recording: FILE@SECONDS or "
        "FILE@BOOKMARK, or text of a memory map such as smaps and output of pmap; - is "
        "stdin.\n\n"
        "html is one file that needs no network, with the timeline when FILE is a "
        "recording; svg is the map alone, for slides; csv and ndjson have one line a "
        "region."
    ),
    example="memscope snapshot $$ -o before.json\n"
    "memscope report before.json -o before.html\n"
    "memscope report before.json --format svg > map.svg",
)
@click.argument("file", metavar="FILE", type=TargetName())
@option(
    "--format",
    "form",
    type=click.Choice(SNAPSHOT_FORMATS),
    help=N_("Without it FILE's ending decides, else it is text."),
)
@every_option
@output_options
@colour_option
def command(
    file: str, form: str | None, every: bool, to: str, force: bool, colour: str
) -> None:
    """Load a snapshot and write it in another format."""
    from memscope.collect.targets import look_at, look_at_with_timeline
    from memscope.garbage import uncollected

    form = form or format_of(to)
    with uncollected():
        if form == "html":
            from memscope.collect.answer import findings_of
            from memscope.render.html.report import snapshot_page

            look, timeline = look_at_with_timeline(file)
            data: str | bytes = snapshot_page(
                look, timeline, findings_of(look, source=file)
            )
        else:
            data = written(look_at(file), form, to=to, colour=colour, every=every)
    output.write(data, to=to, force=force)
