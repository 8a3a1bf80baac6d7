"""Lesson 2: every process has an address space of its own."""

import os
from signal import SIGSEGV

from memscope.collect.compare import compare
from memscope.collect.page_look import page_at
from memscope.errors import ProcessGone
from memscope.lab.sample import Sample
from memscope.lessons.base import Lesson, step
from memscope.lessons.stage import Stage, region_at
from memscope.model.kinds import Kind
from memscope.model.page import Page, PageState
from memscope.model.sharing import RegionPair, Sharing
from memscope.proc.fs import ProcFs

MIB = 1 << 20
NOBODY = 65534

_AS_ROOT = "frame numbers are hidden; run as root to see them"
_LIBRARY_KINDS = {Kind.CODE}


class IsolationLesson(Lesson):
    """Same addresses, separate memory; and what processes share after all."""

    name = "isolation"

    family: Sample
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
        one, other = stage.process(self.first), stage.process(self.second)
        stage.claim(
            "one-program",
            one.exe == other.exe if one.exe and other.exe else None,
            why=None if one.exe and other.exe else "the program's file is hidden",
            exe=one.exe,
        )
        stage.claim(
            "two-processes", one.pid != other.pid, first=one.pid, second=other.pid
        )

    @step("same-address")
    def same_address(self, stage: Stage) -> None:
        """Write two numbers to one address."""
        one = self.family.tell("set-global", 42, 1)
        other = self.family.tell("set-global", 7, 2)
        stage.claim(
            "addresses-are-equal",
            one["global"] == other["global"],
            address=one["global"],
            other=other["global"],
        )
        stage.claim(
            "values-differ",
            (one["value"], other["value"]) == (42, 7),
            address=one["global"],
            first=one["value"],
            second=other["value"],
        )
        page, twin = (
            page_at(self.first, self.address),
            page_at(self.second, self.address),
        )
        known = page.frame is not None and twin.frame is not None
        stage.claim(
            "frames-differ",
            page.frame != twin.frame if known else None,
            why=None if known else _AS_ROOT,
            first=_hex(page.frame),
            second=_hex(twin.frame),
        )

    @step("kernel-says")
    def kernel_says(self, stage: Stage) -> None:
        """Ask the kernel whether it is one address space or two."""
        snapshot = stage.look(self.first, self.second)
        names = [process.address_space for process in snapshot.processes]
        known = len(names) == 2 and None not in names
        why = next((gap.why for gap in snapshot.gaps), "the kernel would not compare")
        stage.claim(
            "address-spaces-differ",
            names[0] != names[1] if known else None,
            why=None if known else why,
            first=self.first,
            second=self.second,
        )

    @step("unseen-writes")
    def unseen_writes(self, stage: Stage) -> None:
        """Change the number in one process and look at it in the other."""
        before = self.family.tell("get-global", 2)["value"]
        self.family.tell("set-global", 99, 1)
        after = self.family.tell("get-global", 2)["value"]
        stage.claim("write-is-not-seen", before == after, before=before, after=after)

    @step("foreign-address")
    def foreign_address(self, stage: Stage) -> None:
        """Use an address of one process in another, where nothing is."""
        owner = stage.start("anatomy")
        stray = stage.lab.start("wild", language="python")
        address = _address_of_owner_alone(stage, owner, stray)
        ending = stage.ending_of(stray, "peek", hex(address))
        stage.show(owner.pid, focus=address)
        stage.claim(
            "foreign-address-is-fatal",
            ending == -SIGSEGV,
            address=hex(address),
            pid=stray.pid,
            ending=ending,
        )
        stage.claim("owner-goes-on", owner.alive, owner=owner.pid)
        owner.stop()

    @step("other-user")
    def other_user(self, stage: Stage) -> None:
        """Try to read the memory of somebody else's process."""
        if os.geteuid() == 0:
            snoop = stage.lab.start(
                "snoop", language="python", args=("--as", f"{NOBODY}")
            )
            target, address = self.first, self.address
        else:
            snoop = stage.lab.start("snoop", language="python")
            target, address = 1, 0x1000
        answer = snoop.tell("read", target, hex(address))
        why = _why_not_somebody_elses(target)
        stage.show(self.first, self.second)
        stage.claim(
            "reading-is-refused",
            None if why else not answer["read"],
            why=why,
            reader=snoop.pid,
            target=target,
            error=answer.get("error"),
        )
        snoop.stop()

    @step("copy-on-write")
    def copy_on_write(self, stage: Stage) -> None:
        """Fork, and watch pages part as the child writes."""
        film = stage.start("pages", "--pages", "64", language="python")
        parent, child = film.pid, int(film.facts["child"])
        start, size = int(film.facts["private"], 16), int(film.facts["page_size"])
        stage.show(parent, child, focus=start)
        both = [_shares_page(parent, child, start + n * size) for n in range(64)]
        stage.claim(
            "fork-shares-all-pages",
            None if None in both else all(both),
            why=_AS_ROOT if None in both else None,
            shared=sum(one is True for one in both),
            pages=64,
        )
        film.tell("touch", 0, 16)
        both = [_shares_page(parent, child, start + n * size) for n in range(64)]
        written, rest = both[:16], both[16:]
        stage.claim(
            "written-pages-part",
            not any(written) if None not in written else None,
            why=_AS_ROOT if None in written else None,
            parted=sum(one is False for one in written),
            written=16,
        )
        stage.claim(
            "other-pages-stay-shared",
            None if None in rest else all(rest),
            why=_AS_ROOT if None in rest else None,
            shared=sum(one is True for one in rest),
            rest=48,
        )
        self.film = film

    film: Sample

    @step("libraries")
    def libraries(self, stage: Stage) -> None:
        """Compare the code of two programs that were started separately."""
        one, other = stage.start("anatomy"), stage.start("anatomy")
        stage.show(one.pid, other.pid)
        comparison = compare(one.pid, other.pid)
        pairs = [pair for pair in comparison.pairs if _is_code(pair)]
        same = [pair for pair in pairs if pair.sharing is Sharing.SAME_FRAMES]
        compared = [pair for pair in pairs if pair.pages and pair.pages.both]
        undecided = any(pair.pages and pair.pages.undecided for pair in compared)
        proof = comparison.page_proof
        stage.claim(
            "code-is-there-once",
            None if undecided or not compared else len(same) == len(compared),
            why=_AS_ROOT if undecided else None if compared else "no code was compared",
            regions=len(compared),
            same=len(same),
            pages=sum(pair.pages.same for pair in compared if pair.pages),
            proof=proof.value if proof else None,
        )
        one.stop()
        other.stop()

    @step("shared-on-purpose")
    def shared_on_purpose(self, stage: Stage) -> None:
        """The exception: memory that was asked to be shared."""
        address = int(self.film.facts["shared"], 16)
        parent, child = self.film.pid, int(self.film.facts["child"])
        stage.show(parent, child, focus=address)
        self.film.tell("child-write", 2026)
        value = self.film.tell("parent-read")["value"]
        region = region_at(stage.process(parent), address)
        stage.claim(
            "mapped-to-be-shared",
            region is not None and region.kind is Kind.SHARED,
            address=hex(address),
            kind=region.kind.value if region else None,
        )
        stage.claim("write-is-seen", value == 2026, address=hex(address), value=value)
        shares = _shares_page(parent, child, address)
        stage.claim("same-frame", shares, why=_AS_ROOT if shares is None else None)


def _hex(number: int | None) -> str | None:
    return None if number is None else hex(number)


def _address_of_owner_alone(stage: Stage, owner: Sample, stray: Sample) -> int:
    """Return an address with memory in one process and nothing in the other."""
    there = stage.process(stray.pid)
    while True:
        address = int(owner.tell("large-alloc", 256 * MIB)["large"], 16)
        if region_at(there, address) is None:
            return address


def _shares_page(first: int, second: int, address: int) -> bool | None:
    """Tell whether two processes have one page frame there; None: unknown.

    A page that is mapped once cannot be the other's too; that much is known without
    frame numbers.
    """
    one, other = page_at(first, address), page_at(second, address)
    if one.frame is not None and other.frame is not None:
        return one.frame == other.frame
    if _is_alone(one) or _is_alone(other):
        return False
    return None


def _is_alone(page: Page) -> bool:
    return page.exclusive is True or page.state is PageState.EXCLUSIVE


def _is_code(pair: RegionPair) -> bool:
    return pair.first.kind in _LIBRARY_KINDS and pair.same_object


def _why_not_somebody_elses(target: int) -> str | None:
    """Say why the target would not do: it has to belong to another user."""
    try:
        with ProcFs().process(target) as directory:
            owner = os.fstat(directory.fd).st_uid
    except ProcessGone:
        return "no process of another user is to be seen here"
    reader = NOBODY if os.geteuid() == 0 else os.geteuid()
    return None if owner != reader else "no process of another user is to be seen here"
