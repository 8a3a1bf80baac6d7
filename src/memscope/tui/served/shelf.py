"""The recordings that an address may lead to: those of one folder, and one file."""

from pathlib import Path

from memscope.errors import BadFile
from memscope.i18n import _
from memscope.tui.served.plan import ServePlan
from memscope.units import safe, shorten

_SHOWN = 60


class Shelf:
    """Finds recordings by name; no name leads out of the folder.

    Args:
        plan: Names the folder and the file.
    """

    def __init__(self, plan: ServePlan) -> None:
        self._folder = plan.recordings
        self._file = plan.file

    def find(self, name: str) -> str:
        """Return the path of a recording.

        Raises:
            BadFile: There is none of that name.
        """
        if self._file and name == Path(self._file).name:
            return self._file
        if self._folder and _is_plain(name):
            folder = Path(self._folder).resolve()
            found = (folder / name).resolve()
            if found.parent == folder and found.is_file():
                return str(found)
        raise BadFile(
            _("there is no recording {name} here").format(
                name=safe(shorten(name, _SHOWN))
            ),
            hint=_("`memscope serve --recordings DIR` shows those of a folder."),
        )


def _is_plain(name: str) -> bool:
    return bool(name) and not name.startswith(".") and not set(name) & {"/", "\0"}
