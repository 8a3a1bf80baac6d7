"""What is read of a program's memory follows from its ABI, not from the machine's."""

import pytest

from memscope.model.abi import AARCH64, ARM, I386, X32, X86_64, Abi
from memscope.parse.pthread import LAYOUTS
from memscope.parse.records import NOT_READ, OTHER_64_BIT, RECORDS, records_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("abi", [X32, ARM])
def test_of_an_unknown_32_bit_abi_nothing_is_read(abi: Abi) -> None:
    assert records_of(abi, "x86_64") is NOT_READ


def test_a_programs_abi_counts_and_only_without_it_the_machines() -> None:
    assert records_of(I386, "x86_64") is RECORDS["i386"]
    assert records_of(X86_64, "x86_64") is RECORDS["x86_64"]
    assert records_of(None, "x86_64") is RECORDS["x86_64"]
    assert records_of(AARCH64, "aarch64") is OTHER_64_BIT
    assert records_of(None, "riscv64") is OTHER_64_BIT


@pytest.mark.parametrize(("name", "word"), [("x86_64", 8), ("i386", 4)])
def test_all_records_of_an_abi_have_its_words(name: str, word: int) -> None:
    records = RECORDS[name]

    assert records.malloc is not None
    assert records.thread is not None
    assert records.signal is not None
    assert {records.malloc.word, records.thread.word, records.signal.word} == {word}
    assert {one.word for one in LAYOUTS[name]} == {word}
    assert records.thread in LAYOUTS[name]
