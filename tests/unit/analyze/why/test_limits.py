"""Rules about mappings, limits, page tables, huge pages set aside, and swap."""

import pytest
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from memscope.analyze.why.judge import judge
from memscope.analyze.why.limits import (
    address_space_limit,
    huge_pool_unseen,
    mappings_near_limit,
    old_code_runs,
    page_tables_large,
    swapped_out,
)
from memscope.analyze.why.seen import Seen
from memscope.model.finding import Severity
from memscope.model.kinds import Confidence, Kind
from memscope.model.limit import Limit
from memscope.model.region import Backing, Region
from memscope.model.settings import HugePool, Settings
from tests.unit.analyze.regions import region
from tests.unit.analyze.why.built import (
    MIB,
    filled,
    not_run,
    numbers,
    process,
    said,
    seen,
    subject,
)

pytestmark = pytest.mark.unit

GIB = 1 << 30
HEAP = filled(Kind.HEAP, 10 * MIB)


# Limits


@pytest.mark.parametrize(
    ("used", "is_found"), [(52424, True), (52423, False), (65530, True), (None, False)]
)
def test_mappings_are_told_of_from_four_fifths_on(
    used: int | None, is_found: bool
) -> None:
    limit = Limit("vm.max_map_count", used, 65530)
    one = subject(replace(process(HEAP), limits=(limit,)))

    found = mappings_near_limit(one, numbers("mappings-near-limit"))

    assert (found is not None) is is_found
    if found is not None:
        assert found.severity is Severity.PROBLEM
        assert found.bytes is None
        assert found.command == "sysctl -w vm.max_map_count=262144"
        assert found.evidence["most"][0] == "heap 1"


def test_a_limit_that_is_large_already_is_doubled() -> None:
    limit = Limit("vm.max_map_count", 260_000, 262_144)
    one = subject(replace(process(HEAP), limits=(limit,)))

    found = said(mappings_near_limit(one, numbers("mappings-near-limit")))

    assert found.command == "sysctl -w vm.max_map_count=524288"


@pytest.mark.parametrize(("used", "is_found"), [(800, True), (799, False), (1, False)])
def test_address_space_is_told_of_from_four_fifths_of_its_limit_on(
    used: int, is_found: bool
) -> None:
    limit = Limit("RLIMIT_AS", used * MIB, 1000 * MIB, is_bytes=True)
    one = subject(replace(process(HEAP), limits=(limit,)))

    found = address_space_limit(one, numbers("address-space-limit"))

    assert (found is not None) is is_found
    if found is not None:
        assert found.severity is Severity.PROBLEM
        assert found.command == "prlimit --pid 77 --as=unlimited"
        assert found.values["resident"] == 10 * MIB


def test_without_a_limit_there_is_nothing_to_tell() -> None:
    one = subject(replace(process(HEAP), limits=()))

    assert mappings_near_limit(one, numbers("mappings-near-limit")) is None
    assert address_space_limit(one, numbers("address-space-limit")) is None


def test_limits_that_were_not_read_are_not_judged() -> None:
    missing = not_run(seen(subject(process(HEAP))))

    assert {"mappings-near-limit", "address-space-limit"} <= missing


# Old code


def code(
    path: str,
    *,
    links: int | UnsetType = UNSET,
    deleted: bool = False,
    backing: Backing | None = Backing.DISK,
    kind: Kind = Kind.CODE,
    perms: str = "r-xp",
) -> Region:
    made = region(kind, perms=perms, inode=9, path=path)
    return replace(made, backing=backing, links_=links, deleted=deleted)


def test_code_without_a_name_is_certain_where_its_links_were_counted() -> None:
    gone = code("/lib/libssl.so.3 (deleted)", links=0, deleted=True)

    found = said(old_code_runs(subject(process(gone)), numbers("old-code-runs")))

    assert found.confidence is Confidence.CERTAIN
    assert found.severity is Severity.NOTICE
    assert found.variant == ""
    assert found.values["name"] == "libssl.so.3"
    assert found.regions == (gone.start,)


def test_it_is_only_likely_where_no_more_than_the_name_is_known() -> None:
    gone = code("/lib/libssl.so.3 (deleted)", deleted=True)

    found = said(old_code_runs(subject(process(gone)), numbers("old-code-runs")))

    assert found.confidence is Confidence.LIKELY


def test_the_program_itself_is_told_apart() -> None:
    gone = code("/usr/bin/patient (deleted)", links=0, deleted=True)
    one = replace(process(gone), exe="/usr/bin/patient (deleted)")

    found = said(old_code_runs(subject(one), numbers("old-code-runs")))

    assert found.variant == "program"


@pytest.mark.parametrize(
    "kept",
    [
        code("/lib/libssl.so.3"),
        code("/lib/x (deleted)"),
        code("/lib/x (deleted)", links=1, deleted=True),
        code("/memfd:jit (deleted)", links=0, deleted=True, backing=Backing.RAM),
        code("/memfd:runc (deleted)", links=0, deleted=True, backing=None),
        code("/SYSV00000000 (deleted)", links=0, deleted=True, backing=Backing.RAM),
        code("/tmp/cache (deleted)", links=0, deleted=True, kind=Kind.JIT),
        code("/lib/x (deleted)", links=0, deleted=True, perms="r--p"),
        code("/srv/a.db (deleted)", links=0, deleted=True, kind=Kind.FILE),
        code("/dev/x (deleted)", links=0, deleted=True, backing=Backing.KERNEL),
    ],
)
def test_what_is_no_code_of_a_file_that_is_gone_is_left_alone(kept: Region) -> None:
    assert old_code_runs(subject(process(kept)), numbers("old-code-runs")) is None


def test_a_file_in_three_mappings_counts_once() -> None:
    gone = [code("/lib/a.so (deleted)", links=0, deleted=True)] * 3

    found = said(old_code_runs(subject(process(*gone)), numbers("old-code-runs")))

    assert found.values["n"] == 1


def test_a_hostile_name_is_shown_as_text() -> None:
    gone = code("/lib/\x1b]0;x\x07{n}.so (deleted)", links=0, deleted=True)
    one = seen(subject(process(gone)))

    (found,) = [one for one in judge(one).findings if one.id == "old-code-runs"]

    shown = found.title + found.text + str(found.evidence[0].value)
    assert "\x1b" not in shown
    assert "{n}.so" in shown


# Page tables


def with_tables(tables: float, resident: int, count: int = 1) -> Seen:
    """Return processes with so many MiB of page tables, beside so many in RAM."""
    return seen(
        *(
            subject(
                process(
                    filled(Kind.ANON, resident * MIB),
                    pid=100 + at,
                    page_tables=int(tables * MIB),
                    proportional=resident * MIB // count,
                )
            )
            for at in range(count)
        )
    )


@pytest.mark.parametrize(
    ("tables", "resident", "severity"),
    [
        (16, 300, Severity.PROBLEM),
        (16, 321, None),
        (15.9, 10, None),
        (100, 50_000, Severity.NOTICE),
        (99, 50_000, None),
        (0.1, 1, None),
    ],
)
def test_page_tables_are_told_of_where_they_are_much(
    tables: float, resident: int, severity: Severity | None
) -> None:
    found = page_tables_large(
        with_tables(tables, resident), numbers("page-tables-large")
    )

    assert (None if found is None else found.severity) is severity


def test_tables_of_shared_memory_add_up_over_the_processes() -> None:
    found = said(
        page_tables_large(with_tables(16, 8000, 50), numbers("page-tables-large"))
    )

    assert found.severity is Severity.PROBLEM
    assert found.bytes == 800 * MIB
    assert found.values["mapped"] == 8000 * MIB
    assert found.variant == "several"


def test_unknown_page_tables_are_not_none() -> None:
    assert "page-tables-large" in not_run(seen(subject(process(HEAP))))


# Huge pages set aside

PAGE = 2 * MIB


def with_pool(used: int | None, pool: HugePool | None, ram: int = 16 * GIB) -> Seen:
    looked = seen(subject(process(HEAP, hugetlb=used)))
    pools = () if pool is None else (pool,)
    settings = Settings(pools=pools, meminfo={"MemTotal": ram})
    system = replace(looked.now.system, settings=settings)
    return Seen(replace(looked.now, system=system), looked.subjects)


def test_huge_pages_in_use_are_harmless() -> None:
    looked = with_pool(8 * MIB, HugePool(PAGE, 8, 4, 0, 0))

    found = said(huge_pool_unseen(looked, numbers("huge-pool-unseen")))

    assert found.severity is Severity.HARMLESS
    assert found.bytes == 8 * MIB
    assert found.saves is None
    assert not found.is_remedied


def test_idle_huge_pages_can_be_given_back() -> None:
    looked = with_pool(8 * MIB, HugePool(PAGE, 1000, 990, 90, 0))

    found = said(huge_pool_unseen(looked, numbers("huge-pool-unseen")))

    assert found.severity is Severity.NOTICE
    assert found.bytes == found.saves == 900 * PAGE
    assert found.command is not None
    assert found.command.startswith("echo 100 > ")
    assert found.command.endswith("/hugepages-2048kB/nr_hugepages")


@pytest.mark.parametrize(
    ("used", "free", "is_found"),
    [(0, 31, False), (0, 900, True), (0, 700, False), (0, 0, False), (PAGE, 0, True)],
)
def test_a_pool_is_told_of_where_it_is_ours_or_much_of_the_ram(
    used: int, free: int, is_found: bool
) -> None:
    looked = with_pool(used, HugePool(PAGE, 1000, free, 0, 0))

    found = huge_pool_unseen(looked, numbers("huge-pool-unseen"))

    assert (found is not None) is is_found


def test_without_settings_only_what_the_process_has_is_told() -> None:
    looked = seen(subject(process(HEAP, hugetlb=8 * MIB)))

    found = said(huge_pool_unseen(looked, numbers("huge-pool-unseen")))

    assert list(found.evidence) == ["used"]


def test_a_kernel_that_does_not_tell_of_huge_pages_is_not_judged() -> None:
    assert "huge-pool-unseen" in not_run(with_pool(None, None))


# Swap


@pytest.mark.parametrize(
    ("swapped", "resident", "is_found"),
    [(16, 100, True), (15, 0, False), (20, 179, True), (20, 180, False)],
)
def test_swap_is_told_of_from_a_tenth_on(
    swapped: int, resident: int, is_found: bool
) -> None:
    out = filled(Kind.ANON, 0, GIB, swapped=swapped * MIB)
    one = process(filled(Kind.HEAP, resident * MIB), out, swapped=swapped * MIB)

    found = swapped_out(subject(one), numbers("swapped-out"))

    assert (found is not None) is is_found
    if found is not None:
        assert found.bytes == swapped * MIB
        assert found.regions == (out.start,)
        assert found.evidence["most"][0] == f"anon {swapped} MiB"


def test_unknown_swap_is_not_none() -> None:
    assert "swapped-out" in not_run(seen(subject(process(HEAP, swapped=None))))
