"""Sessions on living processes: watched ones, and a program that we started."""

from collections.abc import Sequence

from memscope.collect.poll import LiveSource
from memscope.i18n import _
from memscope.lab.program import Program
from memscope.tui.close_looks import LiveCloser
from memscope.tui.measuring import live_measure
from memscope.tui.session import Session
from memscope.units import safe


def watching(pids: Sequence[int], title: str) -> Session:
    """Return a session on running processes."""
    source = LiveSource(lambda: pids)
    return Session(lambda: title, source, measure=live_measure(), closer=LiveCloser())


def watching_program(program: Program) -> Session:
    """Return a session on a program of ours, which says how it ended."""
    title = safe(" ".join(program.command))
    source = LiveSource(lambda: [program.pid])
    return Session(
        lambda: title,
        source,
        note=lambda: _end_of(program),
        measure=live_measure(),
        closer=LiveCloser(),
    )


def _end_of(program: Program) -> str:
    """Say how a program ended, and what it said last."""
    if program.alive:
        return ""
    code = program.exit_code
    if code is None:
        text = _("{name} has ended").format(name=program.name)
    else:
        text = _("{name} has ended with exit code {code}").format(
            name=program.name, code=code
        )
    said = program.stderr.in_one_line()
    return f"{text}: {said}" if said else text


def watching_several(pid: int, follow: str) -> Session:
    """Return a session on a process with its descendants, or on all of a name.

    Args:
        pid: The first one.
        follow: "tree", or the name.
    """
    from memscope.collect.several import SeveralSource, all_called, tree_of
    from memscope.render.space.several import several_title

    is_tree = follow == "tree"
    source = SeveralSource(tree_of(pid) if is_tree else all_called(follow))

    def title() -> str:
        seen = source.several
        return several_title(seen) if seen else safe(follow)

    return Session(title, source, measure=live_measure(), closer=LiveCloser())
