"""Files that hold what a test has to see, byte for byte.

After a change that is meant, write them anew and read the difference:

    MEMSCOPE_GOLDEN=write .venv/bin/python -m pytest tests/unit/render tests/cli
    git diff
"""

import os
from collections.abc import Iterable
from pathlib import Path

from memscope.render.runs import Line, plain


def check(path: Path, text: str) -> None:
    """Compare a text with its file."""
    if os.environ.get("MEMSCOPE_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8", newline="")
    assert text == path.read_bytes().decode()


def sheet(parts: Iterable[tuple[object, Iterable[Line]]]) -> str:
    """Return drawings below their names: each line, and below it its styles."""
    shown = []
    for name, lines in parts:
        shown.append(f"== {name}")
        for one in lines:
            shown.append(f"|{plain(one)}|")
            shown.append(f"    {_styles(one)}".rstrip())
    return "\n".join(shown) + "\n"


def _styles(line: Line) -> str:
    return ", ".join(f"{len(run.text)} {run.style or '-'}" for run in line)


def elements(markup: str) -> str:
    """Return markup with an element a line."""
    return markup.replace("><", ">\n<") + "\n"
