"""Sick programs and their healthy twins, started, looked at, cured, and ended.

`samples/patients/patients.toml` says of each what is wrong with it. A patient prints
`ready` when its memory is as it shall be; told `remedy`, it applies the remedy to
itself and prints `remedied`; it ends when its input does.
"""

import functools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct, convert

from memscope.collect.answer import why
from memscope.model.finding import Answer, Finding, Severity
from memscope.model.kinds import Confidence
from memscope.proc.kernel_log import read_kernel_log
from tests.live.why.cannot import CannotTry
from tests.live.why.control_group import joined

PATIENTS = Path(__file__).parents[3] / "samples" / "patients"


class Patient(Struct, frozen=True, forbid_unknown_fields=True):
    """One line of `patients.toml`; see there."""

    program: str
    flags: tuple[str, ...] = ()
    healthy: bool = True
    tree: bool = False
    for_s: float = 0.0
    sure: Confidence = Confidence.LIKELY
    severity: Severity = Severity.PROBLEM
    remedy: str = ""
    env: dict[str, str] = {}
    needs: tuple[str, ...] = ()
    group: int = 0


class Running(Struct, frozen=True):
    """A patient that is ready to be looked at."""

    patient: Patient
    process: subprocess.Popen[str]

    def why(self) -> Answer:
        """Ask what is wrong with it."""
        patient = self.patient
        return why(self.process.pid, tree=patient.tree, for_s=patient.for_s)

    def resident(self) -> int:
        """Return the bytes that it has in RAM, by the kernel's own sum."""
        text = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        return int(text.split("Rss:")[1].split()[0]) * 1024

    def tell(self, word: str) -> None:
        """Tell it something, and wait until it has done it."""
        assert self.process.stdin is not None
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        self.wait_for("remedied")

    def wait_for(self, word: str) -> None:
        """Read what it prints until it says a word."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.split() == [word]:
                return
            if line.startswith("cannot"):
                raise CannotTry(line.strip())
        raise AssertionError(f"{self.patient.program} ended before it was {word}")


@functools.cache
def patients() -> dict[str, Patient]:
    """Return all patients, by what is wrong with them."""
    text = (PATIENTS / "patients.toml").read_text(encoding="utf-8")
    return convert(tomllib.loads(text), dict[str, Patient])


@contextmanager
def admitted(
    patient: Patient, state: str, env: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Run a patient until the end of the block; its whole family is ended then.

    Raises:
        CannotTry: Something is missing here.
    """
    for need in patient.needs:
        demand(need)
    command = [*_command(patient.program, patient.flags), state]
    with (
        joined(patient.group) as join,
        subprocess.Popen(
            [*join, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, **(env or {})},
            cwd=tempfile.gettempdir(),
        ) as process,
    ):
        running = Running(patient, process)
        try:
            running.wait_for("ready")
            yield running
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def found_and_cured(
    patient: Patient, name: str
) -> tuple[Finding | None, Answer, int | None]:
    """Look at a sick patient, and cure it where it has a remedy.

    Returns:
        What it is named after, all that was found, and the bytes that the remedy gave
        back; None: it has none.
    """
    with admitted(patient, "sick") as running:
        answer = running.why()
        found = finding(answer, name)
        if not patient.remedy:
            return found, answer, None
        before = running.resident()
        if patient.remedy == "stdin":
            running.tell("remedy")
            return found, answer, before - running.resident()
    with admitted(patient, "sick", patient.env) as running:
        return found, answer, before - running.resident()


def finding(answer: Answer, name: str) -> Finding | None:
    """Return a finding by its name; None when it is not there."""
    return next((one for one in answer.findings if one.id == name), None)


def is_as_sure(found: Finding, least: Confidence) -> bool:
    """Tell whether a finding is at least so sure."""
    order = list(Confidence)
    return order.index(found.confidence) <= order.index(least)


def _command(program: str, flags: tuple[str, ...]) -> list[str]:
    path = PATIENTS / program
    match path.suffix:
        case ".c":
            return [str(_built(path, flags))]
        case ".py":
            return [sys.executable, str(path)]
        case ".js":
            return ["node", str(path)]
        case ".java":
            return ["java", *flags, "-cp", str(_compiled(path)), path.stem]
        case _:
            return [str(path)]


@functools.cache
def _built(path: Path, flags: tuple[str, ...]) -> Path:
    if shutil.which("cc") is None:
        raise CannotTry("no C compiler: apt install gcc libc6-dev")
    holder = tempfile.TemporaryDirectory(prefix="memscope-ward-")
    _HOLDERS.append(holder)
    Path(holder.name).chmod(0o755)
    program = Path(holder.name) / path.stem[:15]
    _run("cc", "-g", "-O1", "-pthread", "-o", str(program), str(path), *flags)
    return program


@functools.cache
def _compiled(path: Path) -> Path:
    """Return the folder with the classes of a Java program."""
    if shutil.which("javac") is None:
        raise CannotTry("no Java compiler: apt install default-jdk-headless")
    holder = tempfile.TemporaryDirectory(prefix="memscope-ward-")
    _HOLDERS.append(holder)
    quick = ("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC", "-proc:none")
    _run("javac", *quick, "-d", holder.name, str(path))
    return Path(holder.name)


def _run(*command: str) -> None:
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode:
        raise CannotTry(f"{command[0]} fails: {result.stderr[-300:]}")


_HOLDERS: list[tempfile.TemporaryDirectory[str]] = []


def demand(need: str) -> None:
    """Raise where the machine lacks something.

    Raises:
        CannotTry: With what to do about it.
    """
    match need:
        case "root":
            there = os.geteuid() == 0
        case "cgroup2":
            there = Path("/sys/fs/cgroup/cgroup.controllers").exists()
        case "kernel-log":
            there = _has_kernel_log()
        case "huge-pages":
            there = _has_huge_pages()
        case _ if ".so" in need:
            there = any(any(folder.glob(need)) for folder in _libraries())
        case _:
            there = shutil.which(need) is not None
    if not there:
        package = _PACKAGES.get(need)
        remedy = f": apt install {package}" if package else ""
        raise CannotTry(f"this machine lacks {need}{remedy}")


def _has_kernel_log() -> bool:
    """Tell whether we may read what the kernel has written."""
    try:
        return bool(read_kernel_log())
    except OSError:
        return False


def _has_huge_pages() -> bool:
    """Tell whether programs may have huge pages, and the kernel says where."""
    setting = Path("/sys/kernel/mm/transparent_hugepage/enabled")
    if not setting.exists() or "[never]" in setting.read_text():
        return False
    major, minor = os.uname().release.split(".")[:2]
    return (int(major), int("".join(filter(str.isdigit, minor)))) >= (6, 7)


def _libraries() -> Iterator[Path]:
    """Yield the folders of libraries."""
    for top in ("/usr/lib", "/lib", "/usr/lib64"):
        yield Path(top)
        yield from Path(top).glob("*-linux-gnu*")


_PACKAGES = {
    "libjemalloc.so.2": "libjemalloc2",
    "libmimalloc.so.2": "libmimalloc2.0",
    "java": "default-jdk-headless",
    "node": "nodejs",
}
