"""Lines of the tree around each width, in each state of a process and a thread."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from memscope.model.process import Process
from memscope.render.map.tree import Branch, branch_line, branches
from memscope.render.runs import Line
from tests.golden import check, sheet
from tests.tui.synthetic import process

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).with_name("golden")
ONE = process()


def drawn(width: int, *lines: Branch) -> list[Line]:
    return [branch_line(line, width, "x86_64") for line in lines]


def with_main(**fields: object) -> Process:
    main, *others = ONE.threads
    return replace(ONE, threads=(replace(main, **fields), *others))


def test_a_tree() -> None:
    cpu = {4242: 0.0051, 4250: 0.0049, 4251: 1.5}
    parts = [
        (f"{width} cells", drawn(width, *branches("A", ONE)))
        for width in (18, 19, 20, 21, 27, 28, 32, 33, 35, 36, 50)
    ]
    parts += [
        ("ended", drawn(40, *branches("A", ONE, ended=True))),
        ("busy", drawn(40, *branches("A", ONE, cpu=cpu))),
        ("started", drawn(40, *branches("A", ONE, started=frozenset({4251})))),
        ("alone", drawn(40, *branches("A", process(threads=1)))),
        ("no stack", drawn(40, *branches("A", with_main(stack=None)))),
        ("runs", drawn(40, *branches("A", with_main(state="R", syscall=None)))),
        ("strange", drawn(40, *branches("A", with_main(state="?", syscall=9999)))),
    ]

    check(GOLDEN / "tree.txt", sheet(parts))
