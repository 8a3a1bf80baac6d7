"""The tool that breaks lines breaks one at a time, and finds the tests that run it."""

import ast
from pathlib import Path

import pytest

from tools.mutants import PACKAGE, Mutant, files_for, sample
from tools.mutations import mutated, sites

pytestmark = pytest.mark.house


@pytest.mark.parametrize(
    ("source", "changes"),
    [
        ("a < b", ["a <= b"]),
        ("a in b is c", ["a not in b is c", "a in b is not c"]),
        ("a + b << c", ["a + b >> c", "a - b"]),
        ("a and b", ["a or b"]),
        ("x = 'text'", []),
        ("x: Literal[1] = 1", ["2"]),
        ("class A(B, frozen=True):\n    x = True", ["False"]),
        ("A = B | C", []),
        ("def f(a: B | C) -> D | E:\n    return a | 1", ["return None", "a & 1", "2"]),
        ("if a:\n    b", ["if not a:"]),
        ("def f():\n    return None", []),
        ("def f():\n    return", []),
        ("a if b else c", ["a if not b else c"]),
    ],
)
def test_each_change_is_one_step(source: str, changes: list[str]) -> None:
    count = len(list(sites(ast.parse(source))))

    made = [mutated(source, number)[1].split("  ->  ")[1] for number in range(count)]

    assert made == changes


def test_a_place_knows_where_its_function_begins() -> None:
    source = "@cache\ndef f():\n    def g():\n        return 1\n    return g"

    found = [(site.where, site.entry) for site in sites(ast.parse(source))]

    assert found == [(".f.g", 3), (".f.g", 3), (".f", 1)]


def test_a_sample_is_the_same_for_the_same_seed() -> None:
    one, again, other = (sample(PACKAGE / "units", seed, 9) for seed in "001")

    assert one == again != other
    assert len(one) == 9


def test_only_tests_that_run_a_function_are_asked_its_own_first() -> None:
    module = str(PACKAGE / "units.py")
    tests = {
        Path("test_other.py"): {module: [1, 12]},
        Path("test_more.py"): {module: [1]},
        Path("test_units.py"): {module: [1, 12]},
    }

    def asked(entry: int | None) -> list[str]:
        mutant = Mutant(PACKAGE / "units.py", 0, 14, entry)
        return [path.name for path in files_for(mutant, tests)]

    assert asked(12) == ["test_units.py", "test_other.py"]
    assert asked(99) == []
    assert asked(None) == ["test_units.py", "test_other.py", "test_more.py"]
