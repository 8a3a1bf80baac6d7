"""Memory of CPython's objects: all of it and nothing else, whatever lies between."""

import os
import subprocess
import sys
from pathlib import Path
from pwd import getpwuid

import pytest

from tests.live.truth.cases import PROGRAMS, told

pytestmark = pytest.mark.live
OBJECTS = PROGRAMS / "python_objects.py"


def _found(pattern: str) -> list[Path]:
    try:
        return list(Path("/").glob(pattern.removeprefix("/")))
    except OSError:
        return []  # another user's home


def interpreter(version: str) -> str:
    """Return a CPython of that version, or skip with where to get one."""
    if version == "this":
        return sys.executable
    home = os.environ.get("PYENV_ROOT", f"{getpwuid(os.getuid()).pw_dir}/.pyenv")
    places = f"{home}/versions/{version}.*/bin/python", f"/usr/bin/python{version}"
    for path in (path for place in places for path in sorted(_found(place))):
        if subprocess.run([path, "-c", ""], capture_output=True).returncode == 0:
            return str(path)
    pytest.skip(f"no CPython {version} on this machine: pyenv install {version}")


@pytest.mark.parametrize("version", ["2.7", "3.9", "3.12", "this"])
def test_strangers_between_do_not_hide_pythons_objects(version: str) -> None:
    with told(interpreter(version), "-B", OBJECTS) as case:
        assert len(case.facts) > 100
        assert case.wrong() == []
