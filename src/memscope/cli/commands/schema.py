"""`memscope schema`: the JSON Schema of what we write."""

from importlib import import_module

import click

from memscope.cli import output
from memscope.cli.options import output_options
from memscope.cli.translated import Command
from memscope.i18n import N_

SCHEMAS = {
    "snapshot": "memscope.codec.schema:snapshot_schema",
    "diff": "memscope.codec.schema:diff_schema",
    "comparison": "memscope.codec.schema:comparison_schema",
    "find": "memscope.codec.schema:find_schema",
    "heap": "memscope.codec.schema:heap_schema",
    "lesson": "memscope.codec.schema:lesson_schema",
    "list": "memscope.codec.schema:listing_schema",
    "why": "memscope.codec.schema:answer_schema",
}
"""Name of a format to the function that returns its schema."""


@click.command(
    "schema",
    cls=Command,
    summary=N_("Print the JSON Schema of a format that memscope writes."),
    text=N_(
        "FORMAT is snapshot (unless given), diff, comparison, find, heap, lesson, list "
        "or why.\n\n"
        "Draft 2020-12. Everything that memscope writes as JSON follows it."
    ),
    example="memscope schema -o snapshot.schema.json",
)
@click.argument(
    "name", metavar="[FORMAT]", type=click.Choice(list(SCHEMAS)), default="snapshot"
)
@output_options
def command(name: str, to: str, force: bool) -> None:
    """Write the schema."""
    import json

    module, _colon, function = SCHEMAS[name].partition(":")
    schema = getattr(import_module(module), function)()
    text = json.dumps(schema, indent=2, ensure_ascii=False)
    output.write(text + "\n", to=to, force=force)
