"""Address spaces: what is shared by processes is counted once."""

from collections.abc import Iterable

from memscope.model.process import Process


def by_address_space(processes: Iterable[Process]) -> tuple[Process, ...]:
    """Return one process for each address space of a look, the first one that has it.

    Between vfork and exec a child has its parent's. Of processes whose address space
    the kernel does not tell, each has its own; without regions it has none.
    """
    spaces: dict[object, Process] = {}
    for one in processes:
        if one.regions:
            spaces.setdefault(one.address_space or one.identity, one)
    return tuple(spaces.values())
