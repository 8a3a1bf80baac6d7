"""What memscope's slugs and letters mean, in the reader's language."""

import re

from memscope.i18n import N_, _, listed
from memscope.model import evidence as ev
from memscope.model.flaw import WITH_A_NUMBER
from memscope.model.kinds import Confidence
from memscope.units import safe

_STATES = {
    "R": N_("running"),
    "S": N_("sleeping"),
    "D": N_("uninterruptible wait"),
    "T": N_("stopped"),
    "t": N_("stopped by a debugger"),
    "Z": N_("zombie"),
    "X": N_("dead"),
    "I": N_("idle"),
    "P": N_("parked"),
}

_CONFIDENCE = {
    Confidence.CERTAIN: ("✔", N_("certain")),
    Confidence.LIKELY: ("≈", N_("likely")),
    Confidence.GUESS: ("?", N_("guess")),
}

_SHORT = {
    ev.KERNEL_NAME: N_("kernel's name"),
    ev.ELF_SECTION: N_("ELF section"),
    ev.ELF_SEGMENT: N_("ELF program header"),
    ev.ELF_RELRO: N_("ELF relro"),
    ev.EXECUTABLE_FILE: N_("executable file"),
    ev.MAPPED_FILE: N_("mapped file"),
    ev.FILE_CHANGED: N_("file changed since"),
    ev.PTHREAD_DESCRIPTOR: N_("thread descriptor"),
    ev.ROBUST_LIST: N_("kernel's pointer"),
    ev.STACK_KEPT: N_("kept stack"),
    ev.STACK_UNJOINED: N_("nobody joined"),
    ev.SIGNAL_FRAME: N_("signal frame"),
    ev.SP_INSIDE: N_("SP inside"),
    ev.SP_ELSEWHERE: N_("SP elsewhere"),
    ev.GUARD_BELOW: N_("guard below"),
    ev.GUARD_PAGES: N_("guard pages"),
    ev.VMFLAG: N_("VmFlags"),
    ev.RUNTIME_MARK: N_("runtime's mark"),
    ev.BRK_RANGE: N_("brk range"),
    ev.ARENA_ALIGNMENT: N_("64 MiB alignment"),
    ev.HEAP_INFO: N_("malloc's header"),
    ev.MMAP_CHUNK: N_("malloc's block"),
    ev.LIBRARY_LOADED: N_("library loaded"),
    ev.SYMBOL: N_("its symbol"),
    ev.THREAD_ARENA: N_("thread's arena"),
    ev.ANON_NAME: N_("program's name"),
    ev.SHARED_MAPPING: N_("shared mapping"),
    ev.EXECUTABLE_ANON: N_("executable, no file"),
    ev.NO_ACCESS: N_("no access"),
    ev.PRIVATE_ANON: N_("private, no file"),
}

_SENTENCES = {
    ev.KERNEL_NAME: N_("the kernel itself names this mapping"),
    ev.ELF_SECTION: N_("the ELF file puts its section {detail} here"),
    ev.ELF_SEGMENT: N_("a program header of the ELF file maps this"),
    ev.ELF_RELRO: N_(
        "the ELF file asks to lock this after the start, and it is locked"
    ),
    ev.EXECUTABLE_FILE: N_(
        "a mapped file that may be executed; its headers are hidden"
    ),
    ev.MAPPED_FILE: N_("the kernel says which file is mapped here"),
    ev.FILE_CHANGED: N_("the file was changed after the process began"),
    ev.PTHREAD_DESCRIPTOR: N_(
        "the C library's descriptor of the thread has the bounds"
    ),
    ev.ROBUST_LIST: N_("the kernel itself knows where that descriptor is"),
    ev.STACK_KEPT: N_("the C library keeps it for the next thread that starts"),
    ev.STACK_UNJOINED: N_(
        "the C library lists it as in use, and its thread has ended: until somebody "
        "joins that thread, the memory stays"
    ),
    ev.SIGNAL_FRAME: N_("the kernel's frame of a signal handler on it names it"),
    ev.SP_INSIDE: N_("the thread's stack pointer points into it"),
    ev.SP_ELSEWHERE: N_("at the moment the thread runs on another stack"),
    ev.GUARD_BELOW: N_("a forbidden strip lies directly below"),
    ev.GUARD_PAGES: N_("the kernel reports guard pages here"),
    ev.VMFLAG: N_("the kernel marks the mapping with the flag {detail}"),
    ev.RUNTIME_MARK: N_("a mark of the language runtime: {detail}"),
    ev.BRK_RANGE: N_("it lies between the start and the end of the brk heap"),
    ev.ARENA_ALIGNMENT: N_("starts at a multiple of 64 MiB, as malloc's arenas do"),
    ev.HEAP_INFO: N_("malloc's own header was found at its start"),
    ev.LIBRARY_LOADED: N_("the library {detail} is loaded"),
    ev.SYMBOL: N_("the program has the symbol {detail}"),
    ev.MMAP_CHUNK: N_("malloc's own header of one large block was found there"),
    ev.THREAD_ARENA: N_("the thread's own variable in the C library points at it"),
    ev.ANON_NAME: N_("the program itself named it {detail}"),
    ev.SHARED_MAPPING: N_("mapped so that writes are seen by all who map it"),
    ev.EXECUTABLE_ANON: N_("it may be executed, and no file is behind it"),
    ev.NO_ACCESS: N_("nobody may read, write or execute it"),
    ev.PRIVATE_ANON: N_("private memory without a file, and nothing says more"),
}


def state_word(letter: str) -> str:
    """Return what a state letter of ps(1) means: `sleeping`."""
    return _(_STATES[letter]) if letter in _STATES else safe(letter)


def confidence_mark(confidence: Confidence) -> str:
    """Return one cell that says how sure we are."""
    return _CONFIDENCE[confidence][0]


def confidence_word(confidence: Confidence) -> str:
    """Return how sure we are: `certain`, `likely`, `guess`."""
    return _(_CONFIDENCE[confidence][1])


def confidence_legend() -> str:
    """Return the key to the marks: `✔ certain, ≈ likely, ? guess`."""
    return listed(f"{mark} {_(word)}" for mark, word in _CONFIDENCE.values())


def evidence_short(evidence: str) -> str:
    """Return an evidence in two or three words, for a table."""
    slug, _detail = ev.split_detail(evidence)
    return _(_SHORT[slug]) if slug in _SHORT else safe(slug)


def evidence_sentence(evidence: str) -> str:
    """Return an evidence as a clause, with its detail."""
    slug, detail = ev.split_detail(evidence)
    if slug not in _SENTENCES:
        return safe(evidence)
    return _(_SENTENCES[slug]).format(detail=safe(detail.replace(",", ", ")))


def evidence_of_cell(text: str) -> tuple[str, ...]:
    """Return what a cell of a table joins by blanks; details may hold some, too."""
    return tuple(_NEXT.split(text))


_NEXT = re.compile(rf" (?=(?:{'|'.join(map(re.escape, _SHORT))})(?:[: ]|$))")


def evidence_list(evidence: tuple[str, ...]) -> str:
    """Return all evidence in short words."""
    return listed(dict.fromkeys(evidence_short(one) for one in evidence))


_WITH_A_NAME = (
    N_("names in {name}"),
    N_("it has capabilities that you lack: run as root, or with {name}"),
    N_("headers of {name}"),
    N_("another program traces it: {name}"),
    N_("kcmp is not known for {name}"),
    *WITH_A_NUMBER,
)
"""What collect/ and proc/ say of something that only the moment can name."""


def gap_text(text: str) -> str:
    """Return a text of a gap in the reader's language; it may hold a hostile name."""
    for pattern in _WITH_A_NAME:
        start = pattern.removesuffix("{name}")
        if text.startswith(start):
            return safe(_(pattern).format(name=text.removeprefix(start)))
    return safe(_(text))
