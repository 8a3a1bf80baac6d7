"""Lesson 2: every process has an address space of its own."""

import os
from signal import SIGSEGV

from memscope.collect.closer.compare import compare
from memscope.errors import ProcError, SampleFailed
from memscope.i18n import N_, _
from memscope.lab.sample import Sample
from memscope.lessons.base import Lesson, step
from memscope.lessons.one_page import (
    Pair,
    copied_bars,
    is_one_object,
    pair_of,
    shares_of,
)
from memscope.lessons.stage import Stage, hexed
from memscope.model.kinds import Kind
from memscope.model.sharing import RegionPair, Sharing, SpaceRelation
from memscope.proc.fs import ProcFs
from memscope.proc.remedies import to_decide_by_frames

MIB = 1 << 20
NOBODY = 65534
PAGES, WRITTEN = 64, 16

_REFUSALS = ("EACCES", "EPERM")
_MOST_TRIES = 16
_NOBODY_ELSE = N_("no process of another user is to be seen here; run as root")
_NOT_COMPARED = N_("the kernel would not compare them; run as root")


class IsolationLesson(Lesson):
    """Same addresses, separate memory; and what processes share after all."""

    name = "isolation"

    family: Sample
    film: Sample
    pair: Pair
    first: int
    second: int
    address: int

    @step("two-processes")
    def two_processes(self, stage: Stage) -> None:
        """Start two processes of one program."""
        self.family = stage.start("forks", "--children", "2")
        people = self.family.facts["processes"]
        self.first, self.second = people[1]["pid"], people[2]["pid"]
        self.address = int(people[1]["global"], 16)
        stage.show(self.first, self.second, focus=self.address)
        found = compare(self.first, self.second, contents=False)
        one, other = stage.process(found.first.pid), stage.process(found.second.pid)
        stage.claim(
            "one-program",
            one.exe == other.exe if one.exe and other.exe else None,
            why=N_("the program's file is hidden"),
            exe=one.exe,
        )
        stage.claim(
            "two-processes",
            one.pid != other.pid,
            first=one.pid,
            second=other.pid,
            address=hex(self.address),
        )
        self.pair = Pair(self.first, self.second, found.address_space)

    @step("same-address")
    def same_address(self, stage: Stage) -> None:
        """Write two numbers to one address."""
        self.family.tell("set-global", 42, 1)
        self.family.tell("set-global", 7, 2)
        one = self.family.tell("get-global", 1)
        other = self.family.tell("get-global", 2)
        stage.show(self.first, self.second, focus=self.address)
        stage.claim(
            "addresses-are-equal",
            one["global"] == other["global"],
            first_address=one["global"],
            second_address=other["global"],
        )
        stage.claim(
            "values-differ",
            (one["value"], other["value"]) == (42, 7),
            first_value=one["value"],
            second_value=other["value"],
        )
        is_one, proof = self.pair.is_one_page(self.address)
        frames = self.pair.frames(self.address)
        stage.claim(
            "frames-differ",
            None if is_one is None else not is_one,
            why=to_decide_by_frames(),
            first_frame=hexed(frames[0]),
            second_frame=hexed(frames[1]),
            proof=proof,
        )

    @step("kernel-says")
    def kernel_says(self, stage: Stage) -> None:
        """Ask the kernel whether it is one address space or two."""
        found = compare(self.first, self.second, contents=False)
        stage.claim(
            "address-spaces-differ",
            found.address_space is SpaceRelation.SEPARATE
            if found.address_space is not SpaceRelation.UNKNOWN
            else None,
            why=_NOT_COMPARED,
            proof=", ".join(found.space_proofs) or None,
        )

    @step("unseen-writes")
    def unseen_writes(self, stage: Stage) -> None:
        """Change the number in one process and look at it in the other."""
        before = self.family.tell("get-global", 2)["value"]
        self.family.tell("set-global", 99, 1)
        after = self.family.tell("get-global", 2)["value"]
        stage.show(self.first, self.second, focus=self.address)
        stage.claim("write-is-not-seen", before == after, before=before, after=after)

    @step("foreign-address")
    def foreign_address(self, stage: Stage) -> None:
        """Use an address of one process in another, where nothing is."""
        owner = stage.start("anatomy")
        stage.stop_later(owner)
        stray = stage.lab.start("wild", language=stage.language)
        address = _address_of_owner_alone(stage, owner, stray)
        ending = stage.ending_of(stray, "peek", hex(address))
        stage.show(owner.pid, focus=address)
        stage.claim(
            "foreign-address-is-fatal",
            ending == -SIGSEGV,
            foreign=hex(address),
            pid=stray.pid,
            ending=ending,
        )
        stage.claim("owner-goes-on", owner.alive, owner=owner.pid)

    @step("other-user")
    def other_user(self, stage: Stage) -> None:
        """Try to read the memory of somebody else's process."""
        stage.show(self.first, self.second)
        is_root = os.geteuid() == 0
        target = self.first if is_root else _somebody_elses(stage)
        args = ("--as", f"{NOBODY}") if is_root else ()
        if target is None:
            stage.claim("reading-is-refused", None, why=_NOBODY_ELSE)
            return
        snoop = stage.lab.start("snoop", language="python", args=args)
        answer = snoop.tell("read", target, hex(self.address))
        stage.claim(
            "reading-is-refused",
            not answer["read"] and answer.get("error") in _REFUSALS,
            reader=snoop.pid,
            target=target,
            error=answer.get("error"),
        )
        snoop.stop()

    @step("copy-on-write")
    def copy_on_write(self, stage: Stage) -> None:
        """Fork, and watch pages part as the child writes."""
        self.film = film = stage.start(
            "pages", "--pages", f"{PAGES}", language="python"
        )
        parent, child = film.pid, int(film.facts["child"])
        start, size = int(film.facts["private"], 16), int(film.facts["page_size"])
        stage.show(parent, child, focus=start)
        pair = pair_of(parent, child, is_whole_family=True)
        pages = [start + number * size for number in range(PAGES)]
        both, proof = shares_of(pair, pages)
        stage.claim(
            "fork-shares-all-pages",
            _all(both),
            why=to_decide_by_frames(),
            shared=_count(both, True),
            pages=PAGES,
            proof=proof,
        )
        stage.let_see(parent, child, focus=start)
        film.tell("touch", 0, WRITTEN)
        written, proof = shares_of(pair, pages[:WRITTEN])
        stage.claim(
            "written-pages-part",
            None if None in written else not any(written),
            why=to_decide_by_frames(),
            parted=_count(written, False),
            written=WRITTEN,
            proof=proof,
        )
        rest, proof = shares_of(pair, pages[WRITTEN:])
        stage.claim(
            "other-pages-stay-shared",
            _all(rest),
            why=to_decide_by_frames(),
            still=_count(rest, True),
            rest=PAGES - WRITTEN,
            proof=proof,
        )
        stage.exhibit(copied_bars(PAGES, both, [*written, *rest]))

    @step("libraries")
    def libraries(self, stage: Stage) -> None:
        """Compare the code of two programs that were started separately."""
        one, other = stage.start("anatomy"), stage.start("anatomy")
        stage.stop_later(one, other)
        stage.show(one.pid, other.pid)
        comparison = compare(one.pid, other.pid)
        pairs = [pair for pair in comparison.pairs if _is_code(pair)]
        compared = [pair for pair in pairs if pair.pages and pair.pages.both]
        same = [pair for pair in compared if pair.sharing is Sharing.SAME_FRAMES]
        undecided = any(pair.pages and pair.pages.undecided for pair in compared)
        stage.claim(
            "code-is-there-once",
            len(same) == len(compared) if compared and not undecided else None,
            why=to_decide_by_frames()
            if undecided
            else N_("no code of both is in memory now"),
            regions=len(compared),
            same=len(same),
            common=sum(pair.pages.same for pair in compared if pair.pages),
            proof=comparison.page_proof,
        )

    @step("shared-on-purpose")
    def shared_on_purpose(self, stage: Stage) -> None:
        """The exception: memory that was asked to be shared."""
        address = int(self.film.facts["shared"], 16)
        parent, child = self.film.pid, int(self.film.facts["child"])
        stage.show(parent, child, focus=address)
        self.film.tell("child-write", 2026)
        value = self.film.tell("parent-read")["value"]
        one = stage.process(parent).region_at(address)
        other = stage.process(child).region_at(address)
        stage.claim(
            "mapped-to-be-shared",
            one is not None and one.kind is Kind.SHARED,
            shared_at=hex(address),
            kind=one.kind.value if one else None,
        )
        stage.claim(
            "shared-write-is-seen", value == 2026, shared_at=hex(address), value=value
        )
        is_one, proof = pair_of(parent, child, is_whole_family=True).is_one_page(
            address
        )
        if is_one is None and is_one_object(one, other):
            is_one, proof = True, "one-object"
        stage.claim("same-frame", is_one, why=to_decide_by_frames(), proof=proof)


def _all(answers: list[bool | None]) -> bool | None:
    return False if False in answers else None if None in answers else True


def _count(answers: list[bool | None], wanted: bool) -> int | None:
    """How many pages are known to be so; None when nothing is known of any."""
    known = [one for one in answers if one is not None]
    return known.count(wanted) if known else None


def _address_of_owner_alone(stage: Stage, owner: Sample, stray: Sample) -> int:
    """Return an address with memory in one process and nothing in the other.

    Raises:
        SampleFailed: Both have something wherever we look.
    """
    there = stage.process(stray.pid)
    for _try in range(_MOST_TRIES):
        address = int(owner.tell("large-alloc", 8 * MIB)["large"], 16)
        if there.region_at(address) is None:
            return address
    raise SampleFailed(_("no address was found that only one of two processes uses"))


def _is_code(pair: RegionPair) -> bool:
    return pair.first.kind is Kind.CODE and pair.same_object


def _somebody_elses(stage: Stage) -> int | None:
    """Return a process that belongs to another user; None when none is to be seen."""
    for pid in sorted(stage.running_now()):
        try:
            with ProcFs().process(pid) as directory:
                if os.fstat(directory.fd).st_uid != os.geteuid():
                    return pid
        except ProcError:
            continue
    return None
