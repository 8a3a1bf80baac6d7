"""`memscope serve`: the screen in a browser, for one who drives and many who watch."""

import socket
from pathlib import Path
from typing import TYPE_CHECKING

import click

from memscope.cli import output
from memscope.cli.options import FileName
from memscope.cli.translated import Command, option
from memscope.errors import UsageProblem
from memscope.i18n import N_, _

if TYPE_CHECKING:
    from memscope.tui.served.plan import ServePlan
    from memscope.tui.served.server import ScreenServer

PORT = 8000


@click.command(
    "serve",
    cls=Command,
    summary=N_("Show the full screen in browsers: one drives, others watch."),
    text=N_(
        "TARGET is what is opened first: a process id, the name of a program, or a "
        "recording; without it the home screen.\n\n"
        "It prints three addresses. Who opens the first one drives; who opens the "
        "second one sees the same and cannot touch it; the third one shows the notes "
        "of a lesson to the speaker. They are others at every start; whoever does not "
        "know all of an address is not let in. One program runs, however many watch. "
        "No network is needed. Ctrl-C ends the server and is no error.\n\n"
        "Only browsers on this machine can reach it, unless --host says otherwise."
    ),
    example="memscope serve\nmemscope serve $$ --port 8080",
)
@click.argument("target", metavar="[TARGET]", required=False)
@option(
    "--host",
    default="127.0.0.1",
    metavar="ADDRESS",
    help=N_("Listen at this address of the machine; 0.0.0.0 is all of them."),
)
@option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    metavar="N",
    help=N_(
        "Listen at this port, or at another one if it is taken; 8000 unless given."
    ),
)
@option(
    "--recordings",
    type=FileName(),
    metavar="DIR",
    help=N_("Recordings of this folder can be opened by their names."),
)
@option(
    "--share-bytes",
    "shares_bytes",
    is_flag=True,
    help=N_("Let those who watch see the bytes and registers of processes, too."),
)
@option(
    "--own-views",
    type=click.IntRange(0, 1000),
    default=0,
    metavar="N",
    help=N_(
        "Print one more address: each who opens it, N at most, has a program of "
        "their own, of some 50 MiB, and drives it."
    ),
)
def command(
    target: str | None,
    host: str,
    port: int,
    recordings: str | None,
    shares_bytes: bool,
    own_views: int,
) -> None:
    """Listen, tell where, and serve until a signal comes."""
    plan = _plan(target, recordings, shares_bytes=shares_bytes)
    from memscope.tui.served.listening import listen
    from memscope.tui.served.server import ScreenServer

    with listen(host, port) as listening:
        server = ScreenServer(listening, plan, own_views)
        _warn(listening, port)
        _tell(server, _name_of(listening), own_views=own_views)
        server.run()


def _plan(
    target: str | None, recordings: str | None, *, shares_bytes: bool
) -> "ServePlan":
    """Find out what is opened first, before anybody listens.

    Raises:
        MemscopeError: There is no such target, or no such folder.
    """
    from memscope.tui.served.plan import ServePlan

    if recordings is not None and not Path(recordings).is_dir():
        raise UsageProblem(_("{path} is no folder").format(path=recordings))
    folder = str(Path(recordings).resolve()) if recordings else ""
    if target is None:
        return ServePlan(recordings=folder, shares_bytes=shares_bytes)
    place, file = _place_of(target)
    return ServePlan(place, folder, file, shares_bytes)


def _place_of(target: str) -> tuple[str, str]:
    """Return the address of a target, and the file that it is, if it is one."""
    from memscope.collect.targets import meant_by
    from memscope.proc.fs import ProcFs
    from memscope.tui.whereabouts.seen import start_of
    from memscope.tui.whereabouts.where import Sight, Whereabouts

    meant = meant_by([target])
    if meant.file is None:
        (pid,) = meant.pids
        return Whereabouts(Sight.PROCESS, pid, start_of(ProcFs(), pid)).path, ""
    from memscope.codec.tape.reader import RecordingReader

    # What is wrong with the file is said here, and not in a browser.
    with RecordingReader.open(meant.file):
        path = Path(meant.file).resolve()
    return Whereabouts(Sight.RECORDING, name=path.name).path, str(path)


def _warn(listening: socket.socket, port: int) -> None:
    from memscope.tui.served.listening import is_open_to_others

    found = listening.getsockname()[1]
    if port not in {0, found}:
        text = _("port {port} is taken; this is port {found}")
        output.say(text.format(port=port, found=found))
    if is_open_to_others(listening):
        output.say(
            _(
                "warning: other machines can reach this; whoever has the first address "
                "looks at, and starts, programs on this machine with your rights"
            ),
            _("What goes over the network is not encrypted. Ctrl-C ends it."),
        )


def _tell(server: "ScreenServer", host: str, *, own_views: int) -> None:
    from memscope.tui.served.doors import Role

    output.say(_("open these addresses in browsers; Ctrl-C ends"))
    for role, meaning in (
        (Role.DRIVER, _("drive")),
        (Role.FOLLOWER, _("watch")),
        (Role.SPEAKER, _("speaker")),
        *([(Role.COLLEAGUE, _("colleagues"))] if own_views else []),
    ):
        output.write(f"{server.address(host, role)}  {meaning}\n")


def _name_of(listening: socket.socket) -> str:
    """Return what a browser calls this machine."""
    from memscope.tui.served.listening import is_everywhere

    if is_everywhere(listening):
        return socket.gethostname()
    host: str = listening.getsockname()[0]
    return host
