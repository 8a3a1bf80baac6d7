"""Numbers of a lesson that its user may change, such as how many requests to send."""

from collections.abc import Mapping
from dataclasses import dataclass

from memscope.errors import UsageProblem
from memscope.i18n import _


@dataclass(frozen=True, slots=True)
class Setting:
    """One number, and the bounds within which the lesson still makes sense.

    Attributes:
        default: What it is unless somebody changes it; an `int` stays whole.
        least: Smallest value that is accepted.
        most: Largest value that is accepted.
    """

    default: float
    least: float
    most: float


def settle(
    settings: Mapping[str, Setting], wanted: Mapping[str, float]
) -> dict[str, float]:
    """Return every number by name, as wanted or by default.

    Raises:
        UsageProblem: There is no such number, or it is out of bounds.
    """
    for name in wanted:
        if name not in settings:
            raise UsageProblem(
                _("this lesson has no number called {name}").format(name=repr(name)),
                hint=_("It has: {names}.").format(names=", ".join(settings) or "–"),
            )
    return {
        name: _checked(name, setting, wanted.get(name, setting.default))
        for name, setting in settings.items()
    }


def _checked(name: str, setting: Setting, value: float) -> float:
    if not setting.least <= value <= setting.most:
        raise UsageProblem(
            _("{name} must be from {least} to {most}").format(
                name=name, least=f"{setting.least:g}", most=f"{setting.most:g}"
            )
        )
    return int(value) if isinstance(setting.default, int) else float(value)
