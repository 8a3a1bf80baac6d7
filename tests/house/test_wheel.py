"""A wheel installed elsewhere is complete: it needs nothing of the checkout."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

import memscope
from tests.house.repository import PACKAGE, ROOT, tracked

pytestmark = pytest.mark.house

RUN_A_SAMPLE = """
import pathlib, sys, memscope
from memscope.collect.look.snapshot import take_snapshot
from memscope.lab.lab import Lab
home = pathlib.Path(sys.prefix)
assert home in pathlib.Path(memscope.__file__).parents, memscope.__file__
with Lab() as lab:
    sample = lab.start("anatomy", language="python")
    (process,) = take_snapshot([sample.pid]).processes
    assert str(home) in " ".join(process.cmdline), process.cmdline
    heaps = [region for region in process.regions if region.kind == "heap"]
    print(len(process.threads), len(heaps))
"""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A virtual environment far from the checkout, with the wheel in it."""

    folder: Path
    wheel: Path

    def run(self, *command: str) -> str:
        result = subprocess.run(
            [self.folder / "bin" / command[0], *command[1:]],
            cwd=self.folder,
            env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert result.returncode == 0, result.stderr
        return result.stdout


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Elsewhere:
    folder = tmp_path_factory.mktemp("elsewhere")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "."]
    quietly([*build[:-1], str(folder)], cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv")
    # Dependencies come from here, as a plain folder: our own checkout does not.
    home = folder / "venv"
    packages = next(home.glob("lib/python*/site-packages"))
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    pip = [sys.executable, "-m", "pip", "--python", str(home / "bin" / "python")]
    options = ["--no-deps", "--no-index", "--quiet", "--ignore-installed"]
    quietly([*pip, "install", *options, str(wheel)], cwd=folder)
    return Elsewhere(home, wheel)


def quietly(command: Sequence[str], cwd: Path) -> None:
    result = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, timeout=120
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_everything_of_the_package_and_all_samples_are_in_the_wheel(
    elsewhere: Elsewhere,
) -> None:
    wanted = {
        f"memscope/{path.relative_to(base).as_posix()}"
        for path in tracked()
        for base, folder in ((PACKAGE, PACKAGE), (ROOT, ROOT / "samples"))
        if path.is_relative_to(folder)
    }

    with zipfile.ZipFile(elsewhere.wheel) as archive:
        names = set(archive.namelist())

    assert wanted - names == set()
    assert "memscope/locale/ja/LC_MESSAGES/memscope.mo" in names


def test_the_wheel_brings_no_tests_and_nothing_that_was_built(
    elsewhere: Elsewhere,
) -> None:
    with zipfile.ZipFile(elsewhere.wheel) as archive:
        names = archive.namelist()

    tops = {name.split("/")[0] for name in names}
    assert {top.partition("-")[0] for top in tops} == {"memscope", "memscope_linux"}
    assert [name for name in names if name.endswith((".pyc", ".o", ".so"))] == []


def test_the_installed_command_tells_its_version(elsewhere: Elsewhere) -> None:
    assert memscope.__version__ in elsewhere.run("memscope", "--version")


def test_the_installed_package_starts_and_sees_a_sample(elsewhere: Elsewhere) -> None:
    threads, heaps = elsewhere.run("python", "-c", RUN_A_SAMPLE).split()

    assert int(threads) >= 1
    assert int(heaps) >= 1
