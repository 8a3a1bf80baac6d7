"""Write the names of system calls from the kernel's headers that are installed here.

    make syscalls

writes src/memscope/render/words/syscall_names.py. It needs a C compiler, which knows
where the headers are and what their conditions mean. What newer kernels have and the
headers lack is listed below: since 424 a number means the same on every machine.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src/memscope/render/words/syscall_names.py"
WIDTH = 88

# What <asm/unistd.h> of aarch64 asks for before it includes the generic header.
_OF_AARCH64 = (
    *("RENAMEAT", "NEW_STAT", "SET_GET_RLIMIT", "TIME32_SYSCALLS"),
    *("MEMFD_SECRET", "SYS_CLONE3"),
)
HEADERS = {
    "X86_64": ("asm/unistd_64.h", ()),
    "I386": ("asm/unistd_32.h", ()),
    "GENERIC": ("asm-generic/unistd.h", _OF_AARCH64),
}
"""Name of the table to its header, and what has to be defined for it."""

FIRST_NEWER = 451
NEWER = (
    *("cachestat", "fchmodat2", "map_shadow_stack", "futex_wake", "futex_wait"),
    *("futex_requeue", "statmount", "listmount", "lsm_get_self_attr"),
    *("lsm_set_self_attr", "lsm_list_modules", "mseal", "setxattrat", "getxattrat"),
    *("listxattrat", "removexattrat", "open_tree_attr", "file_getattr"),
    *("file_setattr", "listns"),
)
"""Linux 6.5 to 6.19."""

_DEFINE = re.compile(r"#define (__NR\w*?_)(\w+) (\w+)")


class HeaderMissing(Exception):
    """There is no compiler here, or no such header of the kernel."""


def names_of(table: str) -> dict[int, str]:
    """Return number to name, as the installed header has them.

    Raises:
        HeaderMissing: No compiler, or no header of that machine.
    """
    header, wanted = HEADERS[table]
    compiler = shutil.which("cc")
    if compiler is None:
        raise HeaderMissing("cc")
    defines = [f"-D__ARCH_WANT_{name}" for name in wanted]
    found = subprocess.run(
        [compiler, "-E", "-dM", *defines, "-"],
        input=f"#include <{header}>\n",
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode:
        raise HeaderMissing(header)
    return _numbered(found.stdout)


def _numbered(text: str) -> dict[int, str]:
    """Follow macros that name others: `__NR_mmap` is `__NR3264_mmap` is 222."""
    said = {prefix + name: value for prefix, name, value in _DEFINE.findall(text)}
    names = {}
    for macro, value in said.items():
        number = said.get(value, value)
        name = macro.removeprefix("__NR_")
        is_call = name not in ("syscalls", "arch_specific_syscall")
        if name != macro and is_call and number.isdecimal():
            names[int(number)] = name
    return dict(sorted(names.items()))


def lines_of(names: dict[int, str]) -> Iterator[str]:
    """Yield lines of a number, its name, and the names that follow without a gap."""
    line, expected = "", None
    for number, name in names.items():
        if line and number == expected and len(line) + 1 + len(name) <= WIDTH:
            line += f" {name}"
        else:
            if line:
                yield line
            line = f"{number} {name}"
        expected = number + 1
    yield line


def main() -> None:
    """Write the file anew."""
    parts = ['"""Names of all system calls, as tools/syscall_names.py found them."""\n']
    for table in HEADERS:
        names = {**names_of(table), **dict(enumerate(NEWER, FIRST_NEWER))}
        if table == "X86_64":
            names[335] = "uretprobe"
        text = "\n".join(lines_of(dict(sorted(names.items()))))
        parts.append(f'\n{table} = """\\\n{text}\n"""\n')
        print(f"{table}: {len(names)} names")
    TARGET.write_text("".join(parts), "utf-8")


if __name__ == "__main__":
    main()
