"""A second opinion: the debugger on where sections and mappings are."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.live.core.looking import look_at, region_at
from tests.live.programs.c import built, running
from tests.live.programs.start import need

pytestmark = pytest.mark.live

SOURCE = Path(__file__).with_name("links.c").read_text()
WAYS = {"pie": (), "no-pie": ("-no-pie",), "static": ("-static",)}


def ask_gdb(pid: int, *commands: str) -> str:
    arguments = [part for command in commands for part in ("-ex", command)]
    result = subprocess.run(
        [need("gdb", "gdb"), "-nx", "-q", "-batch", "-p", str(pid), *arguments],
        capture_output=True,
        text=True,
        timeout=120,
    )
    if "Could not attach" in result.stderr or "ptrace" in result.stderr:
        pytest.skip("gdb may not attach: see /proc/sys/kernel/yama/ptrace_scope")
    return result.stdout


@pytest.mark.parametrize("way", WAYS)
def test_sections_and_mappings_are_where_gdb_finds_them(way: str) -> None:
    with built(SOURCE, *WAYS[way]) as program, running([program]) as target:
        process = look_at(target.pid)
        mappings = ask_gdb(target.pid, "info proc mappings")
        files = ask_gdb(target.pid, "info files")
        names = ("function", "data", "more_data", "big_bss")
        symbols = ask_gdb(
            target.pid, *(f"info symbol {target.facts[name]}" for name in names)
        )

    found = re.findall(r"^ +0x([0-9a-f]+) +0x([0-9a-f]+) ", mappings, re.MULTILINE)
    vmas = sorted({region.vma for region in process.regions})
    assert [(int(low, 16), int(high, 16)) for low, high in found] == vmas

    sections = re.findall(
        r"0x([0-9a-f]+) - 0x([0-9a-f]+) is (\.\S+)(?: in (\S+))?", files
    )
    assert len(sections) > 15
    for low, high, name, file in sections:
        if name in (".tbss", ".tdata"):
            continue
        start, end = int(low, 16), int(high, 16)
        for address in (start, end - 1):
            region = region_at(process, address)
            if "vdso" in (file or "") or region.kind.value == "vdso":
                continue
            assert name in region.evidence[-1].replace(":", ",").split(","), region
            assert region.image is not None

    # An answer ends in the name of the section that holds the symbol.
    for name, line in zip(
        names, re.findall(r"in section (\.\S+)", symbols), strict=True
    ):
        region = region_at(process, target.facts[name])
        assert line in region.evidence[-1].replace(":", ",").split(",")
