"""`memscope lesson [NAME]`: a lesson on the screen, or headless as text or data."""

from typing import TYPE_CHECKING

import click

from memscope.cli import output
from memscope.cli.formats import format_of
from memscope.cli.options import FileName, LessonName, colour_option, output_options
from memscope.cli.screen import open_screen
from memscope.cli.screen_options import screen_options
from memscope.cli.translated import Command, option
from memscope.errors import MemscopeError, UsageProblem
from memscope.i18n import N_, _, language
from memscope.lab.ending import ending_on_signals
from memscope.units import safe

if TYPE_CHECKING:
    from memscope.lessons.engine import LessonRun
    from memscope.lessons.filming import Scenes
    from memscope.model.claim import LessonResult

FORMATS = ("text", "json", "html")


@click.command(
    "lesson",
    cls=Command,
    summary=N_("Give a lesson on real processes; without a name: list them."),
    text=N_(
        "NAME is one of the list, or a Python file with a lesson of your own. Headless "
        "it prints every step, claim, evidence and verdict, and exits 0 only if no "
        "claim failed."
    ),
    example="memscope lesson process\n"
    "memscope lesson process --headless -o process.html\n"
    "memscope lesson ./mine.py --headless",
)
@click.argument("name", metavar="[NAME]", required=False, type=LessonName())
@option("--headless", is_flag=True, help=N_("Run all steps now and print them."))
@option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help=N_("Without it FILE's ending decides, else it is text."),
)
@option(
    "--sample",
    type=click.Choice(["python", "c"]),
    default="python",
    help=N_("Language of the sample programs."),
)
@option(
    "--set",
    "settings",
    metavar="NAME=NUMBER",
    multiple=True,
    help=N_("Change a number of the lesson, such as requests=100."),
)
@option(
    "--record",
    "film",
    type=FileName(),
    metavar="FILE",
    help=N_("Also record what happens, to be replayed."),
)
@output_options
@colour_option
@screen_options
def command(
    name: str | None,
    headless: bool,
    form: str | None,
    sample: str,
    settings: tuple[str, ...],
    film: str | None,
    to: str,
    force: bool,
    colour: str,
) -> int:
    """List lessons, open the screen on one, or run it to the end."""
    if name is None:
        output.write(_list())
        return 0
    options = dict(map(_setting, settings))
    if not headless:
        _about_to_open(name)
        return open_screen(
            lesson=name, sample=sample, options=options, film=film, force=force
        )
    form = form or format_of(to, FORMATS)
    scenes = _scenes() if form == "html" else None
    with ending_on_signals():
        result = _run(name, sample, options, film, force, scenes)
    output.write(_text(result, scenes, form, to, colour), to=to, force=force)
    return 1 if result.summary.false else 0


def _about_to_open(name: str) -> None:
    """Fail for want of a lesson rather than for want of a terminal."""
    from memscope.lessons.registry import find_lesson

    find_lesson(name)


def _list() -> str:
    from memscope.lessons.offered import lesson_names

    lines = []
    for name in lesson_names():
        title, summary = _about(name)
        lines.append(f"{safe(name):<10}  {safe(title)}")
        lines += [f"{'':<10}  {safe(summary)}"] if summary else []
    return "\n".join(lines) + "\n"


def _about(name: str) -> tuple[str, str]:
    """Return title and summary; one that another package broke says so there."""
    from memscope.lessons.registry import find_lesson

    try:
        words = find_lesson(name).words_in(language())
    except MemscopeError as error:
        return _("cannot be loaded: {problem}").format(problem=error), ""
    return words.title, words.summary


def _setting(text: str) -> tuple[str, float]:
    name, equals, number = text.partition("=")
    try:
        if not equals:
            raise ValueError
        return name.strip(), float(number)
    except ValueError:
        problem = _("{text} is not of the form NAME=NUMBER")
        raise UsageProblem(problem.format(text=repr(text))) from None


def _scenes() -> "Scenes":
    from memscope.lessons.filming import Scenes

    return Scenes()


def _run(
    name: str,
    sample: str,
    options: dict[str, float],
    film: str | None,
    force: bool,
    scenes: "Scenes | None",
) -> "LessonResult":
    from memscope.lessons.engine import LessonRun
    from memscope.lessons.registry import find_lesson

    with LessonRun(find_lesson(name), sample=sample, options=options) as run:
        if film is None:
            return _all_steps(run, scenes)
        from memscope.lessons.filming import filmed

        with filmed(run, film, force=force):
            return _all_steps(run, scenes)


def _all_steps(run: "LessonRun", scenes: "Scenes | None") -> "LessonResult":
    while not run.is_at_end:
        words = run.words(run.steps[run.at + 1])
        output.progress(f"{run.at + 2}/{len(run.steps)} {words.title}")
        ran = run.next()
        if scenes is not None:
            scenes.add(ran)
    return run.result()


def _text(
    result: "LessonResult", scenes: "Scenes | None", form: str, to: str, colour: str
) -> str | bytes:
    if form == "json":
        from memscope.codec.lesson import encode_lesson

        return encode_lesson(result, indent=output.json_indent(to)) + b"\n"
    if form == "html":
        from memscope.render.html.report import lesson_page

        return lesson_page(result, scenes.found if scenes else ()).encode()
    from memscope.render.lesson.text import lesson_lines

    lines = lesson_lines(result, width=output.width(to))
    return output.styled(lines, colour=output.wants_colour(colour, to))
