"""Libraries whose file is another one, or another version, than when it was mapped."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import memscope
from memscope.model.evidence import ELF_SECTION, FILE_CHANGED
from memscope.model.kinds import Confidence
from memscope.model.region import Region
from memscope.proc.file_status import status_at
from tests.live.truth.cases import built, told
from tests.live.truth.hosts import hosting, library, quoted

pytestmark = pytest.mark.live


@pytest.fixture
def anew(tmp_path: Path) -> Iterator[tuple[list[str], str]]:
    """Return what goes before the host, and how its plug-in is replaced.

    A RAM disk made anew gives its first file the numbers of the one before.
    """
    folder, second = quoted(tmp_path / "disk", library("-DN=40000"))
    (tmp_path / "disk").mkdir()
    if os.geteuid():
        yield [], f"rm -f {folder}/*; cp {second} {folder}/plugin.so"
        return
    if subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode:
        pytest.skip("this machine allows no mount namespaces")
    mount = f"mount -t tmpfs none {folder}"
    move = f"cp {second} {folder}/x && mv {folder}/x {folder}/plugin.so"
    yield ["unshare", "-m"], f"umount {folder}; {mount} && {move}"


def kinds(regions: tuple[Region, ...]) -> list[tuple[int, int, str]]:
    return [(one.start, one.end, one.kind.value) for one in regions]


def test_a_plugin_that_was_replaced_is_not_shown_as_the_one_before(
    tmp_path: Path, anew: tuple[list[str], str]
) -> None:
    before, replace = anew
    plugin = tmp_path / "disk/plugin.so"
    first, folder = quoted(library(), plugin.parent)
    start = f"cp {first} {folder}/x && mv {folder}/x {folder}/plugin.so"
    if before:
        start = f"mount -t tmpfs none {folder} && {start}"
    script = f"if [ -e {folder}/plugin.so ]; then {replace}; else {start}; fi"
    with hosting(plugin, script, before) as host:
        host.order("r")
        seen = host.order("o")
        watch = memscope.watch(seen.pid, interval_s=0.01)
        assert not seen.wrong(next(watch))
        host.order("c")
        host.order("r")
        seen = host.order("o")

        watched = next(watch)
        fresh = seen.look()

    assert not seen.wrong(watched)
    assert not seen.wrong(fresh)
    ours, theirs = watched.process(seen.pid), fresh.process(seen.pid)
    assert ours is not None
    assert theirs is not None
    assert kinds(ours.regions) == kinds(theirs.regions)


@pytest.mark.parametrize("way", ["magic", "shorter"])
def test_a_library_that_was_changed_in_place_keeps_its_kinds(
    way: str, tmp_path: Path
) -> None:
    copy = Path(shutil.copy(library(), tmp_path / "copy.so"))
    with told(built("plugins/patched_library.c", "-ldl"), way, copy) as case:
        look = case.look()

    assert not case.wrong(look)
    process = look.process(case.pid)
    assert process is not None
    parts = [one for one in process.regions if one.image == str(copy)]
    assert parts
    for part in parts:
        assert part.confidence is not Confidence.CERTAIN
        assert part.evidence == (FILE_CHANGED,)
    (gap,) = (one for one in look.gaps if one.what == "headers of copy.so")
    assert gap.why == "the file was changed after it was mapped"


def test_headers_that_were_read_before_a_change_stay_valid(tmp_path: Path) -> None:
    folder = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else tmp_path
    with tempfile.TemporaryDirectory(dir=folder) as name:
        copy = Path(shutil.copy(library(), Path(name) / "plugin.so"))
        if status_at(-100, str(copy)).born_ns is None:
            pytest.skip("no file system here says when a file was made: mount a tmpfs")
        (spoil,) = quoted(copy)
        script = f"printf 'xxxx' | dd of={spoil} conv=notrunc 2>/dev/null"
        with hosting(copy, script) as host:
            seen = host.order("o")
            watch = memscope.watch(seen.pid, interval_s=0.01)
            first = next(watch).process(seen.pid)
            host.order("r")
            look = next(watch)
            last = look.process(seen.pid)

    assert first is not None
    assert last is not None
    assert not seen.wrong(look)
    assert kinds(first.regions) == kinds(last.regions)
    assert {one.confidence for one in last.regions if one.image == str(copy)} == {
        Confidence.CERTAIN
    }


def test_a_library_that_was_replaced_by_another_file_is_what_is_mapped(
    tmp_path: Path,
) -> None:
    plugin = Path(shutil.copy(library(), tmp_path / "plugin.so"))
    newer = shutil.copy(library("-DN=40000"), tmp_path / "newer.so")
    with hosting(plugin, f"sleep 0.1; mv {newer} {plugin}") as host:
        seen = host.order("o")
        host.order("r")
        look = seen.look()

    assert not seen.wrong(look)
    process = look.process(seen.pid)
    assert process is not None
    for one in process.regions:
        if one.image and one.image.startswith(str(plugin)):
            assert one.confidence is not Confidence.CERTAIN
            assert one.evidence[0] != FILE_CHANGED
            words = ",".join(one.evidence)
            assert ELF_SECTION in words or os.geteuid()  # who may not open the file
