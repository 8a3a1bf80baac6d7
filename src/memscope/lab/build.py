"""Builds a C sample on first use, into the user's cache directory.

What is built depends on the sources, the flags and the compiler, and its folder is
named after them all, so that nothing old is ever started.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from memscope.errors import SampleFailed, UsageProblem
from memscope.i18n import _
from memscope.lab.catalog import sample_file
from memscope.units import safe, shorten

VARIANTS = {
    "pie": ("-fPIE", "-pie"),
    "nopie": ("-fno-pie", "-no-pie"),
    "static": ("-fno-pie", "-no-pie", "-static"),
}
"""How a sample can be linked; `samples/c/Makefile` builds the same ones."""

BUILT_WITHIN_S = 60.0

_COMPILERS = ("cc", "gcc", "clang")
_FLAGS = "compile_flags.txt"


@dataclass(frozen=True, slots=True)
class Built:
    """A sample that can be started.

    Attributes:
        command: Program and first arguments.
        scratch: A folder to remove when the program has ended; None: keep it.
    """

    command: tuple[str, ...]
    scratch: Path | None = None


def build(name: str, variant: str = "pie") -> Built:
    """Return the C sample, built now if it is not in the cache.

    Raises:
        SampleFailed: There is no compiler, or it fails.
        UsageProblem: There is no such variant.
    """
    if variant not in VARIANTS:
        known = ", ".join(VARIANTS)
        raise UsageProblem(
            _("no variant is called {name}").format(name=repr(variant)),
            hint=_("There are: {names}.").format(names=known),
        )
    source = sample_file("c", f"{name}.c")
    compiler = find_compiler()
    flags = sample_file("c", _FLAGS).read_text().split()
    command = [compiler, *flags, *VARIANTS[variant], str(source)]
    cache = cache_folder()
    if cache is None:
        scratch = Path(tempfile.mkdtemp(prefix="memscope-"))
        return Built((str(_compile(command, scratch, name)),), scratch)
    home = cache / _fingerprint(command, source)
    if not (home / name).exists():
        _compile_into(command, home, name)
    return Built((str(home / name),))


def find_compiler() -> str:
    """Return the path of a C compiler: $CC, or the first of the usual ones.

    Raises:
        SampleFailed: There is none.
    """
    for name in filter(None, (os.environ.get("CC"), *_COMPILERS)):
        if path := shutil.which(name):
            return path
    raise SampleFailed(
        _("there is no C compiler"),
        hint=_("Install gcc or clang, or use the Python samples."),
    )


def cache_folder() -> Path | None:
    """Return our folder in the user's cache, made if need be; None: no safe one.

    A folder that others may write to is not safe: we start what lies in it.
    """
    base = os.environ.get("XDG_CACHE_HOME", "")
    try:
        root = Path(base) if base.startswith("/") else Path.home() / ".cache"
        folder = root / "memscope" / "samples"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except (OSError, RuntimeError):
        return None
    is_ours = status.st_uid == os.geteuid() and not status.st_mode & 0o022
    return folder if is_ours and os.access(folder, os.W_OK | os.X_OK) else None


def _fingerprint(command: list[str], source: Path) -> str:
    """Return a name that changes with the sources, the flags and the compiler."""
    compiler = Path(command[0]).resolve()
    status = compiler.stat()
    digest = hashlib.sha256(
        f"{compiler} {status.st_size} {status.st_mtime_ns} {command[1:]}".encode()
    )
    for part in (source, *sorted(source.parent.glob("*.h"))):
        digest.update(part.read_bytes() + b"\0")
    return digest.hexdigest()[:20]


def _compile_into(command: list[str], home: Path, name: str) -> None:
    """Build beside `home` and rename: others see all of it or nothing."""
    beside = Path(tempfile.mkdtemp(prefix=".new-", dir=home.parent))
    try:
        _compile(command, beside, name)
        # Whoever was faster built the same.
        with suppress(OSError):
            beside.rename(home)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _compile(command: list[str], folder: Path, name: str) -> Path:
    """Run the compiler; on failure the folder is gone."""
    program = folder / name
    try:
        done = subprocess.run(
            [*command, "-o", str(program)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=BUILT_WITHIN_S,
            check=False,
        )
        said = done.stdout.decode("utf-8", "surrogateescape")
        failed = done.returncode != 0
    except (OSError, subprocess.TimeoutExpired) as error:
        said, failed = str(error), True
    if failed:
        shutil.rmtree(folder, ignore_errors=True)
        raise SampleFailed(
            _("cannot build the sample {name}: {why}").format(
                name=name, why=_complaint(said)
            ),
            hint=_("The compiler was {name}; the Python samples need none.").format(
                name=command[0]
            ),
        )
    return program


def _complaint(said: str) -> str:
    """Return the line of a compiler's output that says what is wrong."""
    lines = [line.strip() for line in said.split("\n") if line.strip()]
    wrong = [line for line in lines if "error" in line or "cannot find" in line]
    return shorten(safe((wrong or lines or ["it says nothing"])[0]), 200)
