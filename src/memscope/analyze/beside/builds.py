"""Programs and libraries by their build-ids: one at two paths, or two at one path."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from memscope.analyze.beside.objects import LIBRARY, ObjectKey, ObjectPart

Parts = Mapping[ObjectKey, ObjectPart]


def by_build(sides: Sequence[Parts]) -> list[dict[ObjectKey, ObjectPart]]:
    """Return the same objects under keys that say which build an image is.

    A library is one object wherever it lies: copied, in a container, deleted by an
    update. What an update replaced under a running process is another object than
    what has its path now. Where a build is unknown its path has to do.

    Args:
        sides: Of each process, the highest address first.
    """
    builds = _builds_by_path(sides)
    return [_renamed(side, builds) for side in sides]


def _builds_by_path(sides: Sequence[Parts]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for side in sides:
        for part in side.values():
            if part.build:
                found.setdefault(part.path, set()).add(part.build)
    return found


def _renamed(
    side: Parts, builds: Mapping[str, Set[str]]
) -> dict[ObjectKey, ObjectPart]:
    found: dict[ObjectKey, ObjectPart] = {}
    orders: dict[tuple[str, str], int] = {}
    for key, part in side.items():
        name = _name(key, part, builds.get(part.path, set()))
        order = orders.get((key.sort, name), 0)
        orders[key.sort, name] = order + 1
        is_other = bool(part.build) and len(builds[part.path]) > 1
        shown = replace(part, is_other=True) if is_other else part
        found[ObjectKey(key.sort, name, order)] = shown
    return found


def _name(key: ObjectKey, part: ObjectPart, at_path: Set[str]) -> str:
    """Name an image by its build; where nobody knows it, by the only one it may be."""
    if not at_path:
        return key.name
    build = part.build or (next(iter(at_path)) if len(at_path) == 1 else "")
    if key.sort == LIBRARY:
        return build or key.name
    # Parts of two programs are seen beside each other, but not of two of its builds.
    return build if len(at_path) > 1 else key.name
