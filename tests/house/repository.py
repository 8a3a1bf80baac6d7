"""What the tests of this folder know about the repository."""

import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "memscope"
NOT_TEXT = {".mo", ".png", ".gz", ".bin", ".ico", ".woff2"}


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files that git knows; outside a clone, all but hidden ones."""
    # The owner of a fresh clone may be another user than we are: git would refuse.
    command = ["git", "-c", "safe.directory=*", "-C", str(ROOT), "ls-files", "-z"]
    try:
        names = subprocess.run(command, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return tuple(path for path in ROOT.rglob("*") if _is_plain(path))
    paths = (ROOT / name for name in names.decode().split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def _is_plain(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    hidden = any(part.startswith(".") or part == "__pycache__" for part in parts)
    return path.is_file() and not hidden and parts[0] not in {"build", "dist"}


def texts() -> dict[str, str]:
    """Return name and text of every tracked file that is text."""
    paths = [path for path in tracked() if path.suffix not in NOT_TEXT]
    return {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8", "replace")
        for path in paths
    }


def documents() -> dict[str, str]:
    """Return name and text of every page written for people."""
    return {name: text for name, text in texts().items() if name.endswith(".md")}


def modules() -> list[Path]:
    """Return every Python file of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def make_targets() -> dict[str, str]:
    """Return the Makefile's targets for people, and what each says about itself."""
    text = (ROOT / "Makefile").read_text("utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert phony is not None
    said = dict(re.findall(r"^([a-z-]+):.*? ## (.+)$", text, re.MULTILINE))
    return {name: said.get(name, "") for name in phony[1].split()}


def pyproject() -> dict[str, object]:
    """Return pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
