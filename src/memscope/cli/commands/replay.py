"""`memscope replay FILE`: the screen on a recording, or one moment of it as data."""

from typing import TYPE_CHECKING

import click

from memscope.cli import output
from memscope.cli.formats import format_of, written
from memscope.cli.options import FileName, colour_option, output_options
from memscope.cli.screen_options import screen_options
from memscope.cli.translated import Command, option
from memscope.errors import BadFile, UsageProblem
from memscope.i18n import N_, _

if TYPE_CHECKING:
    from memscope.codec.tape.reader import RecordingReader

FORMATS = ("text", "json")


@click.command(
    "replay",
    cls=Command,
    summary=N_("Play a recording, full screen, on any machine."),
    text=N_(
        "FILE is a recording. What else memscope opens, a snapshot or saved text of a "
        "memory map, is shown as one moment.\n\n"
        "Space pauses, . and , go one look further or back, ] and [ ten seconds, "
        "} and { to the next or last bookmark or step, + and - change the speed. A "
        "recorded lesson stands still at first: n asks its next question and then "
        "shows what was claimed, p goes back.\n\n"
        "--list tells what is in the file, --at writes one moment of it as a snapshot; "
        "neither needs a terminal."
    ),
    example="memscope replay shell.memscope\n"
    "memscope replay shell.memscope --at 12.5 --format json -o then.json",
)
@click.argument("file", metavar="FILE", type=FileName())
@option("--list", "wants_list", is_flag=True, help=N_("Tell what is in the file."))
@option(
    "--at",
    "moment",
    metavar="MOMENT",
    help=N_("Write the look at this moment: seconds, or a bookmark."),
)
@option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help=N_("text or json; without it FILE's ending decides, else it is text."),
)
@colour_option
@output_options
@screen_options
def command(
    file: str,
    wants_list: bool,
    moment: str | None,
    form: str | None,
    colour: str,
    to: str,
    force: bool,
) -> int:
    """Open the file and do one of the three."""
    from memscope.codec.tape.reader import RecordingReader

    if file == output.STDOUT:
        text = _("a recording cannot be read from a pipe; name its file")
        raise BadFile(f"{file}: {text}")
    if wants_list and moment is not None:
        raise UsageProblem(_("--list and --at do not go together"))
    from memscope.collect.moment import is_recording

    if not is_recording(file) and not wants_list:
        return _show_still(file, moment)
    if not wants_list and moment is None:
        return _play(file)
    with RecordingReader.open(file) as recording:
        if recording.note:
            output.say(f"{file}: {recording.note}")
        if moment is None:
            output.write(_list(recording), to=to, force=force)
            return 0
        snapshot = recording.snapshot(recording.find(moment))
    data = written(snapshot, form or format_of(to, FORMATS), to=to, colour=colour)
    output.write(data, to=to, force=force)
    return 0


def _play(file: str) -> int:
    from memscope.codec.tape.reader import RecordingReader

    # What is wrong with the file is said first, terminal or not.
    with RecordingReader.open(file):
        pass
    _need_a_terminal(_("In scripts and pipes use --list or --at."))
    from memscope.tui.start import run_replay

    return run_replay(file)


def _show_still(file: str, moment: str | None) -> int:
    """Show a file that holds one look, as a recording of one moment."""
    from memscope.collect.moment import load

    snapshot = load(file)
    if moment is not None:
        raise UsageProblem(_("{file} holds one look, and no moments").format(file=file))
    _need_a_terminal(_("In scripts and pipes use `memscope report`."))
    from memscope.collect.tape.still import filmed_still
    from memscope.tui.start import run_replay

    with filmed_still(snapshot, file) as film:
        return run_replay(film)


def _need_a_terminal(hint: str) -> None:
    if not output.is_interactive():
        text = _("the full screen needs a terminal for input and output")
        raise UsageProblem(text, hint=hint)


def _list(recording: "RecordingReader") -> str:
    from memscope.render.text.recording import recording_lines

    lines = recording_lines(
        recording.about,
        duration_s=recording.duration_s,
        frames=len(recording),
        bookmarks=recording.bookmarks,
        steps=recording.steps,
    )
    return output.styled(lines, colour=False)
