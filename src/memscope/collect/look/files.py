"""What is behind the regions, and how much of that is in RAM, mapped here or not."""

from memscope.collect.look.look import Look
from memscope.proc.backing import Backings, FileFacts


def files_behind(look: Look) -> list[FileFacts]:
    """Return what is behind each mapping."""
    backings = Backings(look.directory)
    table = look.table
    flags = table.flags or [()] * len(table.vmas)
    return backings.of_each(table.vmas, flags)
