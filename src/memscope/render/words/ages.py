"""How long something has been there, in the few cells of a table."""

from memscope.analyze.growth.came import Age
from memscope.i18n import _
from memscope.render.words.news import at_least


def age_text(age: Age) -> str:
    """Return an age with one unit: `8s`, `12m`, `>3h`; rounded down.

    A sign before it says that it was there at the first look: older, perhaps.
    """
    seconds = at_least(age.seconds)
    sign = ">" if age.is_least else ""
    if seconds < 60:
        return sign + _("{n}s").format(n=int(seconds))
    if seconds < 90 * 60:
        return sign + _("{n}m").format(n=int(seconds // 60))
    if seconds < 36 * 3600:
        return sign + _("{n}h").format(n=int(seconds // 3600))
    return sign + _("{n}d").format(n=int(seconds // 86400))
