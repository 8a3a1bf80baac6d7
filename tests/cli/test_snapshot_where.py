"""`memscope snapshot --where`: held against what the kernel's own files say."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import memscope
from tests.cli.targets import plain_target

pytestmark = pytest.mark.cli


@pytest.fixture(scope="module")
def plain() -> Iterator[int]:
    with plain_target() as pid:
        yield pid


def kernel_map(pid: int) -> list[list[str]]:
    lines = Path(f"/proc/{pid}/maps").read_text(errors="surrogateescape").splitlines()
    return [line.split(None, 5) for line in lines]


def regions(pid: int, text: str) -> list[dict[str, Any]]:
    result = memscope("snapshot", str(pid), "--where", text, "--format", "json")
    assert result.returncode == 0, result.stderr
    found: list[dict[str, Any]] = json.loads(result.stdout)["processes"][0]["regions"]
    return found


def test_only_what_may_be_executed_is_left(plain: int) -> None:
    kernel = [row[0] for row in kernel_map(plain) if row[1].startswith("r-x")]
    vmas = {tuple(one["vma"]) for one in regions(plain, "perm:r-x -0xffffffffff600000")}
    ours = sorted(f"{int(low, 16):08x}-{int(high, 16):08x}" for low, high in vmas)
    assert ours == sorted(kernel)


def test_a_path_and_its_opposite_are_the_whole_map(plain: int) -> None:
    kernel = [row for row in kernel_map(plain) if "libc" in row[-1]]
    with_it, without = regions(plain, "path:libc"), regions(plain, "-path:libc")
    assert len({tuple(one["vma"]) for one in with_it if one["path"]}) == len(kernel)
    everything = regions(plain, "mapped>0")
    assert len(with_it) + len(without) == len(everything)


def test_csv_has_the_same_regions(plain: int) -> None:
    options = ("--where", "kind:heap,stack", "--format", "csv")
    text = memscope("snapshot", str(plain), *options).stdout.decode()
    paths = [row["path"] for row in csv.DictReader(io.StringIO(text))]
    assert paths == [row[5] for row in kernel_map(plain) if row[-1] in paths]
    assert set(paths) == {"[heap]", "[stack]"}


def test_text_tells_how_much_is_hidden(plain: int) -> None:
    text = memscope("snapshot", str(plain), "--where", "kind:heap").text
    count = len(regions(plain, "mapped>0"))
    assert f"1 of {count} regions · " in text
    assert "[heap]" in text
    assert "[stack]" not in text
    nothing = memscope("snapshot", str(plain), "--where", "nosuchthing").text
    assert f"0 of {count} regions · 0 B in RAM shown" in nothing


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("grew>1M since:30s", "one look cannot tell grew, since: that needs time"),
        ("res>much", "the filter says 'res>much': a size is wanted"),
        ("foo:\x1b[2J", "no key is called foo"),
    ],
)
def test_what_it_cannot_be_asked_is_wrong_usage(text: str, said: str) -> None:
    result = memscope("snapshot", "1", "--where", text)
    assert result.returncode == 2
    assert said in result.stderr.decode()
    assert b"\x1b" not in result.stderr
    assert result.stdout == b""


def test_pages_for_people_show_whole_processes(plain: int) -> None:
    result = memscope(
        "snapshot", str(plain), "--where", "kind:heap", "--format", "html"
    )
    assert (result.returncode, result.stdout) == (2, b"")
