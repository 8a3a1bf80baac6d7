"""Libraries whose file is another one, or another version, than when it was mapped."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import memscope
from memscope.model.region import Region
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
