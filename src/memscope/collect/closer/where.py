"""What is at an address: one question, one look."""

from dataclasses import dataclass, field

from msgspec.structs import replace

from memscope.analyze.where import WrittenAddress
from memscope.collect.closer.chains import with_chains
from memscope.collect.closer.nodes import with_nodes
from memscope.collect.closer.pages import cached_of
from memscope.collect.closer.symbols import Names, ProcessNames
from memscope.collect.closer.target import living_directory
from memscope.collect.look.look import Detail
from memscope.collect.look.snapshot import Collector
from memscope.errors import AccessDenied, NotProvided, ProcError, ProcessGone
from memscope.i18n import _
from memscope.model.abi import pointer_size
from memscope.model.page import PageState
from memscope.model.place import Place
from memscope.model.process import Process, Thread
from memscope.model.region import Region, vma_of
from memscope.model.snapshot import MEMORY_MAP, Gap
from memscope.parse.pagemap import Pages
from memscope.proc.fs import ProcDir, ProcFs
from memscope.proc.machine import PAGE_SIZE
from memscope.proc.memory import TargetMemory
from memscope.proc.page_cache import cached_in_each
from memscope.proc.scan import scan_pages
from memscope.proc.settings import nodes_with_memory

_BYTES = 16


@dataclass(frozen=True, slots=True)
class Located:
    """The answer.

    Attributes:
        process: As it was.
        place: What is there.
        gaps: What could not be found out.
    """

    process: Process
    place: Place
    gaps: tuple[Gap, ...]


@dataclass(slots=True)
class Where:
    """Answers questions about addresses; keeps symbol tables between them."""

    fs: ProcFs = field(default_factory=ProcFs)
    _collector: Collector = field(default_factory=Collector)
    _names: Names = field(default_factory=Names)

    def look(self, pid: int, address: int | WrittenAddress) -> Located:
        """Look at a process now and tell what is at an address.

        Args:
            pid: The process.
            address: The address, or what somebody wrote for one.

        Raises:
            ProcessGone: There is no such process, or it ended meanwhile.
            AccessDenied: We may not see its map.
            NotProvided: It has none: a kernel thread, or one that has ended.
        """
        # With what smaps says: it decides labels, as it does in a snapshot.
        snapshot = self._collector.look([pid], detail=Detail.MEMORY)
        process = snapshot.process(pid)
        if process is None:
            raise ProcessGone(pid)
        if not process.regions:
            raise _no_map(pid, snapshot.gaps)
        with living_directory(self.fs, process) as directory:
            return self.inspect(directory, process, address, snapshot.gaps)

    def inspect(
        self,
        directory: ProcDir,
        process: Process,
        address: int | WrittenAddress,
        gaps: tuple[Gap, ...] = (),
    ) -> Located:
        """Tell the same for a process that was looked at just before.

        Args:
            directory: Of that very process.
            process: From a snapshot.
            address: As for `look`.
            gaps: Of that snapshot.

        Raises:
            ProcessGone: It ended.
        """
        names = self._names.of(directory, process)
        if isinstance(address, WrittenAddress):
            address = address.choose(lambda one: names.regions.at(one) is not None)
        place = _place(names, address)
        own = (gap for gap in gaps if gap.pid in (None, process.pid))
        return Located(process, place, (*own, *names.gaps))


def _no_map(pid: int, gaps: tuple[Gap, ...]) -> ProcError:
    """Say why there is nothing to look into: no permission, or nothing there."""
    gap = next((one for one in gaps if one.pid == pid), None)
    why = gap.why if gap is not None else ""
    if gap is not None and why == AccessDenied.reason:
        return AccessDenied(pid, MEMORY_MAP, hint=gap.remedy)
    return NotProvided(pid, MEMORY_MAP, _(why)) if why else ProcessGone(pid)


def _place(names: ProcessNames, address: int) -> Place:
    region = names.regions.at(address)
    below, above = names.regions.around(address)
    page, data, points_at = None, None, None
    if region is not None:
        (cached,) = cached_of(names.directory, [region])
        region = replace(region, cached=cached)
        if len(nodes_with_memory()) > 1:
            (region,) = with_nodes(names.directory, (region,))
        page, data = _look_at_page(names.directory, address)
        if page is PageState.ABSENT and region.inode:
            page = PageState.UNMAPPED
    word = pointer_size(names.process.abi)
    if data is not None and address % word == 0 and len(data) >= word:
        found = names.pointer(int.from_bytes(data[:word], "little"))
        points_at = None if found is None else with_chains(names, [found])[0]
    offset = address - region.start if region else None
    has_file = region is not None and bool(region.inode)
    return Place(
        address=address,
        region=region,
        offset=offset,
        file_offset=region.offset + address - region.start
        if region and has_file
        else None,
        thread=_owner(names.process, region),
        section=names.section_at(address),
        named=names.symbol_at(address),
        page=page,
        data=data,
        points_at=points_at,
        below=below,
        above=above,
        is_cached=_is_cached(names.directory, region, address)
        if region is not None and page is PageState.UNMAPPED
        else None,
    )


def _is_cached(directory: ProcDir, region: Region, address: int) -> bool | None:
    """Ask the page cache about one page of a mapped file."""
    start = address - address % PAGE_SIZE
    part = vma_of(region), start, start + PAGE_SIZE
    (found,) = cached_in_each(directory, [part])
    return None if found is None else bool(found)


def _owner(process: Process, region: Region | None) -> Thread | None:
    if region is None or region.thread is None:
        return None
    return next((one for one in process.threads if one.tid == region.thread), None)


def _look_at_page(directory: ProcDir, address: int) -> tuple[PageState, bytes | None]:
    """Return the state of the page, and the bytes there when it is in RAM."""
    start = address - address % PAGE_SIZE
    if start >> 63:  # the vsyscall page has no page table to look into
        return PageState.UNKNOWN, None
    try:
        pages = scan_pages(directory, [(start, start + PAGE_SIZE)])
    except (AccessDenied, NotProvided):
        return PageState.UNKNOWN, None
    state = page_state(pages, address)
    if state is not PageState.PRESENT:
        return state, None
    try:
        size = min(_BYTES, start + PAGE_SIZE - address)
        return state, TargetMemory(directory, pages).read(address, size)
    except AccessDenied:
        return state, None


def page_state(pages: Pages, address: int) -> PageState:
    """Return what a scan says about the page of an address that was scanned."""
    if address in pages.unread:
        return PageState.UNKNOWN
    if address in pages.resident:
        return PageState.PRESENT
    if address in pages.zero:
        return PageState.ZERO
    if address in pages.guards:
        return PageState.GUARD
    return PageState.SWAPPED if address in pages.swapped else PageState.ABSENT
