"""What is in a recording, as lines of text."""

from collections.abc import Sequence
from datetime import UTC

from memscope.i18n import ngettext
from memscope.model.recording import About, Bookmark, StepMark
from memscope.render.runs import Line, Run, line
from memscope.units import safe


def clock(seconds: float) -> str:
    """Return a position as people read it: `1:02:03.5`, `0:07.0`."""
    minutes, rest = divmod(round(seconds * 10), 600)
    hours, minutes = divmod(minutes, 60)
    tail = f"{rest // 10:02d}.{rest % 10}"
    return f"{hours}:{minutes:02d}:{tail}" if hours else f"{minutes}:{tail}"


def recording_lines(
    about: About,
    *,
    duration_s: float,
    frames: int,
    bookmarks: Sequence[Bookmark],
    steps: Sequence[StepMark],
) -> list[Line]:
    """Return what a recording is about and the moments one can jump to."""
    moment = about.created_at.astimezone(UTC)
    count = ngettext("{n} look", "{n} looks", frames).format(n=frames)
    lines = [
        line(
            Run(f"memscope · {moment:%Y-%m-%d %H:%M:%S} UTC", "title"),
            f" · {clock(duration_s)} · {count}",
        )
    ]
    if about.title:
        lines.append(line(safe(about.title)))
    marks = [(one.at, one.name) for one in bookmarks]
    marks += [(one.at, f"{one.lesson} · {one.step.id}") for one in steps]
    for at, name in sorted(marks):
        lines.append(line(Run(f"{clock(at):>10}  ", "muted"), safe(name)))
    return lines
