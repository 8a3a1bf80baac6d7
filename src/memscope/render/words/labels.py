"""What a row calls a region: its label, its path, whose stack it is."""

from memscope.analyze.meanings import DELETED, is_file_name
from memscope.model.kinds import Kind
from memscope.model.region import Region

_OF_A_THREAD = (Kind.THREAD_STACK, Kind.GUARD)
_NAMELESS = ("the main thread", "a thread")


def owned_label(region: Region) -> str:
    """Return a region's label, with the number of the thread whose name it has.

    Threads often have one name, their program's; the number tells them apart.
    """
    label, thread = region.label, region.thread
    is_named = label.partition(" of ")[2] and not label.endswith(_NAMELESS)
    return f"{label} ({thread})" if is_named and thread is not None else label


def path_or_label(region: Region) -> str:
    """Return what says most in a row: the path of a file, `[heap]`, or else our label.

    The kernel makes up paths as well, for memory that is no file. A thread's stack may
    lie in the heap or in a program's bss; then the thread says more than the mapping
    around it.
    """
    is_named = region.label and region.kind in _OF_A_THREAD
    if not is_named and (is_file_name(region.path) or region.path.startswith("[")):
        return shown_path(region)
    return owned_label(region) or region.path


def shown_path(region: Region) -> str:
    """Return the path that the file of a region has, or had before it was deleted."""
    return region.path.removesuffix(DELETED) if region.deleted else region.path
