"""`memscope why TARGET…`: where the memory is, what is wrong with that, what to do."""

from typing import TYPE_CHECKING

import click

from memscope.cli import output
from memscope.cli.formats import format_of
from memscope.cli.missing import tell_what_is_missing
from memscope.cli.options import colour_option, output_options, targets_argument
from memscope.cli.translated import Command, option
from memscope.errors import UsageProblem
from memscope.i18n import N_, _
from memscope.model.kinds import Confidence

if TYPE_CHECKING:
    from memscope.collect.targets import Meant
    from memscope.model.finding import Answer

_FORMATS = ("text", "json", "html")


@click.command(
    "why",
    cls=Command,
    summary=N_("Tell why a process is so large, whether that is bad, what to do."),
    text=N_(
        "Begins with where the memory is, and adds up to what is in RAM. Then what was "
        "found, the worst first: how sure, by what evidence, what to do, and what that "
        "gives back. What looks bad and is not is called harmless; what could not be "
        "looked at is named with the reason.\n\n"
        "TARGET is a process id, the name of a program that one process runs, or a "
        "file that another machine saved.\n\n"
        "Nothing in the process is stopped or changed. With --for it is looked at "
        "again and again, to see what grows."
    ),
    example="memscope why 4242\nmemscope why 4242 --tree --for 60\n"
    "memscope why 4242 --exit-code --at-least certain",
)
@targets_argument
@option("--tree", is_flag=True, help=N_("Also look at all their descendants."))
@option(
    "--for",
    "for_s",
    type=click.FloatRange(min=0),
    default=0.0,
    metavar="SECONDS",
    help=N_("Look so long, to see what changes."),
)
@option(
    "--heap/--no-heap",
    default=True,
    help=N_("Read the allocators' records for what is live and freed (default)."),
)
@option(
    "--exit-code",
    is_flag=True,
    help=N_("Exit with 1 when something was found that is not harmless."),
)
@option(
    "--at-least",
    type=click.Choice([one.value for one in Confidence]),
    default=Confidence.LIKELY.value,
    help=N_("For --exit-code: only findings that are at least so sure (likely)."),
)
@option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    help=N_("Without it FILE's ending decides, else it is text."),
)
@output_options
@colour_option
def command(
    targets: tuple[str, ...],
    tree: bool,
    for_s: float,
    heap: bool,
    exit_code: bool,
    at_least: str,
    form: str | None,
    to: str,
    force: bool,
    colour: str,
) -> int:
    """Look, judge, and write the answer."""
    from memscope.collect.targets import meant_by
    from memscope.garbage import uncollected

    meant = meant_by(targets)
    if meant.file is not None and (tree or for_s):
        raise UsageProblem(_("a file holds no more than was seen then"))
    with uncollected():
        answer = _answer(meant, tree=tree, for_s=for_s, heap=heap)
        data = _written(answer, form or format_of(to, _FORMATS), to, colour)
    output.write(data, to=to, force=force)
    code = tell_what_is_missing(answer.gaps, meant.pids, _hidden(answer))
    return 1 if exit_code and not answer.none_above(at_least) else code


def _hidden(answer: "Answer") -> set[int | None]:
    """Return the processes that were seen without their memory map."""
    from memscope.model.snapshot import MEMORY_MAP

    refused = {gap.pid for gap in answer.gaps if gap.what == MEMORY_MAP}
    return refused & {one.pid for one in answer.targets}


def _answer(meant: "Meant", *, tree: bool, for_s: float, heap: bool) -> "Answer":
    from memscope.collect.answer import why, why_file

    if meant.file is not None:
        return why_file(meant.file)
    return why(*meant.pids, tree=tree, for_s=for_s, heap=heap)


def _written(answer: "Answer", form: str, to: str, colour: str) -> str | bytes:
    if form == "json":
        from memscope.codec.why import encode_answer

        return encode_answer(answer, indent=output.json_indent(to)) + b"\n"
    if form == "html":
        from memscope.render.html.why import answer_page

        return answer_page(answer).encode()
    from memscope.render.text.why import answer_lines

    lines = answer_lines(answer, width=output.width(to))
    return output.styled(lines, colour=output.wants_colour(colour, to))
