"""`memscope schema`: the JSON Schema of what we write."""

import click

from memscope.cli import output
from memscope.cli.options import output_options
from memscope.cli.translated import Command
from memscope.i18n import N_


@click.command(
    "schema",
    cls=Command,
    summary=N_("Print the JSON Schema of the snapshot format."),
    text=N_("Draft 2020-12. Everything that memscope writes as JSON follows it."),
    example="memscope schema -o snapshot.schema.json",
)
@output_options
def command(to: str, force: bool) -> None:
    """Write the schema."""
    import json

    from memscope.codec.schema import snapshot_schema

    text = json.dumps(snapshot_schema(), indent=2, ensure_ascii=False)
    output.write(text + "\n", to=to, force=force)
