"""Lesson 1: a program becomes a process, and its memory has an order."""

from signal import SIGSEGV

from memscope.i18n import N_
from memscope.lab.sample import Sample
from memscope.lessons.base import Lesson, step
from memscope.lessons.stage import (
    Stage,
    address_in,
    hexed,
    regions_of_kind,
)
from memscope.model.kinds import Kind
from memscope.model.process import Process, Stack
from memscope.model.region import Region
from memscope.proc.machine import TICK_MS

MIB = 1 << 20
LARGE = 64 * MIB
TRIMMED = MIB
"""What an allocator may give back, or keep, of its small blocks meanwhile; a mapping
that was not made, or not given back, is 64 times as much."""

_EXPECTED = {
    "function": (Kind.CODE,),
    "constant": (Kind.RODATA, Kind.RELRO),
    "data": (Kind.DATA, Kind.RELRO),
    "bss": (Kind.BSS,),
    "small": (Kind.HEAP,),
    "large": (Kind.ANON,),
    "local": (Kind.STACK,),
}
"""Where the notes say that each thing lies, in the words of the map."""

_NO_BRK = N_("this program's C library does not use the brk heap")
_NO_POINTER = N_(
    "the kernel does not show the stack pointer here; run as the owner or as root"
)
_NO_REGISTERS = N_(
    "the kernel does not show the registers here; see `memscope doctor` for the remedy"
)


class ProcessLesson(Lesson):
    """What starting a program makes, and where its parts lie."""

    name = "process"

    sample: Sample

    @step("born")
    def born(self, stage: Stage) -> None:
        """Start a program and ask the kernel who it is."""
        before = stage.running_now()
        self.sample = stage.start("anatomy")
        process = stage.process(self.sample.pid)
        parent = stage.process(process.ppid)
        stage.claim(
            "is-new",
            process.pid not in before,
            pid=process.pid,
            started_s=round(process.start_ticks * TICK_MS / 1000, 2),
        )
        stage.claim(
            "has-identity",
            process.pid == self.sample.facts["pid"],
            pid=process.pid,
            name=process.name,
        )
        stage.claim(
            "has-parent",
            parent.start_ticks <= process.start_ticks,
            parent=parent.pid,
            parent_started=parent.start_ticks,
            started=process.start_ticks,
        )
        stage.claim(
            "has-memory",
            bool(process.regions) and bool(process.usage.virtual),
            regions=len(process.regions),
            virtual=process.usage.virtual,
            resident=process.usage.resident,
        )

    @step("segments")
    def segments(self, stage: Stage) -> None:
        """Compare where the program says its parts are with what the map says."""
        process = stage.process(self.sample.pid)
        for what, kinds in _EXPECTED.items():
            address = address_in(self.sample.facts.get(what))
            region = process.region_at(address) if address is not None else None
            fits = region is not None and region.kind in kinds
            stage.claim(
                f"{what}-lies-there",
                fits if address is not None else None,
                why=N_("the program cannot tell this address"),
                address=hexed(address),
                kind=region.kind.value if region else None,
            )

    @step("code-is-read-only")
    def code_is_read_only(self, stage: Stage) -> None:
        """Let a second program write into its own code."""
        code = regions_of_kind(stage.process(self.sample.pid), Kind.CODE)
        writable = [region for region in code if region.is_writable]
        stage.claim(
            "no-code-is-writable",
            bool(code) and not writable,
            regions=len(code),
            writable=len(writable),
        )
        wild = stage.lab.start("wild", language=stage.language)
        ending = stage.ending_of(wild, "write-code")
        stage.claim(
            "writing-code-is-fatal", ending == -SIGSEGV, wild=wild.pid, ending=ending
        )
        stage.claim("others-go-on", self.sample.alive, pid=self.sample.pid)

    @step("heap-grows")
    def heap_grows(self, stage: Stage) -> None:
        """Ask for many small blocks: the end of the heap moves."""
        before = _heap(stage.process(self.sample.pid))
        self.sample.tell("heap-grow", 4 * MIB)
        after = _heap(stage.process(self.sample.pid))
        stage.let_see(self.sample.pid, focus=after.start if after else None)
        grown = after is not None and (before is None or after.end > before.end)
        stage.claim(
            "end-of-heap-moved",
            grown if after else None,
            why=_NO_BRK,
            before=hexed(before.end) if before else None,
            after=hexed(after.end) if after else None,
            grown=(after.size - before.size) if after and before else None,
        )
        self.sample.tell("heap-free")
        freed = _heap(stage.process(self.sample.pid))
        full, rest = _resident(after), _resident(freed)
        stage.claim(
            "freed-heap-shrinks",
            rest < full if full is not None and rest is not None else None,
            why=_NO_BRK,
            before=full,
            after=rest,
        )

    @step("large-block")
    def large_block(self, stage: Stage) -> None:
        """Ask for one large block, and give it back."""
        before = stage.at_rest(self.sample.pid).usage.virtual or 0
        address = address_in(self.sample.tell("large-alloc", LARGE)["large"]) or 0
        during = stage.at_rest(self.sample.pid)
        most = during.usage.virtual or 0
        region = during.region_at(address)
        stage.let_see(self.sample.pid, focus=address)
        stage.claim(
            "large-block-has-own-mapping",
            region is not None and region.kind is Kind.ANON and region.size >= LARGE,
            address=hexed(address),
            kind=region.kind.value if region else None,
            size=region.size if region else None,
        )
        stage.claim(
            "virtual-grew", most - before >= LARGE - TRIMMED, grown=most - before
        )
        self.sample.tell("large-free")
        after = stage.at_rest(self.sample.pid).usage.virtual or 0
        stage.claim(
            "freed-block-is-gone",
            after <= most - LARGE + TRIMMED,
            before=most,
            after=after,
        )

    @step("stack-grows")
    def stack_grows(self, stage: Stage) -> None:
        """Call functions that call functions."""
        before = _main_stack(stage.at_rest(self.sample.pid))
        self.sample.tell("recurse", 300)
        deep = _main_stack(stage.at_rest(self.sample.pid))
        stage.let_see(self.sample.pid, focus=deep.start if deep else None)
        self.sample.tell("unwind")
        back = _main_stack(stage.at_rest(self.sample.pid))
        depths = [stack.depth if stack else None for stack in (before, deep, back)]
        stage.claim(
            "calls-deepen-the-stack",
            _is_less(depths[0], depths[1]),
            why=_NO_POINTER,
            before=depths[0],
            deep=depths[1],
        )
        sizes = [stack.size if stack else None for stack in (before, deep)]
        stage.claim(
            "stack-region-grew",
            _is_less(*sizes),
            why=N_("the stack is not to be found in the map"),
            before=sizes[0],
            after=sizes[1],
        )
        stage.claim(
            "returning-gives-it-back",
            _is_less(depths[2], depths[1]),
            why=_NO_POINTER,
            deep=depths[1],
            back=depths[2],
        )

    @step("registers")
    def registers(self, stage: Stage) -> None:
        """See where the processor is: program counter and stack pointer."""
        process = stage.at_rest(self.sample.pid)
        main = process.threads[0]
        code = process.region_at(main.pc) if main.pc is not None else None
        stack = process.region_at(main.sp) if main.sp is not None else None
        stage.show(self.sample.pid, focus=main.pc)
        stage.claim(
            "pc-in-code",
            _is_kind(code, Kind.CODE) if main.pc is not None else None,
            why=_NO_REGISTERS,
            pc=hexed(main.pc),
            where=code.label if code else None,
            kind=code.kind.value if code else None,
        )
        stage.claim(
            "sp-in-stack",
            _is_kind(stack, Kind.STACK) if main.sp is not None else None,
            why=_NO_REGISTERS,
            sp=hexed(main.sp),
            where=stack.label if stack else None,
            kind=stack.kind.value if stack else None,
        )
        first, _ = stage.registers_of(self.sample.pid)
        self.sample.tell("recurse", 100)
        later = stage.at_rest(self.sample.pid).threads[0]
        second, why = stage.registers_of(self.sample.pid)
        self.sample.tell("unwind")
        stage.claim(
            "stack-pointer-moved",
            _is_less(later.sp, main.sp),
            why=_NO_REGISTERS,
            before=hexed(main.sp),
            after=hexed(later.sp),
        )
        old, new = first.registers or {}, second.registers or {}
        changed = sum(old[name] != new[name] for name in old.keys() & new.keys())
        stage.claim(
            "registers-change",
            changed > 0 if old and new else None,
            why=why or _NO_REGISTERS,
            count=len(new) or None,
            changed=changed if old and new else None,
            stopped_us=second.stopped_us,
        )


def _is_kind(region: Region | None, kind: Kind) -> bool:
    return region is not None and region.kind is kind


def _is_less(one: int | None, other: int | None) -> bool | None:
    return None if one is None or other is None else one < other


def _heap(process: Process) -> Region | None:
    return next(iter(regions_of_kind(process, Kind.HEAP)), None)


def _resident(region: Region | None) -> int | None:
    """Bytes in RAM; the whole size where the kernel does not say."""
    if region is None or region.usage.resident is None:
        return region.size if region else None
    return region.usage.resident


def _main_stack(process: Process) -> Stack | None:
    return process.threads[0].stack
