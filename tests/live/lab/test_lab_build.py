"""C samples are built once, into a safe place, or it is said why not."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from memscope.errors import SampleFailed, UsageProblem
from memscope.lab.build import VARIANTS, build, cache_folder
from memscope.lab.catalog import sample_file
from memscope.lab.lab import Lab
from tests.patience import wait_until

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(
        shutil.which("cc") is None,
        reason="no C compiler on this machine: apt install gcc libc6-dev",
    ),
]

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty cache, and a folder for temporary files that can be looked at."""
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return tmp_path / "cache" / "memscope" / "samples"


def compiler(folder: Path, script: str) -> str:
    """Make a program that is taken for a compiler."""
    path = folder / "compiler"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def temporary(tmp_path: Path) -> list[str]:
    return [path.name for path in (tmp_path / "temporary").iterdir()]


def test_what_is_built_once_is_started_again_and_again(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    monkeypatch.setenv("CC", compiler(tmp_path, f'echo ran >>{log}; exec cc "$@"'))

    first, second = build("anatomy"), build("anatomy")

    assert first == second
    assert first.scratch is None
    assert log.read_text() == "ran\n"
    (home,) = cache.iterdir()
    assert [path.name for path in home.iterdir()] == ["anatomy"]


def test_each_variant_and_sample_is_another_program(cache: Path) -> None:
    built = [build("threads"), build("threads", "nopie"), build("forks")]

    assert len({each.command for each in built}) == 3
    assert len(list(cache.iterdir())) == 3


def test_another_compiler_builds_again(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build("forks")
    monkeypatch.setenv("CC", compiler(tmp_path, 'exec cc "$@"'))
    build("forks")
    compiler(tmp_path, '# a newer one\nexec cc "$@"')

    build("forks")

    assert len(list(cache.iterdir())) == 3


def test_two_who_build_at_once_do_not_disturb_each_other(cache: Path) -> None:
    built: list[str] = []

    def build_one() -> None:
        built.append(build("forks").command[0])

    builders = [threading.Thread(target=build_one) for _ in range(3)]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()

    assert len(built) == 3
    assert len(set(built)) == 1
    assert os.access(built[0], os.X_OK)
    assert len(list(cache.iterdir())) == 1


def test_without_a_compiler_c_fails_and_auto_takes_python(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "temporary"))

    with pytest.raises(SampleFailed, match="there is no C compiler") as caught:
        lab.start("anatomy", language="c")

    assert "Python samples" in caught.value.hint
    assert lab.start("anatomy").language == "python"


def test_with_a_compiler_auto_takes_c(lab: Lab) -> None:
    assert lab.start("forks").language == "c"


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("exit 1", "it says nothing"),
        ("echo 'in file x:'; echo 'x.c:1:2: error: no' >&2; exit 1", "x.c:1:2: error"),
        (r"printf '\033[31mno\n'; exit 1", r"\\x1b\[31mno"),
        ("kill -KILL $$", "it says nothing"),
    ],
    ids=["silent", "two-lines", "colourful", "killed"],
)
def test_a_failing_compiler_is_quoted_in_one_line_and_leaves_nothing(
    tmp_path: Path,
    cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    script: str,
    reason: str,
) -> None:
    monkeypatch.setenv("CC", compiler(tmp_path, script))

    with pytest.raises(SampleFailed, match=reason) as caught:
        build("anatomy")

    assert "\n" not in str(caught.value)
    assert list(cache.iterdir()) == []


def test_an_unusable_cache_means_a_temporary_folder_that_goes_with_the_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert cache_folder() is None

    with Lab() as lab:
        sample = lab.start("anatomy", language="c")

        assert len(temporary(tmp_path)) == 1
        assert sample.tell("get-global")["value"] == 7
    assert temporary(tmp_path) == []


def test_a_failing_compiler_leaves_no_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    monkeypatch.setenv("CC", compiler(tmp_path, "exit 1"))

    with pytest.raises(SampleFailed):
        build("anatomy")

    assert temporary(tmp_path) == []


def test_a_temporary_folder_goes_even_when_its_user_is_killed(tmp_path: Path) -> None:
    code = """if True:
        import os, signal
        from memscope.lab.lab import Lab
        sample = Lab().start("forks", language="c")
        os.kill(os.getpid(), signal.SIGKILL)
    """
    environment = {"XDG_CACHE_HOME": "/dev/null", "TMPDIR": str(tmp_path / "temporary")}
    user = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environment}, check=False
    )

    assert user.returncode == -9
    assert wait_until(lambda: temporary(tmp_path) == [])


def test_a_cache_that_others_may_write_to_is_not_used(cache: Path) -> None:
    cache.mkdir(parents=True)
    cache.chmod(0o777)

    assert cache_folder() is None


def test_a_relative_cache_folder_is_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", "here")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))

    assert cache_folder() == tmp_path / "home" / ".cache" / "memscope" / "samples"


def test_names_that_do_not_exist_are_wrong_usage(lab: Lab) -> None:
    with pytest.raises(UsageProblem, match="'fancy'"):
        build("anatomy", "fancy")
    with pytest.raises(UsageProblem, match="'nothing'"):
        lab.start("nothing")
    with pytest.raises(UsageProblem, match="'cobol'"):
        lab.start("anatomy", language="cobol")
    with pytest.raises(SampleFailed, match=r"python/nothing\.py is missing"):
        sample_file("python", "nothing.py")


def test_the_makefile_links_as_we_do_and_no_compiler_warns(tmp_path: Path) -> None:
    folder = ROOT / "samples" / "c"
    makefile = (folder / "Makefile").read_text()
    for name, flags in VARIANTS.items():
        assert f"{name.upper()} := {' '.join(flags)}\n" in makefile

    make = subprocess.run(
        ["make", "-C", str(folder), "variants", f"OUT={tmp_path}", "CFLAGS=-Werror"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert make.returncode == 0, make.stderr
    names = {path.name for path in tmp_path.iterdir() if path.is_file()}
    assert names == {
        f"{sample}{ending}"
        for sample in (path.stem for path in folder.glob("*.c"))
        for ending in ("", "-nopie", "-static")
    }
