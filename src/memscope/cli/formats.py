"""A snapshot in each of the formats that a command may be asked for."""

from typing import TYPE_CHECKING

from memscope.cli import output
from memscope.errors import UsageProblem
from memscope.i18n import _

if TYPE_CHECKING:
    from memscope.model.snapshot import Snapshot

SNAPSHOT_FORMATS = ("text", "json", "html", "svg", "csv", "ndjson", "parquet")
_ENDINGS = {"htm": "html", "jsonl": "ndjson"}


def format_of(to: str, formats: tuple[str, ...] = SNAPSHOT_FORMATS) -> str:
    """Return the format that a file's ending asks for; text when it says nothing."""
    ending = to.rpartition(".")[2].lower()
    name = _ENDINGS.get(ending, ending)
    return name if name in formats else "text"


def written(
    snapshot: "Snapshot", form: str, *, to: str, colour: str, every: bool = False
) -> str | bytes:
    """Return a snapshot in a format; only text is in the terminal's encoding.

    Args:
        snapshot: What to write.
        form: One of `SNAPSHOT_FORMATS`.
        to: Where it goes: for a terminal there is colour, and a width.
        colour: What --color says.
        every: Text has a line for each region, however many are alike.
    """
    match form:
        case "json":
            from memscope.codec.snapshot import encode_snapshot

            return encode_snapshot(snapshot, indent=output.json_indent(to)) + b"\n"
        case "ndjson":
            from memscope.codec.ndjson import encode_ndjson

            return encode_ndjson(snapshot)
        case "html":
            from memscope.collect.answer import findings_of
            from memscope.render.html.report import snapshot_page

            return snapshot_page(snapshot, findings=findings_of(snapshot)).encode()
        case "svg":
            from memscope.render.html.svg import snapshot_svg

            return snapshot_svg(snapshot).encode()
        case "csv":
            from memscope.render.csv import snapshot_csv

            return snapshot_csv(snapshot).encode()
        case "parquet":
            if to == output.STDOUT and output.is_terminal():
                raise UsageProblem(_("parquet is not for the terminal; name a file"))
            from memscope.render.parquet import snapshot_parquet

            return snapshot_parquet(snapshot)
        case _:
            from memscope.render.text.snapshot import snapshot_lines

            lines = snapshot_lines(snapshot, width=output.width(to), every=every)
            return output.styled(lines, colour=output.wants_colour(colour, to))
