"""What people call the program of a process: its file, and what an interpreter runs.

`python3.11` alone says nothing where ten services are written in Python; so the script,
module or class that it was told to run belongs to the name.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

_NAME = 15
"""Bytes of a name that the kernel keeps."""


class _Interpreter(NamedTuple):
    """How a program that runs others is told which.

    Attributes:
        files: What its file may be called.
        takes_value: Options whose value is the next word.
        names: Options whose next word, or value, is what it runs.
        inline: Options after which there is no script, only its text.
    """

    files: re.Pattern[str]
    takes_value: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    inline: frozenset[str] = frozenset()


def _one(files: str, *options: str) -> _Interpreter:
    words = (frozenset(one.split()) for one in options)
    return _Interpreter(re.compile(files + r"\Z"), *words)


_INTERPRETERS = (
    _one(r"(?:python|pypy)[\d.]*t?d?", "-W -X --check-hash-based-pycs", "-m", "-c"),
    _one(
        r"java",
        "-cp -classpath --class-path -p --module-path --add-modules --add-opens "
        "--add-exports --add-reads --limit-modules --upgrade-module-path",
        "-jar -m --module",
    ),
    _one(r"node(?:js)?[\d.]*", "-r --require --import --loader -C", "", "-e -p --eval"),
    _one(r"(?:bun|deno)", "", "", "eval -e"),
    _one(r"ruby[\d.]*", "-r -I -C -E", "", "-e"),
    _one(r"perl[\d.]*", "-I", "", "-e -E"),
    _one(r"php[\d.]*", "-c -d -z", "-f", "-r"),
    _one(r"(?:ba|da|z|k|mk|pdk|fi)?sh", "-o -O --rcfile --init-file", "", "-c"),
    _one(r"lua(?:jit)?[\d.]*", "-l", "", "-e"),
    _one(r"dotnet", "--additionalprobingpath --fx-version", "exec", ""),
    _one(r"mono(?:-sgen)?", "--config", "", ""),
    _one(r"(?:tclsh|wish)[\d.]*"),
    _one(r"(?:R|Rscript)", "-e", "-f --file", "-e"),
)
_DESCRIPTORS = frozenset(("/dev/fd", "/proc/self/fd"))
_BOXES = frozenset(("busybox", "toybox", "coreutils"))
"""One file with many programs in it; how it was called tells which."""


def program_of(exe: str | None, name: str, cmdline: Sequence[str]) -> str:
    """Return the program's name, such as `postgres` or `python3.11 app.py`.

    Args:
        exe: Path of its file; None: we may not know.
        name: As the kernel calls it, cut to 15 bytes.
        cmdline: Arguments.
    """
    if exe is None:
        return _whole(name, cmdline)
    file = _last_part(exe)
    if not file or file.startswith("memfd:"):
        return _whole(name, cmdline)
    if file in _BOXES:
        applet = _last_part(cmdline[0]).removeprefix("-") if cmdline else ""
        return file if applet in ("", file) else f"{file} {applet}"
    for one in _INTERPRETERS:
        if one.files.match(file):
            script = _script(one, cmdline)
            return f"{file} {script}" if script else file
    return file


def _whole(name: str, cmdline: Sequence[str]) -> str:
    """Return all of a name that the kernel cut, where the arguments have it."""
    first = _last_part(cmdline[0]) if cmdline else ""
    is_cut = len(name.encode("utf-8", "surrogateescape")) >= _NAME
    return first if is_cut and first.startswith(name) else name


def _script(one: _Interpreter, cmdline: Sequence[str]) -> str:
    """Return what is run; "" where the interpreter itself is."""
    if len(cmdline) == 1 and " " in cmdline[0].strip():
        return _title(cmdline[0])
    words = iter(cmdline[1:])
    for word in words:
        option, has_value, value = word.partition("=")
        if option in one.names:
            return _last_part(value if has_value else next(words, ""))
        if word in one.inline or word in ("-", "--"):
            return _last_part(next(words, "")) if word == "--" else ""
        if word in one.takes_value:
            next(words, None)
        elif word[:1] not in ("-", "+", "@", ""):
            return _last_part(word)
    return ""


def _title(text: str) -> str:
    """Return the name in a title that a program wrote over its arguments.

    `gunicorn: worker [app]` is one, and so is `sidekiq 7.1 app [0 of 10 busy]`.
    """
    word = text.split()[0]
    return _last_part(word.rstrip(":"))


def _last_part(path: str) -> str:
    """Return a file's own name; "" of one that is only the number of a descriptor."""
    folder, _slash, name = path.rpartition("/")
    return "" if folder in _DESCRIPTORS else name
