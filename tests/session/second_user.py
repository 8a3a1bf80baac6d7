"""A second user without any privilege, and a copy of us that this user may read.

The interpreter, the checkout and the packages may all lie where only their owner
may look. The copy is made of hard links where the file system allows it.
"""

import os
import pwd
import shutil
import stat
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAME = "nobody"
GROUP = pwd.getpwnam(NAME).pw_gid
# Not runuser: that would leave the bounding set full. And env, since setpriv itself
# may still look everywhere when it executes a program; only that one no longer may.
BECOME = (
    *("setpriv", f"--reuid={NAME}", f"--regid={GROUP}", "--clear-groups"),
    *("--bounding-set=-all", "--inh-caps=-all", "--ambient-caps=-all", "--", "env"),
)
NEEDED = ("src", "samples", "docs", "tests", "build", "pyproject.toml")
USELESS = shutil.ignore_patterns(
    "site-packages", "dist-packages", "test", "tests", "idlelib", "config-*", "*.a"
)
MINOR = f"python{sys.version_info.major}.{sys.version_info.minor}"


@dataclass(frozen=True, slots=True)
class SecondUser:
    """Runs things as somebody who may nothing.

    Attributes:
        home: Belongs to that user; everything else is only readable.
        checkout: The copy of the checkout.
        python: An interpreter with the packages that this one has.
        libraries: Where a shared libpython lies that is found nowhere else; or "".
    """

    home: Path
    checkout: Path
    python: Path
    libraries: str = ""

    def run(self, *args: str, timeout_s: float) -> subprocess.CompletedProcess[str]:
        """Run the interpreter with these arguments and return all that it printed."""
        return subprocess.run(
            [*BECOME, str(self.python), *args],
            env=self.environment(),
            cwd=self.checkout,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout_s,
            check=False,
        )

    def environment(self) -> dict[str, str]:
        """Return our environment with that user's places in it."""
        places = {"HOME": str(self.home), "TMPDIR": str(self.home)}
        folders = [folder for folder in os.get_exec_path() if _is_open(Path(folder))]
        places["PATH"] = os.pathsep.join([str(self.python.parent), *folders])
        kept = {k: v for k, v in os.environ.items() if not k.startswith("XDG_")}
        if self.libraries:
            places["LD_LIBRARY_PATH"] = self.libraries
        return kept | places | {"PYTHONDONTWRITEBYTECODE": "1", "USER": NAME}


def _is_open(folder: Path) -> bool:
    """Tell whether anybody may look for programs there."""
    ways = (folder, *folder.parents)
    return all(way.exists() and way.stat().st_mode & stat.S_IXOTH for way in ways)


@contextmanager
def second_user() -> Iterator[SecondUser]:
    """Copy what is needed and hand out the user; everything is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="memscope-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        home = folder / "home"
        home.mkdir()
        shutil.chown(home, NAME)
        base, libraries = _base_interpreter(folder)
        python = _venv(folder / "venv", base, folder / "checkout" / "src")
        yield SecondUser(home, _checkout(folder / "checkout"), python, libraries)


def _base_interpreter(folder: Path) -> tuple[Path, str]:
    """Return a Python of our version that anybody may run, copied if need be."""
    for candidate in (_own_base(), Path("/usr/bin") / MINOR):
        if _anybody_may_run(candidate):
            return candidate, ""
    copy = folder / "python"
    library = Path(sysconfig.get_path("stdlib"))
    _link_tree(library, copy / "lib" / MINOR)
    (copy / "bin").mkdir()
    shutil.copy2(_own_base(), copy / "bin" / MINOR)
    for shared in Path(sysconfig.get_config_var("LIBDIR")).glob("libpython*.so.*"):
        shutil.copy2(shared, copy / "lib")
    return copy / "bin" / MINOR, str(copy / "lib")


def _own_base() -> Path:
    return Path(sys.base_prefix, "bin", MINOR).resolve()


def _anybody_may_run(python: Path) -> bool:
    try:
        command = [*BECOME, str(python), "-c", "import ssl"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _venv(folder: Path, base: Path, sources: Path) -> Path:
    """Lay out a virtual environment with our packages around another interpreter."""
    packages = folder / "lib" / MINOR / "site-packages"
    _link_tree(Path(sysconfig.get_path("purelib")), packages)
    for old in packages.glob("*memscope*.pth"):
        old.unlink()
    (packages / "memscope.pth").write_text(f"{sources}\n")
    (folder / "pyvenv.cfg").write_text(f"home = {base.parent}\n")
    python = folder / "bin" / "python"
    python.parent.mkdir()
    python.symlink_to(base)
    python.with_name("python3").symlink_to(base)
    return python


def _checkout(folder: Path) -> Path:
    folder.mkdir()
    for name in NEEDED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, copy_function=_copy)
            _open_folders(folder / name)
        elif source.exists():
            _copy(str(source), str(folder / name))
    return folder


def _link_tree(source: Path, target: Path) -> None:
    shutil.copytree(source, target, copy_function=_link, ignore=USELESS)
    _open_folders(target)


def _link(source: str, target: str) -> None:
    """Link a file that anybody may read, copy any other."""
    try:
        if os.stat(source).st_mode & stat.S_IROTH:  # noqa: PTH116 (ten thousand files)
            os.link(source, target)
            return
    except OSError:  # another file system
        pass
    _copy(source, target)


def _copy(source: str, target: str) -> None:
    shutil.copy2(source, target)
    Path(target).chmod(Path(target).stat().st_mode | 0o444)


def _open_folders(top: Path) -> None:
    for folder, _, _ in os.walk(top):
        Path(folder).chmod(0o755)
