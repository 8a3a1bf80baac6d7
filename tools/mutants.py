"""Change a floor by one step at a time, and count the changes its unit tests notice.

    make mutants                 # every floor of FLOORS, one after the other
    make mutants FLOOR=render
    make mutants FLOOR=render/map SEED=3 SAMPLE=40

A sample decides, the same for the same seed; a survivor is a line that may break
unseen, or a change without a meaning. Nothing is written: each mutant lives in a
process of its own, which reads the changed source instead of the file. There run the
test files that execute the changed function, up to the first failure.
"""

import argparse
import ast
import gc
import json
import os
import resource
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, FrameType

import pytest

from tools.mutations import Site, mutated, sites

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
PACKAGE = SOURCE / "memscope"
FLOORS = ("parse", "analyze", "codec", "render")
PLUGINS = ("pytest_asyncio.plugin", "pytest_timeout", "_hypothesis_pytestplugin")
OTHERS = ("hypothesis", "msgspec", "elftools.elf.elffile", "email.message", "xml.sax")
"""What tests import besides: once is enough, before the first fork."""
CPU_S = 90
"""Seconds of processor time after which a mutant counts as noticed: it never ends."""
MEMORY = 8 << 30

Entered = dict[str, list[int]]
"""First lines of the functions that a test file entered, by module."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: the site `number` of a module.

    Attributes:
        module: The file that changes.
        number: Which of its sites.
        line: Where that is.
        entry: First line of the function around it; None at import time.
    """

    module: Path
    number: int
    line: int
    entry: int | None


def main() -> None:
    """Take the floors from the command line, and print survivors and kill rates."""
    parser = argparse.ArgumentParser()
    parser.add_argument("floors", nargs="*", default=FLOORS)
    parser.add_argument("--seed", default="0")
    parser.add_argument("--sample", type=int, default=85)
    options = parser.parse_args()
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.path[:0] = [str(SOURCE)]
    for name in PLUGINS + OTHERS:
        import_module(name)
    gc.freeze()  # or each child would walk all that was imported, at its end
    for floor in options.floors:
        print(_measured(floor, options.seed, options.sample), flush=True)


def _measured(floor: str, seed: str, size: int) -> str:
    """Try a sample of one floor; print who lives, and return the rate in words."""
    chosen = sample(PACKAGE / floor, seed, size)
    folder = ROOT / "tests" / "unit" / floor.partition("/")[0]
    tests = {path: _entered_by(path) for path in sorted(folder.rglob("test_*.py"))}
    living = [mutant for mutant in chosen if not _noticed(mutant, tests)]
    died = len(chosen) - len(living)
    share = f"{died / max(len(chosen), 1):.0%}"
    return f"{floor}: {died} of {len(chosen)} noticed, {share} (seed {seed})"


def sample(place: Path, seed: str, size: int) -> list[Mutant]:
    """Choose by hash, not by place: new code elsewhere changes little."""
    files = sorted(place.rglob("*.py")) or [place.with_suffix(".py")]
    found = [
        (_rank(seed, path, site), Mutant(path, number, site.node.lineno, site.entry))
        for path in files
        for number, site in enumerate(sites(ast.parse(path.read_text("utf-8"))))
    ]
    return [mutant for _, mutant in sorted(found, key=lambda pair: pair[0])[:size]]


def _rank(seed: str, path: Path, site: Site) -> str:
    text = f"{seed} {path.relative_to(PACKAGE)}{site.where} {ast.unparse(site.node)}"
    return sha256(text.encode()).hexdigest()


def _entered_by(test: Path) -> Entered:
    """Run one test file in a process of its own, and tell what it entered."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder, "entered")
        if _in_child(lambda: _traced(test, result)) != 0:
            sys.exit(f"{test.relative_to(ROOT)} fails as it is")
        entered: Entered = json.loads(result.read_bytes())
    return entered


def _traced(test: Path, result: Path) -> int:
    entered: dict[str, set[int]] = {}

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(str(PACKAGE)):
            entered.setdefault(code.co_filename, set()).add(code.co_firstlineno)

    sys.settrace(note)
    status = _run([test])
    sys.settrace(None)
    result.write_text(json.dumps({name: list(at) for name, at in entered.items()}))
    return status


def _noticed(mutant: Mutant, tests: dict[Path, Entered]) -> bool:
    """Run the tests of one mutant; print it when all of them pass."""
    tree, words = mutated(mutant.module.read_text("utf-8"), mutant.number)
    code = compile(tree, mutant.module, "exec")
    files = files_for(mutant, tests)
    if files and _in_child(lambda: _with(mutant.module, code, files)) != 0:
        return True
    place = f"{mutant.module.relative_to(PACKAGE)}:{mutant.line}"
    print(f"{place}: {words}", "" if files else "(no test)", flush=True)
    return False


def files_for(mutant: Mutant, tests: dict[Path, Entered]) -> list[Path]:
    """Return the test files that execute the change, its namesake first."""
    module, line = str(mutant.module), mutant.entry
    # The first line of a module is 1 (0 in some versions): its import enters it.
    wanted = {0, 1} if line is None else {line}
    files = [
        path for path, entered in tests.items() if wanted & {*entered.get(module, ())}
    ]
    return sorted(files, key=lambda path: path.stem != f"test_{mutant.module.stem}")


def _with(module: Path, code: CodeType, tests: list[Path]) -> int:
    sys.meta_path.insert(0, Replaced(module, code))
    return _run(tests)


class Replaced(SourceFileLoader):
    """Finds one module, and loads it from other code than its file's."""

    def __init__(self, module: Path, code: CodeType) -> None:
        name = ".".join(module.relative_to(SOURCE).with_suffix("").parts)
        super().__init__(name, str(module))
        self._code = code

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        """Tell the import system that this one module comes from here."""
        if name != self.name:
            return None
        return spec_from_file_location(name, self.path, loader=self)

    def get_code(self, fullname: str) -> CodeType:
        """Return what was given, instead of what the file says."""
        return self._code


class _NoShrinking:
    """A plugin: the first failure decides, so nobody looks for a smaller example."""

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        """Take the tests' own profile, without that search."""
        from hypothesis import Phase, settings

        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutants", settings(), phases=phases)
        settings.load_profile("mutants")


def _run(tests: list[Path]) -> int:
    plugins = [word for name in PLUGINS for word in ("-p", name)]
    quiet = ["-x", "-q", "-p", "no:cacheprovider", "--assert=plain"]
    same = ["--hypothesis-seed=0", f"--rootdir={ROOT}"]
    words = [*plugins, *quiet, *same, *map(str, tests)]
    return pytest.main(words, plugins=[_NoShrinking()])


def _in_child(work: Callable[[], int]) -> int:
    """Fork, work there without output and within bounds; return how it ended."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    status = 1
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nowhere, stream)
        status = work()
    finally:
        os._exit(status)


if __name__ == "__main__":
    main()
