"""Lesson 1: a program becomes a process, and its memory has an order."""

from signal import SIGSEGV

from memscope.lab.sample import Sample
from memscope.lessons.base import Lesson, step
from memscope.lessons.stage import Stage, region_at, regions_of_kind
from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.region import Region

MIB = 1 << 20

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


class ProcessLesson(Lesson):
    """What starting a program makes, and where its parts lie."""

    name = "process"

    sample: Sample

    @step("born")
    def born(self, stage: Stage) -> None:
        """Start a program and ask the kernel who it is."""
        self.sample = stage.start("anatomy")
        process = stage.process(self.sample.pid)
        parent = stage.process(process.ppid)
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
        facts = self.sample.facts
        for what, kinds in _EXPECTED.items():
            address = _address(facts.get(what))
            region = region_at(process, address) if address is not None else None
            stage.claim(
                f"{what}-lies-there",
                None
                if address is None
                else region is not None and region.kind in kinds,
                why="the sample cannot tell this address" if address is None else None,
                address=_hex(address),
                kind=region.kind.value if region else None,
            )

    @step("code-is-read-only")
    def code_is_read_only(self, stage: Stage) -> None:
        """Let a second program write into its own code."""
        process = stage.process(self.sample.pid)
        writable = [
            region
            for region in regions_of_kind(process, Kind.CODE)
            if "w" in region.perms
        ]
        stage.claim("no-code-is-writable", not writable, writable=len(writable))
        wild = stage.lab.start("wild", language="python")
        ending = stage.ending_of(wild, "write-code")
        stage.claim(
            "writing-code-is-fatal",
            ending == -SIGSEGV,
            pid=wild.pid,
            ending=ending,
        )
        stage.claim("others-go-on", self.sample.alive, pid=self.sample.pid)

    @step("heap-grows")
    def heap_grows(self, stage: Stage) -> None:
        """Ask for many small blocks: the end of the heap moves."""
        before = _heap(stage.process(self.sample.pid))
        self.sample.tell("heap-grow", 4 * MIB)
        after = _heap(stage.process(self.sample.pid))
        stage.show(self.sample.pid, focus=after.end - 1 if after else None)
        stage.claim(
            "end-of-heap-moved",
            None if after is None else before is None or after.end > before.end,
            why="this program has no brk heap" if after is None else None,
            before=_hex(before.end) if before else None,
            after=_hex(after.end) if after else None,
            grown=(after.size - before.size) if after and before else None,
        )
        self.sample.tell("heap-free")
        freed = _heap(stage.process(self.sample.pid))
        stage.claim(
            "freed-heap-shrinks",
            None if not (after and freed) else _resident(freed) < _resident(after),
            why=None if after and freed else "this program has no brk heap",
            before=_resident(after) if after else None,
            after=_resident(freed) if freed else None,
        )

    @step("large-block")
    def large_block(self, stage: Stage) -> None:
        """Ask for one large block, and give it back."""
        before = stage.process(self.sample.pid)
        answer = self.sample.tell("large-alloc", 64 * MIB)
        address = _address(answer["large"]) or 0
        during = stage.process(self.sample.pid)
        region = region_at(during, address)
        stage.show(self.sample.pid, focus=address)
        stage.claim(
            "large-block-has-own-mapping",
            region is not None and region.kind is Kind.ANON and region.size >= 64 * MIB,
            address=_hex(address),
            size=region.size if region else None,
        )
        grown = (during.usage.virtual or 0) - (before.usage.virtual or 0)
        stage.claim("virtual-grew", grown >= 64 * MIB, grown=grown)
        self.sample.tell("large-free")
        after = stage.process(self.sample.pid)
        stage.claim(
            "freed-block-is-gone",
            (after.usage.virtual or 0) <= (during.usage.virtual or 0) - 64 * MIB,
            before=during.usage.virtual,
            after=after.usage.virtual,
        )

    @step("stack-grows")
    def stack_grows(self, stage: Stage) -> None:
        """Call functions that call functions."""
        before = _depth(stage.at_rest(self.sample.pid))
        self.sample.tell("recurse", 1000)
        deep = _depth(stage.at_rest(self.sample.pid))
        self.sample.tell("unwind")
        back = _depth(stage.at_rest(self.sample.pid))
        known = before is not None and deep is not None and back is not None
        why = None if known else "the kernel does not show the stack pointer here"
        stage.claim(
            "calls-deepen-the-stack",
            deep > before if known and deep and before else None,
            why=why,
            before=before,
            deep=deep,
        )
        stage.claim(
            "returning-gives-it-back",
            back < deep if known and deep and back else None,
            why=why,
            deep=deep,
            back=back,
        )

    @step("registers")
    def registers(self, stage: Stage) -> None:
        """See where the processor is: program counter and stack pointer."""
        process = stage.at_rest(self.sample.pid)
        main = process.threads[0]
        code = region_at(process, main.pc) if main.pc is not None else None
        stack = region_at(process, main.sp) if main.sp is not None else None
        unseen = "the kernel does not show the registers here; run as its owner or root"
        stage.claim(
            "pc-in-code",
            None if main.pc is None else code is not None and code.kind is Kind.CODE,
            why=unseen if main.pc is None else None,
            pc=_hex(main.pc),
            where=code.label if code else None,
        )
        stage.claim(
            "sp-in-stack",
            None if main.sp is None else stack is not None and stack.kind is Kind.STACK,
            why=unseen if main.sp is None else None,
            sp=_hex(main.sp),
            where=stack.label if stack else None,
        )
        self.sample.tell("recurse", 100)
        later = stage.at_rest(self.sample.pid).threads[0]
        self.sample.tell("unwind")
        stage.claim(
            "they-change",
            None if main.sp is None or later.sp is None else later.sp != main.sp,
            why=unseen if main.sp is None or later.sp is None else None,
            before=_hex(main.sp),
            after=_hex(later.sp),
        )


def _address(fact: object) -> int | None:
    return int(fact, 16) if isinstance(fact, str) else None


def _hex(address: int | None) -> str | None:
    return None if address is None else hex(address)


def _heap(process: Process) -> Region | None:
    return next(iter(regions_of_kind(process, Kind.HEAP)), None)


def _resident(region: Region) -> int:
    return region.usage.resident if region.usage.resident is not None else region.size


def _depth(process: Process) -> int | None:
    """Bytes between the stack pointer and the top of the main stack."""
    main = process.threads[0]
    stack = next(iter(regions_of_kind(process, Kind.STACK)), None)
    if main.sp is None or stack is None or main.sp not in stack:
        return None
    return stack.end - main.sp
