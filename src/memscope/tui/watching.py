"""What the scope screen is about when processes that run already are watched."""

from collections.abc import Sequence

from memscope.collect.poll import LiveSource
from memscope.tui.close_looks import LiveCloser
from memscope.tui.measuring import live_measure
from memscope.tui.session import Session
from memscope.tui.whereabouts.where import Whereabouts
from memscope.units import safe


def watch(pids: Sequence[int], title: str, where: Whereabouts | None = None) -> Session:
    """Return a session on some processes.

    Args:
        pids: These, and no other.
        title: In the reader's language.
        where: The address that led there.
    """
    return Session(
        lambda: title,
        LiveSource(lambda: pids),
        measure=live_measure(),
        closer=LiveCloser(),
        where=where,
    )


def watch_several(pid: int, follow: str, where: Whereabouts | None = None) -> Session:
    """Return a session on processes that come and go.

    Args:
        pid: The first one.
        follow: "tree": its descendants, too; else all that are called so.
        where: The address that led there.
    """
    from memscope.collect.several import SeveralSource, all_called, tree_of
    from memscope.render.space.several import several_title

    is_tree = follow == "tree"
    source = SeveralSource(tree_of(pid) if is_tree else all_called(follow))

    def title() -> str:
        seen = source.several
        return several_title(seen) if seen else safe(follow)

    return Session(
        title, source, measure=live_measure(), closer=LiveCloser(), where=where
    )
