"""Columns of the list of processes, and of what they are summed up by."""

from collections.abc import Callable

from memscope.i18n import N_, _
from memscope.model.listing import GroupedBy, ListedProcess, ProcessGroup
from memscope.render.columns.column import (
    Column,
    Value,
    name_text,
    number_column,
    size_column,
)
from memscope.units import format_bytes

PROCESS_COLUMNS: tuple[Column[ListedProcess], ...] = (
    number_column("pid", N_("pid"), lambda one: one.pid),
    number_column("ppid", N_("parent"), lambda one: one.ppid),
    number_column("start_ticks", N_("started"), lambda one: one.start_ticks),
    Column("user", N_("user"), lambda one: one.user, name_text),
    number_column("threads", N_("threads"), lambda one: one.threads),
    size_column("pss", N_("PSS"), lambda one: one.share.proportional),
    size_column("uss", N_("USS"), lambda one: one.share.unique),
    size_column("rss", N_("RSS"), lambda one: one.share.resident),
    size_column("swap", N_("swap"), lambda one: one.share.swapped),
    size_column("anon", N_("anon"), lambda one: one.share.anonymous),
    size_column("file", N_("file"), lambda one: one.share.file),
    size_column("shmem", N_("shmem"), lambda one: one.share.shmem),
    size_column("hugetlb", N_("huge pages"), lambda one: one.share.hugetlb),
    size_column("undivided", N_("not divided"), lambda one: one.share.undivided),
    number_column("same_as", N_("memory of"), lambda one: one.same_as),
    Column("refused", N_("not read"), lambda one: one.refused, name_text),
    Column("cgroup", N_("cgroup"), lambda one: one.cgroup, name_text),
    Column("name", N_("name"), lambda one: one.name, name_text),
    Column("program", N_("program"), lambda one: one.program, name_text),
    Column(
        "command",
        N_("command line"),
        lambda one: " ".join(one.cmdline).rstrip(" ") or f"[{one.name}]",
        name_text,
    ),
)
"""Everything that is known of a process of the list."""


def _refused(value: Value) -> str:
    return str(value) if value else ""


def _charged(name: str) -> Callable[[ProcessGroup], int | None]:
    def value(one: ProcessGroup) -> int | None:
        found: int | None = getattr(one.charge, name, None)
        return found

    return value


GROUP_COLUMNS: tuple[Column[ProcessGroup], ...] = (
    number_column("processes", N_("processes"), lambda one: len(one.pids)),
    number_column("threads", N_("threads"), lambda one: one.threads),
    size_column("pss", N_("PSS"), lambda one: one.share.proportional),
    size_column("uss", N_("USS"), lambda one: one.share.unique),
    size_column("rss", N_("RSS added up"), lambda one: one.share.resident),
    size_column("swap", N_("swap"), lambda one: one.share.swapped),
    size_column("anon", N_("anon"), lambda one: one.share.anonymous),
    size_column("file", N_("file"), lambda one: one.share.file),
    size_column("shmem", N_("shmem"), lambda one: one.share.shmem),
    size_column("hugetlb", N_("huge pages"), lambda one: one.share.hugetlb),
    size_column("undivided", N_("not divided"), lambda one: one.share.undivided),
    Column("refused", N_("not read"), lambda one: one.refused, _refused, align=">"),
    Column(
        "refused_rss",
        N_("their RSS"),
        lambda one: one.refused_resident,
        lambda value: format_bytes(int(value)) if value else "",
        "bytes",
        ">",
    ),
    size_column("charged", N_("charged"), _charged("current")),
    size_column("charged_limit", N_("limit"), _charged("limit")),
    size_column("charged_anon", N_("anon"), _charged("anonymous")),
    size_column("charged_file", N_("page cache"), _charged("file")),
    size_column("charged_shmem", N_("tmpfs"), _charged("shmem")),
    size_column("charged_kernel", N_("kernel"), _charged("kernel")),
    size_column("charged_processes", N_("PSS, below too"), _charged("processes")),
    Column("name", N_("name"), lambda one: one.name, name_text),
)
"""Everything that is known of a group."""

_NAMES = {
    GroupedBy.PROCESS: N_("process"),
    GroupedBy.PROGRAM: N_("program"),
    GroupedBy.USER: N_("user"),
    GroupedBy.CGROUP: N_("cgroup"),
}


def name_of(by: GroupedBy) -> str:
    """Return what a line of the list stands for, in the reader's language."""
    return _(_NAMES[by])
