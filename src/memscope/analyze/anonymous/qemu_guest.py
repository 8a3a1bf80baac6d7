"""Memory of a program that qemu runs for another system (user-mode emulation).

qemu: linux-user/mmap.c, tcg/region.c. The guest's ELF files are mapped without leave to
execute them, since its code is translated. No record tells in two versions alike whose
nameless memory is: the kernel puts what qemu asks for itself elsewhere, which makes the
rest a guess. Where qemu puts translated code stands among its variables.
"""

import re
from collections.abc import Iterator, Sequence

from memscope.analyze.meanings import file_name
from memscope.analyze.spans import Span, VmaIndex
from memscope.model import labels
from memscope.model.evidence import (
    EXECUTABLE_ANON,
    NO_ACCESS,
    RUNTIME_MARK,
    with_detail,
)
from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Vma

_NAME = re.compile(r"qemu-(?!system)[a-z0-9_]+(?:-static)?")
_GUEST_MARK = with_detail(RUNTIME_MARK, "between the files of the program in qemu")
_CODE_MARK = with_detail(RUNTIME_MARK, "qemu's record of its translated code")
_WORD, _PAGE = 8, 4096
_HOST = 1 << 41
"""The kernel puts nothing below by itself; qemu does, mostly from 1 << 38 on."""
_FIELDS = 8
"""Words from the begin of the buffer on in which its size stands."""


def is_qemu(program: str | None) -> bool:
    """Tell whether a program may be qemu that runs a program, by its name."""
    return program is not None and bool(_NAME.fullmatch(file_name(program)))


def guest_spans(vmas: Sequence[Vma], elf: Sequence[Span]) -> list[Span]:
    """Guess the guest's memory, in order of address.

    Args:
        vmas: The whole map, in order.
        elf: Spans of ELF images.
    """
    index = VmaIndex(vmas)
    guests = [
        one.start
        for one in elf
        if one.kind is Kind.CODE
        and (at := index.at(one.start)) is not None
        and vmas[at].inode
        and not vmas[at].is_executable
    ]
    if not guests:
        return []
    limit = _first_of_host(vmas, min(guests))
    return list(_nameless(vmas, _begin(index, min(guests)), limit))


def _begin(index: VmaIndex, address: int) -> int:
    """Return where the mappings begin that reach to the guest's first code at a run."""
    at = index.at(address) or 0
    while at and index.vmas[at - 1].end == index.vmas[at].start:
        at -= 1
    return index.vmas[at].start


def _first_of_host(vmas: Sequence[Vma], begin: int) -> int:
    """Return where the first file above begins that may be executed: the emulator's."""
    code = next(
        (vma for vma in vmas if vma.inode and vma.is_executable and vma.start > begin),
        None,
    )
    if code is None:
        return 0
    at = vmas.index(code)
    while at and (vmas[at - 1].inode, vmas[at - 1].end) == (code.inode, vmas[at].start):
        at -= 1
    return vmas[at].start


def _nameless(vmas: Sequence[Vma], begin: int, limit: int) -> Iterator[Span]:
    """Yield what lies between the guest's first file and the emulator's, far below."""
    label = labels.GUEST_MEMORY
    for vma in vmas:
        if vma.start < begin or vma.end > min(limit, _HOST):
            continue
        if vma.inode or vma.path or vma.is_shared or vma.is_executable:
            continue
        is_reserved = vma.is_no_access
        yield Span(
            vma.start,
            vma.end,
            Kind.RESERVED if is_reserved else Kind.ANON,
            label=labels.RESERVED_FOR.format(label=label) if is_reserved else label,
            evidence=(_GUEST_MARK, NO_ACCESS) if is_reserved else (_GUEST_MARK,),
            confidence=Confidence.GUESS,
        )


def translated_spans(
    vmas: Sequence[Vma], variables: Sequence[tuple[int, bytes]]
) -> list[Span]:
    """Return the buffer of translated code that qemu's variables bound.

    Args:
        vmas: The whole map, in order.
        variables: Address and bytes of what is in RAM of the emulator's variables.
    """
    return [
        Span(
            vma.start,
            vma.end,
            Kind.JIT,
            label=labels.QEMU_CODE,
            evidence=(_CODE_MARK, EXECUTABLE_ANON),
            confidence=Confidence.LIKELY,
        )
        for vma in vmas
        if vma.perms == "rwxp" and vma.is_nameless
        if any(_bounds_it(vma, data) for _, data in variables)
    ]


def _bounds_it(vma: Vma, data: bytes) -> bool:
    """Tell whether these variables have the buffer's begin, a place in it, its size."""
    begin = vma.start.to_bytes(_WORD, "little")
    sizes = (vma.end - vma.start, vma.end - vma.start + _PAGE)
    at = data.find(begin)
    while at >= 0:
        fields = data[at + _WORD : at + _FIELDS * _WORD]
        words = memoryview(fields[: len(fields) & ~7]).cast("Q")
        is_inside = len(words) > 1 and vma.start < words[0] < vma.end
        if is_inside and any(one in sizes for one in words[1:]):
            return True
        at = data.find(begin, at + 1)
    return False
