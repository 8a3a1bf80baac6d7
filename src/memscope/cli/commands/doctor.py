"""`memscope doctor`: what this machine lets us see, what is missing, and the remedy."""

import os
from typing import TYPE_CHECKING

import click

from memscope.cli import output
from memscope.cli.options import colour_option, output_options, text_or_json_option
from memscope.cli.translated import Command
from memscope.i18n import N_, _

if TYPE_CHECKING:
    from memscope.model.check import Check


@click.command(
    "doctor",
    cls=Command,
    summary=N_("Find out what this machine lets memscope see, and what would help."),
    text=N_(
        "Everything is tried on a child process of memscope's own. The exit code is 1 "
        "when something is missing without which nothing can be shown."
    ),
    example="memscope doctor",
)
@text_or_json_option
@output_options
@colour_option
def command(form: str, to: str, force: bool, colour: str) -> int:
    """Examine and report."""
    from memscope.proc.doctor import examine

    checks = [*examine(), _compiler()]
    data = _json(checks) if form == "json" else _text(checks, to, colour)
    output.write(data, to=to, force=force)
    return int(any(check.is_needed and not check.ok for check in checks))


def _compiler() -> "Check":
    from memscope.errors import SampleFailed
    from memscope.lab.build import find_compiler
    from memscope.model.check import Check

    what = N_("a C compiler, for the samples in C")
    without = N_("the samples in Python do")
    try:
        found, remedy = find_compiler(), None
    except SampleFailed:
        found, remedy = N_("none was found"), N_("install gcc or clang")
    return Check("compiler", what, remedy is None, found, without, remedy)


def _json(checks: "list[Check]") -> bytes:
    from memscope.codec.names import encode

    document = {
        "format": "memscope.doctor",
        "version": 1,
        "system": _system(),
        "checks": checks,
    }
    return encode(document, indent=2) + b"\n"


def _system() -> dict[str, str | int]:
    name = os.uname()
    return {"kernel": name.release, "machine": name.machine, "uid": os.geteuid()}


def _text(checks: "list[Check]", to: str, colour: str) -> str:
    from memscope.render.runs import EMPTY, Run, line
    from memscope.render.text.doctor import doctor_lines

    system = _system()
    head = f"memscope · Linux {system['kernel']} {system['machine']} · "
    user = _("user id {uid}").format(uid=system["uid"])
    lines = [line(Run(head + user, "title")), EMPTY, *doctor_lines(checks)]
    return output.styled(lines, colour=output.wants_colour(colour, to))
