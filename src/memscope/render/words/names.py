"""What to call a region, a process, a thread on screen, in the reader's language."""

from collections.abc import Sequence, Set

from memscope.analyze.meanings import DELETED, file_name
from memscope.i18n import _
from memscope.model.kinds import Kind
from memscope.model.label_text import label_text
from memscope.model.process import Process, Thread
from memscope.model.region import Region
from memscope.render.palette import KIND_STYLES, KindStyle
from memscope.render.words.labels import shown_path
from memscope.render.words.special import special_name
from memscope.units import safe

_IMAGE_KINDS = {Kind.CODE, Kind.RODATA, Kind.RELRO, Kind.DATA, Kind.BSS}
_VALUE_FOLLOWS = {
    "python": {"-X", "-W"},
    "node": {"-r", "--require", "--import"},
    "java": {"-cp", "-classpath", "--class-path", "-p", "--module-path"},
    "ruby": {"-I", "-r"},
    "perl": {"-I"},
}
"""Options that take the next word, by the interpreter's name."""
_SCRIPTS = (".py", ".js", ".mjs", ".jar", ".rb", ".pl")
_TEXT_FOLLOWS = {"-c", "-e", "-"}
_MODULE_FOLLOWS = "-m"
_KERNEL_KINDS = {Kind.VDSO, Kind.VSYSCALL, Kind.VVAR}


def base_name(path: str) -> str:
    """Return a path's last part, safe to show."""
    return safe(file_name(path.rstrip("/")) or path)


def is_library(region: Region, exe: str | None) -> bool:
    """Tell whether a region belongs to an ELF image other than the program's."""
    image = region.image
    return image is not None and image != exe and region.kind in _IMAGE_KINDS


def colour_key(region: Region, exe: str | None) -> str:
    """Return whose colours a region wears: its kind's, or `library`."""
    if region.kind is Kind.CODE and is_library(region, exe):
        return "library"
    return region.kind.value


def look_of(region: Region) -> KindStyle:
    """Return letter and colour of a region's kind."""
    return KIND_STYLES[region.kind]


def region_name(region: Region, exe: str | None = None) -> str:
    """Return a region's short name: `libc.so.6`, `heap`, `stack 4251`."""
    kind = region.kind
    if kind in _IMAGE_KINDS and region.image and region.image != exe:
        return _image_name(region, region.image)
    if kind is Kind.THREAD_STACK and region.thread is not None:
        return _("stack {tid}").format(tid=region.thread)
    if kind is Kind.FILE or (kind is Kind.SHARED and region.path):
        return special_name(region) or base_name(shown_path(region))
    return special_name(region) or _(kind.english)


def _image_name(region: Region, image: str) -> str:
    """Return the name of an ELF file; that it was deleted is told elsewhere."""
    bare = image.removesuffix(DELETED)
    return base_name(image if region.label.endswith(DELETED) else bare)


def region_label(region: Region) -> str:
    """Return a region's label, safe to show; its kind when it has none."""
    return safe(label_text(region.label)) or _(region.kind.english)


def process_name(process: Process) -> str:
    """Return the script or program a process runs: more telling than `python3`."""
    for interpreter, options in _VALUE_FOLLOWS.items():
        if process.name.startswith(interpreter):
            return _script(process.cmdline[1:], options) or safe(process.name)
    return safe(process.name)


def _script(arguments: Sequence[str], with_value: Set[str]) -> str | None:
    """Return what an interpreter runs; None: a text, or nothing that is a script."""
    rest = iter(arguments)
    for argument in rest:
        if argument in _TEXT_FOLLOWS:
            return None
        if argument == _MODULE_FOLLOWS:
            return safe(next(rest, "")) or None
        if argument in with_value:
            next(rest, None)
        elif not argument.startswith("-") and _is_script(argument):
            return base_name(argument).removesuffix(".py")
    return None


def _is_script(argument: str) -> bool:
    return "/" in argument or argument.endswith(_SCRIPTS)


def thread_name(thread: Thread, process: Process) -> str:
    """Return the kernel's name of a thread, `main` for an unnamed first one."""
    if thread.tid == process.pid and thread.name == process.name:
        return _("main")
    return safe(thread.name)
