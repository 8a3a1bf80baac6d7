"""Where the sample programs lie: inside an installed package, or in a checkout."""

from pathlib import Path

from memscope.errors import SampleFailed
from memscope.i18n import _

_PACKAGE = Path(__file__).parents[1]
_PLACES = (_PACKAGE / "samples", _PACKAGE.parents[1] / "samples")


def sample_file(language: str, file_name: str) -> Path:
    """Return the path of a source file, such as `("python", "anatomy.py")`.

    Raises:
        SampleFailed: This copy of memscope comes without it.
    """
    for place in _PLACES:
        path = place / language / file_name
        if path.is_file():
            return path
    raise SampleFailed(
        _("the sample {name} is missing").format(name=f"{language}/{file_name}"),
        hint=_("Install memscope again: its samples belong to the package."),
    )
