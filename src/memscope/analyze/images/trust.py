"""How far the headers of a file explain a mapping that may be older than they are.

The file is read now; it was mapped earlier, and somebody may have written to it since.
"""

from memscope.model.kinds import Confidence

_AT_ONE_GO_NS = 10 * 10**9
"""Compilers and copies are done with a file that soon."""


def trust_in(
    written_ns: int, changed_ns: int, born_ns: int | None, began_ns: int
) -> Confidence | None:
    """Say how sure the headers make us; None: they may be another version's.

    Args:
        written_ns: mtime of the file.
        changed_ns: ctime, which nobody can set back.
        born_ns: When it was made; None where that is not known.
        began_ns: When the process began, which is before it mapped anything.
    """
    if changed_ns <= began_ns:
        return Confidence.CERTAIN
    if written_ns <= began_ns:  # renamed, deleted, or its permissions changed
        return Confidence.LIKELY
    if born_ns is None or born_ns <= began_ns:
        return None
    # Made while the process ran, and loaded later, as compiled plug-ins are.
    is_at_one_go = written_ns - born_ns <= _AT_ONE_GO_NS
    return Confidence.LIKELY if is_at_one_go else None
