"""From one thread descriptor to all others, in memory that may be hostile."""

from collections.abc import Sequence
from pathlib import Path
from struct import pack

import pytest

from memscope.parse.pthread import (
    GLIBC_X86_64,
    MUSL_X86_64,
    Layout,
    RawDescriptor,
)
from memscope.proc import thread_lists
from memscope.proc.thread_lists import follow_lists, read_descriptors
from tests.unit.parse.descriptor_bytes import glibc, musl
from tests.unit.proc.fake_memory import fake_memory

pytestmark = pytest.mark.unit

LINK = GLIBC_X86_64.link
A, B, C, D, E = (0x100000 + 0x1000 * at for at in range(5))
HEADS = 0x10000
"""Where the loader's variables are."""
HEAD, ASIDE, FAR = HEADS + 0x40 - LINK, HEADS + 0x60 - LINK, HEADS + 0x70 - LINK
"""Three heads of lists, as if each were a descriptor's link: at its side, too far."""


def loader(**heads: tuple[int, int]) -> bytes:
    """Return the loader's variables with heads: first and last descriptor."""
    places = {"near": 0x40, "aside": 0x60, "far": 0x70}
    data = bytearray(0x200)
    for name, at in places.items():
        own = HEADS + at - LINK
        first, last = heads.get(name, (own, own))
        data[at : at + 16] = pack("=2Q", first + LINK, last + LINK)
    return bytes(data)


def chain(head: int, *addresses: int) -> dict[int, bytes]:
    """Return descriptors that hang together through a head."""
    ring = [head, *addresses, head]
    return {
        one: glibc(one, tid=one >> 12, before=ring[at], after=ring[at + 2])
        for at, one in enumerate(addresses)
    }


def followed(
    folder: Path,
    pieces: dict[int, bytes],
    *known: int,
    layout: Layout = GLIBC_X86_64,
    remembered: Sequence[int] = (),
) -> list[int]:
    with fake_memory(folder, pieces) as memory:
        found = [one for one in read_descriptors(memory, layout, known) if one]
        assert len(found) == len(known)
        return [one.address for one in follow_lists(memory, layout, found, remembered)]


def test_what_is_no_descriptor_or_not_in_ram_has_none_in_its_place(
    tmp_path: Path,
) -> None:
    pieces = {A: glibc(A, tid=5), B: bytes(0x1000), D: glibc(D, tid=6)[:-1]}

    with fake_memory(tmp_path, pieces) as memory:
        found = read_descriptors(memory, GLIBC_X86_64, [D, B, A, C])

    assert [one and (one.address, one.tid) for one in found] == [
        *(None, None),
        (A, 5),
        None,
    ]


def test_one_descriptor_leads_to_all_on_its_list(tmp_path: Path) -> None:
    pieces = chain(HEAD, A, B, C, D) | {HEADS: loader(near=(A, D))}

    assert sorted(followed(tmp_path, pieces, B)) == [A, C, D]


def test_what_is_known_already_is_not_told_again(tmp_path: Path) -> None:
    pieces = chain(HEAD, A, B, C) | {HEADS: loader(near=(A, C))}

    assert followed(tmp_path, pieces, A, B, C) == []


def test_a_head_beside_the_known_one_leads_to_another_list(tmp_path: Path) -> None:
    pieces = chain(HEAD, A) | chain(ASIDE, B, C, D)
    pieces[HEADS] = loader(near=(A, A), aside=(B, D))

    assert sorted(followed(tmp_path, pieces, A)) == [B, C, D]


def test_a_list_of_one_thread_hangs_on_a_head_aside_as_well(tmp_path: Path) -> None:
    pieces = chain(HEAD, A) | chain(ASIDE, B)
    pieces[HEADS] = loader(near=(A, A), aside=(B, B))

    assert followed(tmp_path, pieces, A) == [B]


def test_heads_further_away_are_not_guessed_at(tmp_path: Path) -> None:
    pieces = chain(HEAD, A) | chain(FAR, B)
    pieces[HEADS] = loader(near=(A, A), far=(B, B))

    assert followed(tmp_path, pieces, A) == []


@pytest.mark.parametrize("head", [(B, C), (C, B), (B, B), (C, C), (B, E)])
def test_two_words_that_no_list_points_back_at_are_no_head(
    tmp_path: Path, head: tuple[int, int]
) -> None:
    # B and C hang on a head elsewhere; these words only look like one.
    pieces = chain(HEAD, A) | chain(FAR, B, C)
    pieces[HEADS] = loader(near=(A, A), aside=head)

    assert followed(tmp_path, pieces, A) == []


@pytest.mark.parametrize(
    ("before", "after", "more"),
    [(ASIDE, ASIDE, [B, C]), (ASIDE, FAR, []), (FAR, ASIDE, [])],
    ids=["both", "only the first", "only the last"],
)
def test_a_head_is_one_when_its_first_and_its_last_say_so(
    tmp_path: Path, before: int, after: int, more: list[int]
) -> None:
    pieces = chain(HEAD, A) | {HEADS: loader(near=(A, A), aside=(B, C))}
    pieces[B] = glibc(B, before=before, after=C)
    pieces[C] = glibc(C, before=B, after=after)

    assert followed(tmp_path, pieces, A) == more


def test_where_the_loaders_variables_are_not_in_ram_the_list_ends(
    tmp_path: Path,
) -> None:
    assert followed(tmp_path, chain(HEAD, A, B), A) == [B]


def test_places_of_the_last_look_are_tried_and_may_be_stale(tmp_path: Path) -> None:
    pieces = chain(HEAD, A) | chain(FAR, C) | {D: bytes(0x1000)}

    assert followed(tmp_path, pieces, A, remembered=[D, C, E, A]) == [C]


def test_a_descriptor_may_be_its_own_neighbour(tmp_path: Path) -> None:
    pieces = {A: glibc(A, after=A, before=A)}

    assert followed(tmp_path, pieces, A) == []


def test_links_to_the_ends_of_all_addresses_lead_nowhere(tmp_path: Path) -> None:
    wild = glibc(A, after=-LINK, before=(1 << 64) - 1 - LINK)

    assert followed(tmp_path, {A: wild}, A) == []


def test_an_endless_list_ends_for_us(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thread_lists, "_MOST", 3)
    addresses = [0x100000 + 0x1000 * at for at in range(9)]
    pieces = {
        one: glibc(one, after=one + 0x1000, before=addresses[0]) for one in addresses
    }

    assert followed(tmp_path, pieces, addresses[0]) == addresses[1:4]


def test_musls_ring_has_no_head_and_is_followed_both_ways(tmp_path: Path) -> None:
    ring = [D, A, B, C, D, A]
    pieces = {
        one: musl(one, before=ring[at], after=ring[at + 2])
        for at, one in enumerate(ring[1:5])
    }

    assert followed(tmp_path, pieces, A, layout=MUSL_X86_64) == [B, D, C]


def test_no_descriptors_lead_to_none(tmp_path: Path) -> None:
    nobody: list[RawDescriptor] = []

    with fake_memory(tmp_path, {A: glibc(A)}) as memory:
        assert follow_lists(memory, GLIBC_X86_64, nobody) == []
