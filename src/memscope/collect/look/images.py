"""From mapped files to spans of code, constants, data and bss."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from memscope.analyze.images.spans import image_spans
from memscope.analyze.images.tiles import Image, make_image
from memscope.analyze.images.trust import trust_in
from memscope.analyze.images.unexplained import (
    contradicted,
    groups_of,
    less_sure,
    replaced,
    with_data,
)
from memscope.analyze.meanings import file_name
from memscope.analyze.spans import Span
from memscope.collect.look.look import Look
from memscope.collect.look.watched import Watched
from memscope.errors import AccessDenied
from memscope.i18n import N_
from memscope.model.kinds import Confidence
from memscope.model.process import Build
from memscope.model.region import Vma
from memscope.model.snapshot import Gap
from memscope.parse.auxv import AT_ENTRY
from memscope.parse.elf import Elf
from memscope.proc.images import ElfFiles, FileKey, Opened, is_stale
from memscope.proc.machine import PAGE_SIZE, protects_programs, wall_time_of
from memscope.proc.memory import TargetMemory
from memscope.proc.remedies import to_open_files

_SETTLE_S = 2.0

_IMAGES: dict[tuple[FileKey, str], tuple[Elf, Image]] = {}
"""What was worked out of files; all collectors of this process of ours share it."""


@dataclass(slots=True)
class Images:
    """The images of all processes looked at, kept between looks."""

    _files: ElfFiles = field(default_factory=ElfFiles)
    _images: dict[tuple[FileKey, str], tuple[Elf, Image]] = field(
        default_factory=lambda: _IMAGES
    )

    def spans_of(self, look: Look, watched: Watched) -> tuple[list[Span], list[Gap]]:
        """Return what the ELF files say about this address space.

        While the map stays as it is, files are asked every two seconds whether they
        are still those of then.
        """
        now = time.monotonic()
        if now - watched.files_at >= _SETTLE_S:
            watched.files_at = now
            had_stale = _forget_stale(look, watched, watched.file_rows)
            if had_stale or _begin_to_show(look, watched):
                watched.images.forget()
        return watched.images.of((look.vmas,), partial(self._spans, look, watched))

    def _spans(self, look: Look, watched: Watched) -> tuple[list[Span], list[Gap]]:
        rows = _file_rows(look.vmas)
        _forget_moved(look, watched, rows)
        watched.file_rows = rows
        found: dict[FileKey, Image] = {}
        read: dict[FileKey, Opened] = {}
        for key, vma in _elf_files(look, watched, rows).items():
            opened = read[key] = self._files.of(look.directory, watched.files, vma)
            if opened.elf is not None:
                found[key] = self._image(key, vma.path, opened.elf)
        is_hidden = any(one.why is not None for one in read.values())
        gaps = [_gap(look.pid)] if is_hidden else []
        doubts = _doubts(look, watched, read)
        watched.doubted_files = frozenset(doubts)
        watched.builds = tuple(_builds(rows, read, doubts))
        spans, changed = _explained(look, watched.auxv, found, doubts)
        gaps += [_changed_gap(look.pid, path) for path in changed]
        return spans, gaps

    def _image(self, key: FileKey, path: str, elf: Elf) -> Image:
        known = self._images.get((key, path))
        if known is None or known[0] is not elf:
            known = (elf, make_image(path, elf, PAGE_SIZE))
            self._images[(key, path)] = known
        return known[1]


_Rows = dict[FileKey, list[Vma]]


def _file_rows(vmas: list[Vma]) -> _Rows:
    """Return the mappings of each file, in order of address."""
    rows: _Rows = {}
    for vma in vmas:
        if vma.inode:
            rows.setdefault((vma.device, vma.inode), []).append(vma)
    return rows


def _forget_stale(look: Look, watched: Watched, rows: _Rows) -> bool:
    """Forget files that are not those of then any more; tell if there were any."""
    stale = [
        key
        for key, known in watched.files.items()
        if key in rows and is_stale(look.directory, rows[key][0], known, was_away=False)
    ]
    for key in stale:
        del watched.files[key]
    return bool(stale)


def _forget_moved(look: Look, watched: Watched, rows: _Rows) -> None:
    """Forget files that are not mapped now, and others that came in their place."""
    before = watched.file_rows
    for key, known in list(watched.files.items()):
        mine = rows.get(key)
        if mine is None or (
            mine != before.get(key)
            and is_stale(look.directory, mine[0], known, was_away=True)
        ):
            del watched.files[key]


def _elf_files(look: Look, watched: Watched, rows: _Rows) -> dict[FileKey, Vma]:
    """Return one VMA of every file that is worth opening: where it begins, mostly.

    Those are the files that are mapped executable somewhere, and those that begin as
    ELF files do. Of others (fonts, locale archives) four bytes are read where they are
    in RAM, and the files are not opened at all.
    """
    first: dict[FileKey, Vma] = {}
    executable: set[FileKey] = set()
    for key, mine in rows.items():
        first[key] = mine[0]
        for vma in mine:
            if not vma.offset:
                first[key] = vma
            if vma.perms[2] == "x":
                executable.add(key)
                break
    others = {
        key: vma
        for key, vma in first.items()
        if key not in executable and not vma.offset and vma.perms[0] == "r"
    }
    marked = _marked(look, watched, list(others.values()))
    return {
        key: vma
        for key, vma in first.items()
        if key in executable or (key in others and vma.start in marked)
    }


def _marked(look: Look, watched: Watched, vmas: list[Vma]) -> set[int]:
    """Return where mappings begin with the mark of an ELF file."""
    watched.unseen_starts = starts = [vma.start for vma in vmas]
    if look.pages is None or not starts:
        return set()
    try:
        found = TargetMemory(look.directory, look.pages).read_each(starts, len(_MARK))
    except AccessDenied:
        return set()
    told = list(zip(starts, found, strict=True))
    watched.unseen_starts = [start for start, data in told if data is None]
    return {start for start, data in told if data == _MARK}


_MARK = b"\x7fELF"


def _begin_to_show(look: Look, watched: Watched) -> bool:
    """Tell whether a file's first page came to RAM that was not there before."""
    if look.pages is None:
        return False
    memory = TargetMemory(look.directory, look.pages)
    return any(memory.is_present(one, len(_MARK)) for one in watched.unseen_starts)


def _doubts(
    look: Look, watched: Watched, read: dict[FileKey, Opened]
) -> dict[FileKey, Confidence | None]:
    """Return how far to believe the files that say less than they could."""
    ticks = watched.start_ticks
    # A clock tick more: the kernel rounds down, and a build's last file is that young.
    began = wall_time_of((look.stat.start_ticks if ticks is None else ticks) + 1)
    doubts: dict[FileKey, Confidence | None] = {}
    for key, opened in read.items():
        status = opened.status
        trust: Confidence | None = Confidence.LIKELY
        if status is not None:
            times = status.written_ns, status.changed_ns, status.born_ns
            trust = trust_in(*times, began)
        if trust is not Confidence.CERTAIN:
            doubts[key] = trust
    if doubts and protects_programs():
        rows = watched.file_rows
        for key in [key for key in doubts if _is_program(rows[key], look.exe)]:
            del doubts[key]
    return doubts


def _builds(
    rows: _Rows,
    read: dict[FileKey, Opened],
    doubts: Mapping[FileKey, Confidence | None],
) -> Iterator[Build]:
    """Yield build-ids; a file that was written since says what another build is."""
    for key, opened in read.items():
        is_changed = doubts.get(key, Confidence.LIKELY) is None
        if opened.elf is not None and opened.elf.build_id and not is_changed:
            yield Build(rows[key][0].path, *key, opened.elf.build_id)


def _is_program(rows: list[Vma], exe: str | None) -> bool:
    """It is the file that the process runs; that of a memfd stays open to writers."""
    return rows[0].path == exe and not exe.startswith("/memfd:")


def _explained(
    look: Look,
    auxv: Mapping[int, int],
    images: dict[FileKey, Image],
    doubts: dict[FileKey, Confidence | None],
) -> tuple[list[Span], list[str]]:
    """Lay images over the map; where they do not fit, permissions have to do.

    Returns:
        Spans in order of address, and the files of which the headers are no help.
    """
    vmas = look.vmas
    changed = {key for key, trust in doubts.items() if trust is None}
    fitting = {key: image for key, image in images.items() if key not in changed}
    main = _main_bias(look.exe, auxv.get(AT_ENTRY), fitting)
    spans = image_spans(vmas, fitting, main=main)
    paths = {fitting[key].path for key in doubts if key in fitting}
    if paths:
        spans = less_sure(spans, paths)
    odd = contradicted(vmas, fitting, spans)
    odd += (
        [one for one in groups_of(vmas) if _key(one[0]) in changed] if changed else []
    )
    if odd:
        spans = replaced(vmas, spans, odd, doubts.keys())
    named = [one[0].path for one in odd if _key(one[0]) in doubts]
    return with_data(vmas, fitting, spans), list(dict.fromkeys(named))


def _key(vma: Vma) -> FileKey:
    return vma.device, vma.inode


def _main_bias(
    exe: str | None, entry: int | None, images: dict[FileKey, Image]
) -> tuple[FileKey, int] | None:
    """Return the main program's file and load bias, by where it was to begin."""
    for key, image in images.items():
        if image.path == exe and entry is not None:
            return key, entry - image.entry
    return None


def _gap(pid: int) -> Gap:
    return Gap(
        what=N_("sections of some mapped files"),
        pid=pid,
        why=N_("the files cannot be opened"),
        remedy=to_open_files(),
    )


def _changed_gap(pid: int, path: str) -> Gap:
    return Gap(
        what=_HEADERS_OF.format(name=file_name(path)),
        pid=pid,
        why=N_("the file was changed after it was mapped"),
    )


_HEADERS_OF = N_("headers of {name}")
