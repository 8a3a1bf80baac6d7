"""memscope shows how Linux lays out a program's memory, and proves what it shows.

    >>> import memscope
    >>> look = memscope.snapshot()
    >>> look.processes[0].regions[0].kind
    <Kind.RODATA: 'rodata'>

Everything in `__all__` is public and documented in docs/library.md; each name loads
what it needs when it is used first.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memscope.collect.answer import why
    from memscope.collect.closer.compare import compare
    from memscope.collect.library import (
        Running,
        diff,
        load,
        measure,
        run,
        snapshot,
        watch,
    )
    from memscope.collect.listing import processes
    from memscope.errors import (
        AccessDenied,
        BadFile,
        MemscopeError,
        ProcessGone,
        UsageProblem,
    )
    from memscope.model.diff import Diff, Difference, ProcessDiff, RegionDiff
    from memscope.model.finding import Answer, Finding
    from memscope.model.kinds import Confidence, Kind, Segment
    from memscope.model.listing import (
        ListedProcess,
        Listing,
        MachineRam,
        ProcessGroup,
        RamShare,
    )
    from memscope.model.process import Process, Stack, Thread
    from memscope.model.region import ProcessUsage, Region, RegionUsage
    from memscope.model.sharing import Comparison
    from memscope.model.snapshot import Gap, Snapshot, System

__version__ = "0.1.0"

_FOUND_IN = {
    "collect.answer": ("why",),
    "collect.closer.compare": ("compare",),
    "collect.library": (
        "Running",
        "diff",
        "load",
        "measure",
        "run",
        "snapshot",
        "watch",
    ),
    "collect.listing": ("processes",),
    "errors": (
        "AccessDenied",
        "BadFile",
        "MemscopeError",
        "ProcessGone",
        "UsageProblem",
    ),
    "model.diff": ("Diff", "Difference", "ProcessDiff", "RegionDiff"),
    "model.finding": ("Answer", "Finding"),
    "model.kinds": ("Confidence", "Kind", "Segment"),
    "model.listing": (
        "ListedProcess",
        "Listing",
        "MachineRam",
        "ProcessGroup",
        "RamShare",
    ),
    "model.process": ("Process", "Stack", "Thread"),
    "model.region": ("ProcessUsage", "Region", "RegionUsage"),
    "model.sharing": ("Comparison",),
    "model.snapshot": ("Gap", "Snapshot", "System"),
}
_MODULE_OF = {name: module for module, names in _FOUND_IN.items() for name in names}

__all__ = [  # noqa: RUF022 functions first, then types, then errors
    "snapshot",
    "processes",
    "why",
    "compare",
    "diff",
    "watch",
    "run",
    "load",
    "measure",
    "Answer",
    "Comparison",
    "Confidence",
    "Diff",
    "Difference",
    "Finding",
    "Gap",
    "Kind",
    "ListedProcess",
    "Listing",
    "MachineRam",
    "Process",
    "ProcessDiff",
    "ProcessGroup",
    "ProcessUsage",
    "RamShare",
    "Region",
    "RegionDiff",
    "RegionUsage",
    "Running",
    "Segment",
    "Snapshot",
    "Stack",
    "System",
    "Thread",
    "AccessDenied",
    "BadFile",
    "MemscopeError",
    "ProcessGone",
    "UsageProblem",
]


def __getattr__(name: str) -> object:
    """Load a public name when it is used first."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_MODULE_OF[name]}")
    _teach_notebooks()
    found: object = getattr(module, name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _teach_notebooks() -> None:
    """Give the records that a notebook shows a picture.

    Records do not know how they are drawn; only here are both within reach.
    """
    from memscope.model.process import Process
    from memscope.model.snapshot import Snapshot

    if not hasattr(Snapshot, "_repr_html_"):
        Snapshot._repr_html_ = _snapshot_html  # type: ignore[attr-defined]
        Process._repr_html_ = _process_html  # type: ignore[attr-defined]


def _snapshot_html(snapshot: "Snapshot") -> str:
    from memscope.render.html.notebook import snapshot_html

    return snapshot_html(snapshot)


def _process_html(process: "Process") -> str:
    from memscope.render.html.notebook import process_html

    return process_html(process)
