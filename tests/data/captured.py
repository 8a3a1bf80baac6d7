"""Where the captured /proc files are, and how tests ask for them."""

from pathlib import Path

CAPTURES = Path(__file__).with_name("captures")
SAVED = Path(__file__).with_name("saved")
"""Output of tools that this machine does not have."""


def having(*files: str) -> list[Path]:
    """Return the captures that hold all of these files, in order of name."""
    found = [
        capture
        for capture in sorted(CAPTURES.iterdir())
        if all((capture / file).exists() for file in files)
    ]
    assert found, f"no capture holds {files}"
    return found


def name_of(capture: Path) -> str:
    """Return a capture's name, as a test's id."""
    return capture.name
