"""From mapped files to spans of code, constants, data and bss."""

import time
from dataclasses import dataclass, field
from functools import partial

from memscope.analyze.images.spans import image_spans
from memscope.analyze.images.tiles import Image, make_image
from memscope.analyze.spans import Span
from memscope.collect.look.look import Look
from memscope.collect.look.watched import Watched
from memscope.errors import ProcError
from memscope.i18n import N_
from memscope.model.region import Vma
from memscope.model.snapshot import Gap
from memscope.parse.auxv import AT_ENTRY, parse_auxv
from memscope.parse.elf import Elf
from memscope.proc.fs import ProcDir
from memscope.proc.images import ElfFiles, FileKey, is_stale
from memscope.proc.machine import PAGE_SIZE
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
            if _forget_stale(look, watched, watched.file_rows):
                watched.images.forget()
        return watched.images.of((look.vmas,), partial(self._spans, look, watched))

    def _spans(self, look: Look, watched: Watched) -> tuple[list[Span], list[Gap]]:
        rows = _file_rows(look.vmas)
        _forget_moved(look, watched, rows)
        watched.file_rows = rows
        found: dict[FileKey, Image] = {}
        is_hidden = False
        for key, vma in _executable_files(look.vmas).items():
            opened = self._files.of(look.directory, watched.files, vma)
            if opened.elf is not None:
                found[key] = self._image(key, vma.path, opened.elf)
            if opened.why is not None:
                is_hidden = True
        main = _main_bias(look.directory, found)
        gaps = [_gap(look.pid)] if is_hidden else []
        return image_spans(look.vmas, found, main=main), gaps

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


def _executable_files(vmas: list[Vma]) -> dict[FileKey, Vma]:
    """Return one VMA of every file that is mapped executable somewhere.

    It is where the code's own copy of the file begins, which has the headers in RAM.
    Files that are only read (fonts, locale archives) are not opened at all.
    """
    first: dict[FileKey, Vma] = {}
    executable: set[FileKey] = set()
    for vma in vmas:
        if vma.inode:
            key = (vma.device, vma.inode)
            if key not in first or not (vma.offset or key in executable):
                first[key] = vma
            if vma.is_executable:
                executable.add(key)
    return {key: vma for key, vma in first.items() if key in executable}


def _main_bias(
    directory: ProcDir, images: dict[FileKey, Image]
) -> tuple[FileKey, int] | None:
    """Return the main program's file and load bias, from its auxiliary vector."""
    try:
        entry = parse_auxv(directory.read("auxv")).get(AT_ENTRY)
        exe = directory.readlink("exe")
    except ProcError:
        return None
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
