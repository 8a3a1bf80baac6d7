"""Measure how the source is built, and print it beside what was and what shall be.

    make measure
    python -m tools.measure FOLDER    # of another checkout

Each measure is a function of the parsed files, by path. Two figures are not here:
`make mutants` counts the lines that may break unseen, and the files that a new kind of
region touches are what `git diff --stat` says after adding one.
"""

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[1]
MOST_PARAMETERS = 6

Files = Mapping[PurePosixPath, ast.Module]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def parsed(folder: Path) -> Files:
    """Parse every file below a folder; paths are relative to it."""
    return {
        PurePosixPath(path.relative_to(folder)): ast.parse(path.read_text("utf-8"))
        for path in sorted(folder.rglob("*.py"))
    }


def below(files: Files, *floors: str) -> Files:
    """Return the files of some floors of the package."""
    return {path: tree for path, tree in files.items() if path.parts[1] in floors}


def modules(files: Files) -> list[str]:
    """Return names with dots; a package's own file is none."""
    found = (path for path in files if path.stem != "__init__")
    return [".".join(path.with_suffix("").parts) for path in found]


def largest_folder(files: Files) -> tuple[int, str]:
    """Return how many modules lie in the fullest folder, and which that is."""
    folders = Counter(path.parent for path in files if path.stem != "__init__")
    ((folder, count),) = folders.most_common(1)
    return count, folder.name


def functions(files: Files) -> list[tuple[int, str]]:
    """Return the lines of every function and where it is, the longest first."""
    found = (
        ((node.end_lineno or 0) - node.lineno + 1, f"{path}:{node.lineno}")
        for path, node in _nodes(files)
        if isinstance(node, Function)
    )
    return sorted(found, reverse=True)


def many_parameters(files: Files) -> list[str]:
    """Return functions with more parameters than is good, `self` not counted."""
    return [
        f"{path}:{node.lineno}"
        for path, node in _nodes(files)
        if isinstance(node, Function) and len(_parameters(node)) > MOST_PARAMETERS
    ]


def _parameters(function: Function) -> list[str]:
    given = function.args
    names = [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return [name for name in names if name not in {"self", "cls"} and name[0] != "_"]


def class_names(files: Files) -> list[str]:
    """Return the names that more than one class has, underscores aside."""
    names = Counter(one.name.lstrip("_") for one in _classes(files))
    return sorted(name for name, count in names.items() if count > 1)


def not_imported(files: Files, tests: Files) -> list[str]:
    """Return the modules that no test names in an import."""
    named = set(chain.from_iterable(_imported(node) for _, node in _nodes(tests)))
    return [name for name in modules(files) if name not in named]


def _imported(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (one.name for one in names)
        case ast.ImportFrom(module=str(module), names=names):
            yield module
            yield from (f"{module}.{one.name}" for one in names)


def spellings(files: Files) -> list[str]:
    """Return the files of records and formats that name a field of `Region`."""
    return _saying(r"\bdeleted\b", below(files, "model", "codec"))


def twins(files: Files) -> list[str]:
    """Return classes `WireX` of the formats that have the very fields of a record X."""
    records = {
        f"Wire{one.name}": _fields(one) for one in _classes(below(files, "model"))
    }
    shapes = _classes(below(files, "codec"))
    return [one.name for one in shapes if records.get(one.name) == _fields(one)]


def _fields(one: ast.ClassDef) -> set[str]:
    return {
        node.target.id
        for node in one.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }


def encoders(files: Files) -> list[str]:
    """Return the files of `codec` that write JSON or escape names, save schemas."""
    found = _saying(r"\bto_json\b|json\.(encode|Encoder)\(", below(files, "codec"))
    return [path for path in found if not path.endswith("schema.py")]


def _saying(pattern: str, files: Files) -> list[str]:
    said = re.compile(pattern)
    return [f"{path}" for path, tree in files.items() if said.search(ast.unparse(tree))]


def dictionaries(files: Files) -> list[str]:
    """Return where something is remembered by identity, save open files."""
    declared = re.compile(r"(self\.)?_(known|readers|watched): dict\[")
    return [
        f"{path}:{node.lineno}"
        for path, node in _nodes(below(files, "collect", "proc"))
        if isinstance(node, ast.AnnAssign) and declared.match(ast.unparse(node))
        if path.stem != "symbols"
    ]


def _nodes(files: Files) -> Iterator[tuple[PurePosixPath, ast.AST]]:
    for path, tree in files.items():
        yield from ((path, node) for node in ast.walk(tree))


def _classes(files: Files) -> list[ast.ClassDef]:
    return [node for _, node in _nodes(files) if isinstance(node, ast.ClassDef)]


def rows(files: Files, tests: Files) -> Iterator[tuple[str, str, str, str]]:
    """Yield each measure: what, at 0.1.0, now, and the target."""
    folder, (longest, *_) = largest_folder(files), functions(files)
    yield "modules, without `__init__`", "351", f"{len(modules(files))}", "301"
    yield "modules in the largest folder", "72", "{} (`{}`)".format(*folder), "23"
    yield "lines of the longest function", "100", "{} (`{}`)".format(*longest), "< 50"
    for what, was, found, target in (
        (f"functions with > {MOST_PARAMETERS} parameters", 21, many_parameters, 12),
        ("files of `model`, `codec` that spell `Region`", 4, spellings, 1),
        ("classes `WireX` with the fields of a record `X`", 8, twins, 2),
        ("files of `codec` that escape names", 9, encoders, 1),
        ("dictionaries by identity", 6, dictionaries, 1),
        ("class names used twice", 22, class_names, 6),
    ):
        yield what, f"{was}", f"{len(found(files))}", f"{target}"
    alone = len(not_imported(files, tests))
    yield "modules that no test imports", "116", f"{alone}", "40"


def main() -> None:
    """Print the table as Markdown."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    print("| measure | 0.1.0 | now | target |\n|---|---|---|---|")
    for row in rows(parsed(root / "src"), parsed(root / "tests")):
        print(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main()
