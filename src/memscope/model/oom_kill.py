"""What the kernel wrote when it ended a process for want of memory."""

from typing import Annotated

from msgspec import Meta, Struct

from memscope.model.region import Size


class Candidate(Struct, frozen=True, gc=False, kw_only=True):
    """A process that the kernel could have ended.

    Attributes:
        pid: Process id, on the machine itself.
        name: The kernel's short name.
        uid: User id.
        virtual: Bytes of address space.
        resident: Bytes in RAM.
        page_tables: Bytes of its page tables; None where the kernel did not say.
        swapped: Bytes on swap.
        oom_adjust: Its `oom_score_adj`.
    """

    pid: int
    name: str
    uid: int
    virtual: Size
    resident: Size
    page_tables: Size | None
    swapped: Size
    oom_adjust: int


class Charge(Struct, frozen=True, gc=False):
    """What a control group had used when it was at its limit.

    Attributes:
        name: `memory`, `swap`, `kmem` or `memory+swap`.
        used: Bytes.
        limit: Bytes; None: it had no limit.
        failed: How often the limit was hit.
    """

    name: str
    used: Size
    limit: Size | None
    failed: Size


class OomKill(Struct, frozen=True, gc=False, kw_only=True):
    """One kill.

    Attributes:
        since_boot_s: Seconds between boot and kill; None where the log has no times.
        pid: Who was ended, on the machine itself.
        name: Its short name.
        is_group: The limit of a control group was reached; False: the machine was out
            of memory; None: the log does not say.
        constraint: The kernel's word, such as `CONSTRAINT_MEMCG`; None likewise.
        group: Path of the control group whose limit was reached.
        victim_group: Path of the one that the process was in.
        asked_by: Short name of the process that wanted memory.
        virtual: Bytes of its address space.
        anonymous: Bytes in RAM without a file.
        file: Bytes in RAM of files.
        shmem: Bytes in RAM of shared memory.
        page_tables: Bytes of its page tables.
        uid: User id.
        oom_adjust: Its `oom_score_adj`.
        charges: What the control group had used.
        candidates: Those that could have been ended, the largest first.
        others: How many more there were.
    """

    since_boot_s: Annotated[float, Meta(ge=0)] | None = None
    pid: int
    name: str
    is_group: bool | None = None
    constraint: str | None = None
    group: str | None = None
    victim_group: str | None = None
    asked_by: str | None = None
    virtual: Size | None = None
    anonymous: Size | None = None
    file: Size | None = None
    shmem: Size | None = None
    page_tables: Size | None = None
    uid: int | None = None
    oom_adjust: int | None = None
    charges: tuple[Charge, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    others: Size = 0
