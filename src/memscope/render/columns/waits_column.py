"""What a thread waits in: a column whose words depend on the machine."""

from memscope.i18n import N_
from memscope.model.process import Thread
from memscope.render.columns.regions import Column, Value
from memscope.render.words.syscalls import syscall_name
from memscope.units import UNKNOWN


def waits_column(machine: str) -> Column[Thread]:
    """Declare the column; system calls have other numbers on other machines."""

    def words(number: Value) -> str:
        known = number if isinstance(number, int) else None
        return syscall_name(known, machine) or UNKNOWN

    return Column("syscall", N_("waits in"), lambda thread: thread.syscall, words)
