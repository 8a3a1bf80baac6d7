"""The lines of the tour: which key, what it does, and why."""

from memscope.i18n import _
from memscope.render.runs import Line, Run, fit_line, width_of


def tour_lines(
    number: int, count: int, key: str, what: str, why: str, width: int
) -> list[Line]:
    """Return two lines.

    Args:
        number: Of the step.
        count: Of steps.
        key: To press; "": the tour is done.
        what: That does, or that it is done.
        why: That is worth knowing.
        width: In cells.
    """
    place = _("tour {n} of {all}").format(n=number, all=count)
    head = (Run(f" {place} ", "ground strong"), Run(f" {key} ", "ground key"))
    first: Line = (*head, Run(f" {what}", "ground"))
    end = Run(_("esc ends it") + " ", "ground muted")
    room = width - width_of(first) - width_of((end,))
    if room > 0:
        first = (*first, Run(" " * room, "ground"), end)
    second = (Run(f" {why}", "ground muted"),)
    return [fit_line(first, width, "ground"), fit_line(second, width, "ground")]


def offer_line(width: int) -> Line:
    """Return the line by which the tour is offered once."""
    words = _("starts a tour of five short steps; any other key goes on")
    line = (
        Run(f" {_('New here?')} ", "ground strong"),
        Run(" y ", "ground key"),
        Run(f" {words}", "ground"),
    )
    return fit_line(line, width, "ground")
