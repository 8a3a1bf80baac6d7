"""Which lessons there are, without loading any of them."""

BUILT_IN = ("process", "isolation", "threads", "server", "pool")
"""In teaching order."""
GROUP = "memscope.lessons"
"""Entry-point group through which other packages offer lessons."""


def lesson_names() -> list[str]:
    """Return the names of all lessons that can be had without a file."""
    from importlib.metadata import entry_points  # and with it the reading of mails

    offered = {point.name for point in entry_points(group=GROUP)}
    return [*BUILT_IN, *sorted(offered - set(BUILT_IN))]
