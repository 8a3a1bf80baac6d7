"""Which lessons there are, without loading any of them."""

import sys
from importlib.machinery import PathFinder
from pathlib import Path

BUILT_IN = ("process", "isolation", "threads", "server", "pool")
"""In teaching order."""
GROUP = "memscope.lessons"
"""Entry-point group through which other packages offer lessons."""


def lesson_names() -> list[str]:
    """Return the names of all lessons that can be had without a file."""
    return [*BUILT_IN, *sorted(_offered() - set(BUILT_IN))]


def _offered() -> set[str]:
    if not _may_be_offered():
        return set()
    from importlib.metadata import entry_points  # and with it the reading of mails

    return {point.name for point in entry_points(group=GROUP)}


def _may_be_offered() -> bool:
    """Tell whether any package may offer lessons; where we cannot tell, it may."""
    others = [one for one in sys.meta_path if one is not PathFinder]
    if any(hasattr(one, "find_distributions") for one in others):
        return True
    return any(map(_may_be_in, sys.path))


def _may_be_in(folder: str) -> bool:
    try:
        return any(map(_names_us, Path(folder).iterdir()))
    except NotADirectoryError:  # an archive, which has packages in it
        return True
    except OSError:
        return False


def _names_us(package: Path) -> bool:
    if package.suffix not in (".dist-info", ".egg-info"):
        return package.suffix == ".egg"
    try:
        return GROUP.encode() in (package / "entry_points.txt").read_bytes()
    except OSError:
        return False
