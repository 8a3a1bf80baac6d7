"""`memscope serve`: the screen in a browser."""

import socket

import click

from memscope.cli import output
from memscope.cli.translated import Command, option
from memscope.i18n import N_, _

PORT = 8000
TABS = 8
"""Each is a program of some 50 MiB."""


@click.command(
    "serve",
    cls=Command,
    summary=N_("Show the full screen in a browser."),
    text=N_(
        "It prints the address to open; whoever does not know all of it is not let in. "
        "Every tab is a memscope of its own, which ends with the tab. No network is "
        "needed. Ctrl-C ends the server and is no error.\n\n"
        "Only browsers on this machine can reach it, unless --host says otherwise."
    ),
    example="memscope serve --port 8080",
)
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
    "--tabs",
    type=click.IntRange(1, 1000),
    default=TABS,
    metavar="N",
    help=N_("Open so many tabs at a time, each some 50 MiB; 8 unless given."),
)
def command(host: str, port: int, tabs: int) -> None:
    """Listen, tell where, and serve until a signal comes."""
    from memscope.tui.served.listening import listen
    from memscope.tui.served.server import ScreenServer

    with listen(host, port) as listening:
        server = ScreenServer(listening, tabs)
        _tell(server.address(_name_of(listening)), listening, port)
        server.run()


def _tell(address: str, listening: socket.socket, port: int) -> None:
    from memscope.tui.served.listening import is_open_to_others

    found = listening.getsockname()[1]
    if port not in {0, found}:
        text = _("port {port} is taken; this is port {found}")
        output.say(text.format(port=port, found=found))
    if is_open_to_others(listening):
        output.say(
            _(
                "warning: other machines can reach this; whoever has the address "
                "looks at, and starts, programs on this machine with your rights"
            ),
            _("What goes over the network is not encrypted. Ctrl-C ends it."),
        )
    output.write(f"{address}\n")
    output.say(_("open this address in a browser; Ctrl-C ends"))


def _name_of(listening: socket.socket) -> str:
    """Return what a browser calls this machine."""
    from memscope.tui.served.listening import is_everywhere

    if is_everywhere(listening):
        return socket.gethostname()
    host: str = listening.getsockname()[0]
    return host
