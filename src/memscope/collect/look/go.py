"""Whether a program is Go's; the others pay a glance at the names of ELF sections."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from memscope.analyze.anonymous.runtimes import go_variables
from memscope.analyze.spans import Span
from memscope.collect.look.look import Look
from memscope.collect.look.watched import Watched

if TYPE_CHECKING:
    from memscope.analyze.anonymous.go_tables import GoProgram


def go_program(look: Look, watched: Watched, elf: Sequence[Span]) -> "GoProgram | None":
    """Find the memory of Go's runtime; None: nothing here was made by Go's tools.

    Args:
        look: What was read.
        watched: What is remembered of the process.
        elf: Spans of ELF images.

    Raises:
        ProcessGone: The process ended.
    """
    variables = watched.go_variables.of((elf,), lambda: tuple(go_variables(elf)))
    if not variables:
        return None
    # Few programs are, and a short command feels each import.
    from memscope.collect.look.go_memory import read_program

    return read_program(look, watched, variables)


def goroutines(look: Look, watched: Watched, go: "GoProgram | None") -> Sequence[Span]:
    """Return the stacks of goroutines that threads are on, in order of address.

    Args:
        look: What was read.
        watched: What is remembered of the process; its threads are those of now.
        go: Where the runtime's memory is, if there is one.

    Raises:
        ProcessGone: The process ended.
    """
    if go is None or go.heap is None:
        return ()
    from memscope.collect.look.go_memory import goroutines_run_on

    return goroutines_run_on(look, watched, go)
