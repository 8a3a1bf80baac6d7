"""What a TARGET of the command line is: processes that run now, or a file.

A number is a process. A word with a slash is a file, if there is one. Any other word is
the name of a program, or of a file here that memscope can open; where it is both, it is
not for memscope to choose.
"""

import os
from collections.abc import Sequence

from msgspec import Struct

from memscope.collect.look.snapshot import take_snapshot
from memscope.collect.moment import (
    is_openable,
    is_recording,
    load,
    look_with_timeline,
    stdin_look,
)
from memscope.collect.named import as_pid, called, pid_of
from memscope.errors import UsageProblem
from memscope.i18n import _
from memscope.model.recording import Timeline
from memscope.model.snapshot import Snapshot
from memscope.proc.programs import programs

STDIN = "-"


class Meant(Struct, frozen=True, gc=False):
    """What the words of a command line stand for; one of the two is set.

    Attributes:
        pids: Processes that run now, each once, in the order given.
        file: The name of a file, `-` for standard input, or FILE@MOMENT; None:
            processes are meant.
    """

    pids: tuple[int, ...] = ()
    file: str | None = None

    @property
    def is_live(self) -> bool:
        """Processes are meant."""
        return self.file is None


def meant_by(words: Sequence[str]) -> Meant:
    """Find out what targets are.

    Args:
        words: As they were typed, at least one.

    Raises:
        NoProgram: There is nothing of that name.
        SeveralPrograms: Several processes are called so.
        UsageProblem: A file beside another target, or a word that may be both.
    """
    found = [_meant(word) for word in words]
    files = [one for one in found if isinstance(one, str)]
    if not files:
        return Meant(tuple(dict.fromkeys(one for one in found if isinstance(one, int))))
    if len(found) > 1:
        raise UsageProblem(
            _("a file stands alone: {file}").format(file=files[0]),
            hint=_("To compare looks, use `memscope diff`."),
        )
    return Meant(file=files[0])


def look_at_targets(
    words: Sequence[str], *, children: bool = False, full: bool = False
) -> Snapshot:
    """Return one look at targets, wherever they come from.

    Args:
        words: As they were typed.
        children: Add all descendants of processes that run now.
        full: Keep every number of smaps by the kernel's own name.

    Raises:
        BadFile: The file cannot be read, or is nothing that memscope opens.
        MemscopeError: As `meant_by` and `take_snapshot` say.
    """
    meant = meant_by(words)
    if meant.file is None:
        return take_snapshot(meant.pids, children=children, full=full)
    return load_target(meant.file)


def load_target(file: str) -> Snapshot:
    """Return the look that a file holds; see `Meant.file`."""
    return stdin_look() if file == STDIN else load(file)


def look_at_with_timeline(word: str) -> tuple[Snapshot, Timeline | None]:
    """Return what `look_at` does and, from a recording, the timeline of all of it."""
    file = meant_by([word]).file
    if file is None or file == STDIN:
        return look_at(word), None
    return look_with_timeline(file)


def look_at(word: str) -> Snapshot:
    """Return the look that one word of the command line names."""
    return look_at_targets([word])


def _meant(word: str) -> int | str:
    """Return a process id, or the name of a file."""
    if word == STDIN:
        return word
    if (pid := as_pid(word)) is not None:
        return pid
    file = _file_of(word)
    if file is None:
        return pid_of(word, or_file=True)
    if "/" in word or not (found := called(word, list(programs()))):
        return word
    if not is_openable(file):
        return pid_of(word)
    text = _("{name} is both a file here and process {pid}")
    raise UsageProblem(
        text.format(name=repr(word), pid=found[0].pid),
        hint=_("Write ./{name} for the file, or the number for the process.").format(
            name=word
        ),
    )


def _file_of(word: str) -> str | None:
    """Return the path of the file that a word names, with a moment or without."""
    # Not pathlib: it raises where a folder on the way may not be searched.
    if _exists(word):
        return word
    name, at, _moment = word.rpartition("@")
    if at and _exists(name) and is_recording(name):
        return name
    # Whoever opens it says what is wrong with it.
    return word if "/" in word and not _is_program(word) else None


def _exists(path: str) -> bool:
    """Tell whether there is a file; yes, too, where that may not be found out."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError):  # a NUL inside
        return False
    except OSError:
        return True
    return True


def _is_program(word: str) -> bool:
    """Tell whether a process has a name with a slash."""
    return bool(called(word, list(programs())))
