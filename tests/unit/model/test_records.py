import msgspec
import pytest

from memscope.model.address import Address
from memscope.model.evidence import split_detail, with_detail
from memscope.model.kinds import Kind, Segment
from memscope.model.process import Stack
from memscope.model.region import Permissions, Region, Vma
from tests.tui.synthetic import crowd, snapshot

pytestmark = pytest.mark.unit

PART = Region(
    *(Address(0x1800), Address(0x2000), "rw-p", 0, "00:00", 0, ""),
    (Address(0x1000), Address(0x2000)),
    Segment.DATA,
    Kind.BSS,
)


def test_ranges_are_half_open() -> None:
    vma = Vma(0x1000, 0x2000, "rw-p", 0, "00:00", 0, "")
    stack = Stack(Address(0x1000), Address(0x2000))

    for record in (vma, stack):
        assert 0x1000 in record
        assert 0x1FFF in record
        assert 0x2000 not in record
        assert 0xFFF not in record
        assert record.size == 0x1000
    assert 0x1800 in PART
    assert 0x17FF not in PART


@pytest.mark.parametrize("perms", [f"{one:04b}" for one in range(16)])
def test_each_permission_has_its_letter(perms: str) -> None:
    letters = "".join(
        letter if bit == "1" else other
        for bit, letter, other in zip(perms, "rwxs", "---p", strict=True)
    )

    vma = Vma(0x1000, 0x2000, letters, 0, "00:00", 0, "")

    for may in (
        vma,
        msgspec.structs.replace(PART, perms=letters),
        Permissions(letters),
    ):
        told = (may.is_readable, may.is_writable, may.is_executable, may.is_shared)
        assert told == tuple(bit == "1" for bit in perms)
        assert may.is_no_access is (perms[:3] == "000")
        assert may.is_private_writable is (perms in ("1100", "1110"))


def test_a_part_is_told_from_a_whole_mapping() -> None:
    assert not PART.is_whole_vma
    assert PART.size == 0x800


def test_a_process_knows_what_is_at_an_address() -> None:
    below = msgspec.structs.replace(PART, start=0x1000, end=0x1800)
    above = msgspec.structs.replace(PART, start=0x3000, end=0x4000)
    (one,) = crowd(1).processes
    process = msgspec.structs.replace(one, regions=(below, PART, above))

    found = {
        address: process.region_at(address) for address in (*range(0, 0x5000, 256),)
    }

    for address, region in found.items():
        holding = [one for one in process.regions if address in one]
        assert ([] if region is None else [region]) == holding
    assert msgspec.structs.replace(one, regions=()).region_at(0x1000) is None


def test_an_evidence_keeps_its_detail_whatever_it_holds() -> None:
    assert split_detail(with_detail("anon-name", "a:b: c")) == ("anon-name", "a:b: c")
    assert split_detail("kernel-name") == ("kernel-name", "")


def test_records_with_thousands_of_others_inside_say_one_line() -> None:
    look = crowd(1000)
    (one,) = look.processes
    regions = f"{len(one.threads)} threads, {len(one.regions)} regions"

    assert repr(one) == f"<Process 4242 'anatomy': {regions}>"
    assert repr(look) == f"<Snapshot {look.taken_at.isoformat()}: {one!r}>"
    assert "nothing seen" in repr(snapshot())
