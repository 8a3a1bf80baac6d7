"""Symbols and sections, with nm, readelf and gdb as the judges."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from memscope.collect.closer.where import Where
from memscope.model.kinds import Kind
from memscope.model.place import Place
from memscope.model.process import Process
from tests.live.programs.c import Target, built, running
from tests.live.programs.start import need

pytestmark = pytest.mark.live


def place(target: Target, address: int) -> Place:
    return Where().look(target.pid, address).place


def name_and_offset(found: Place) -> tuple[str, int] | None:
    return (found.named.symbol.name, found.named.offset) if found.named else None


def test_every_variable_and_function_has_its_name(program: Path) -> None:
    names = {
        "function": "known_function",
        "counter": "counter",
        "greeting": "greeting",
        "text": "text",
        "small": "small_static",
        "untouched": "untouched",
        "points": "points",
    }
    with running([program]) as target:
        for fact, name in names.items():
            for offset in (0, 1):
                found = place(target, target.facts[fact] + offset)
                assert name_and_offset(found) == (name, offset)
                assert found.named is not None
                assert found.named.is_inside
                assert found.named.symbol.address == target.facts[fact]
                assert found.named.image == str(program)


def test_sections_are_what_the_linker_made(program: Path) -> None:
    sections = {
        "function": ".text",
        "counter": ".data",
        "greeting": ".rodata",
        "untouched": ".bss",
    }
    with running([program]) as target:
        found = {fact: place(target, target.facts[fact]).section for fact in sections}

    assert found == sections


def test_all_symbols_that_nm_lists_are_found_at_their_addresses(program: Path) -> None:
    nm = [need("nm", "binutils"), "--defined-only", "-S", str(program)]
    listed = subprocess.run(nm, capture_output=True, text=True, check=True).stdout
    rows = re.findall(r"^(\w+) (\w+) [TtDdRrBbWwVvi] (\S+)$", listed, re.MULTILINE)
    where = Where()
    with running([program]) as target:
        (own,) = [int(at, 16) for at, _, name in rows if name == "known_function"]
        bias = target.facts["function"] - own
        names_at: dict[int, set[str]] = {}
        for at, _size, name in rows:
            if int(at, 16) < 0x1000:
                continue  # an offset among thread-local variables
            names_at.setdefault(int(at, 16), set()).add(name)
        chosen = sorted(names_at)[:: max(len(names_at) // 60, 1)]
        for address in chosen:
            found = where.look(target.pid, address + bias).place.named
            assert found is not None, hex(address)
            assert found.offset == 0
            assert found.symbol.name in names_at[address]


def test_gdb_names_addresses_of_libraries_alike(dynamic_program: Path) -> None:
    gdb = need("gdb", "gdb")
    where = Where()
    with running([dynamic_program]) as target:
        process = where.look(target.pid, 0).process
        addresses = [target.facts["malloc"] + 8, *code_of(process)]
        ours = {at: where.look(target.pid, at).place for at in addresses}
        asked = []
        for at in addresses:
            asked += ["-ex", f"echo @{at}=", "-ex", f"info symbol {at:#x}"]
        command = [gdb, "-nx", "-q", "-batch", "-p", str(target.pid), *asked]
        said = subprocess.run(command, capture_output=True, text=True, timeout=120)

    theirs = re.findall(
        r"^@(\d+)=(\S+?)(?: \+ (\d+))? in section (\S+)", said.stdout, re.MULTILINE
    )
    judged = 0
    for address, _name, offset, section in theirs:
        found = ours[int(address)]
        # The name itself may differ: one place often has several.
        if found.named is not None and found.named.is_inside:
            assert found.named.offset == int(offset or 0), (address, found.named)
            assert found.section == section
            judged += 1
    assert judged > 5


def code_of(process: Process) -> list[int]:
    """Return some addresses in the code of libraries."""
    return [
        region.start + region.size * step // 40 // 16 * 16
        for region in process.regions
        if region.kind is Kind.CODE and region.image and ".so" in region.image
        for step in range(1, 40)
    ]


def test_the_vdso_has_names_too(dynamic_program: Path) -> None:
    with running([dynamic_program]) as target:
        process = Where().look(target.pid, 0).process
        (vdso,) = [one for one in process.regions if one.kind is Kind.VDSO]
        names = {
            name_and_offset(place(target, at)) for at in range(vdso.start, vdso.end, 64)
        }

    assert any(name and "gettime" in name[0] for name in names)


def test_a_deleted_program_still_has_its_names(program: Path, tmp_path: Path) -> None:
    copy = tmp_path / "gone"
    shutil.copy2(program, copy)
    with running([copy]) as target:
        copy.unlink()
        found = place(target, target.facts["function"] + 2)

    assert name_and_offset(found) == ("known_function", 2)
    assert found.region is not None
    assert found.region.deleted


LOADS = r"""
#include <dlfcn.h>
#include <stdio.h>
#include <unistd.h>
int main(int argc, char **argv) {
    void *library = dlopen(argv[argc - 1], RTLD_NOW);
    char byte;
    if (!library) return 1;
    printf("{\"inside\": %lu}\n", (long)dlsym(library, "inside"));
    fflush(stdout);
    return (int)read(0, &byte, 1);
}
"""


def test_a_deleted_library_has_its_names_or_is_a_gap(tmp_path: Path) -> None:
    library = tmp_path / "libgone.so"
    with (
        built("int inside(void) { return 1; }", "-shared", "-fPIC") as made,
        built(LOADS) as loader,
    ):
        shutil.copy2(made, library)
        with running([loader, library]) as target:
            library.unlink()
            found = Where().look(target.pid, target.facts["inside"])

    if os.getuid() == 0:
        assert name_and_offset(found.place) == ("inside", 0)
        assert found.gaps == ()
    else:  # nobody but root may open a mapped file that has no name any more
        assert found.place.named is None
        gaps = [gap.what for gap in found.gaps]
        assert gaps == [
            "sections of some mapped files",
            "names in libgone.so (deleted)",
        ]


def test_a_program_that_was_replaced_is_not_mistaken_for_the_new_one(
    program: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "replaced"
    shutil.copy2(program, copy)
    with running([copy]) as target:
        copy.unlink()
        shutil.copy2("/bin/sh", copy)
        found = place(target, target.facts["counter"])

    assert name_and_offset(found) == ("counter", 0)


def test_a_program_in_another_mount_namespace_has_its_names(
    program: Path, tmp_path: Path
) -> None:
    unshare = need("unshare", "util-linux")
    inside = f"{tmp_path}/inside"
    script = f"mount -t tmpfs none {tmp_path} && cp {program} {inside} && exec {inside}"
    command = [
        unshare,
        "--mount",
        *([] if os.getuid() == 0 else ["-Ur"]),
        "sh",
        "-c",
        script,
    ]
    probe = subprocess.run([*command[:-1], "true"], capture_output=True)
    if probe.returncode:
        pytest.skip("this machine does not let us make a mount namespace")
    with running(command) as target:
        found = place(target, target.facts["function"])

    assert not (tmp_path / "inside").exists()
    assert name_and_offset(found) == ("known_function", 0)


def test_a_program_whose_symbols_are_nonsense_is_a_gap(
    dynamic_program: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    data = bytearray(dynamic_program.read_bytes())
    header = int.from_bytes(data[40:48], "little")
    for number in range(int.from_bytes(data[60:62], "little")):
        at = header + number * 64
        if int.from_bytes(data[at + 4 : at + 8], "little") in (2, 11):
            data[at + 32 : at + 40] = (1 << 50).to_bytes(8, "little")
    broken.write_bytes(data)
    broken.chmod(0o755)
    with running([broken]) as target:
        found = Where().look(target.pid, target.facts["function"])

    assert found.place.named is None
    assert [gap.what for gap in found.gaps] == ["names in broken"]
    assert found.place.section == ".text" or found.place.section is None
