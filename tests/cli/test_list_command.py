"""The list as a command: whom it names, in which form, and what is said of nobody."""

import csv
import io
import json
import os
from pathlib import Path

import pytest

from memscope.cli import output
from memscope.codec.listing import encode_listing
from memscope.i18n import set_language
from memscope.model.listing import GroupedBy
from memscope.render.csv import listing_csv
from memscope.render.text.listing import listing_lines
from tests.cli.command import memscope
from tests.golden import check
from tests.unit.render.listings import listing

pytestmark = pytest.mark.cli

GOLDEN = Path(__file__).with_name("golden")


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("by", [GroupedBy.PROCESS, GroupedBy.PROGRAM, GroupedBy.CGROUP])
@pytest.mark.parametrize("width", [None, 80, 120])
def test_text_is_as_it_was(lang: str, by: GroupedBy, width: int | None) -> None:
    set_language(lang)

    lines = listing_lines(listing(by), width=width, remedy="run as root")

    text = output.styled(lines, colour=False)
    check(GOLDEN / f"list-{by}-{width or 'whole'}-{lang}.txt", text)


@pytest.mark.parametrize("by", [GroupedBy.PROCESS, GroupedBy.PROGRAM])
def test_tables_are_as_they_were(by: GroupedBy) -> None:
    check(GOLDEN / f"list-{by}.csv", listing_csv(listing(by)))


def test_json_is_as_it_was() -> None:
    data = encode_listing(listing(GroupedBy.PROGRAM), indent=2)

    check(GOLDEN / "list.json", data.decode())


def test_a_pattern_names_processes_by_their_number() -> None:
    result = memscope("list", str(os.getppid()), "--format", "json")

    (one,) = json.loads(result.stdout)["processes"]
    assert result.returncode == 0
    assert one["pid"] == os.getppid()


def test_who_asks_is_not_among_those_that_a_pattern_names() -> None:
    assert memscope("list", str(os.getpid())).returncode == 3
    everybody = json.loads(memscope("list", "--format", "json").stdout)
    assert os.getpid() in {one["pid"] for one in everybody["processes"]}


def test_nobody_is_exit_code_3_and_a_list_all_the_same() -> None:
    result = memscope("list", "no such thing", "--format", "json")

    assert result.returncode == 3
    assert json.loads(result.stdout)["processes"] == []
    message = result.stderr.decode()
    assert message == "memscope: no process is meant by 'no such thing'\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--sort", "user", "--by", "program"], "not sorted by 'user'"),
        (["--sort", "count"], "not sorted by 'count'"),
        ([""], "a pattern cannot be empty"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(arguments: list[str], words: str) -> None:
    result = memscope("list", *arguments)

    assert result.returncode == 2
    assert words in result.stderr.decode()
    assert not result.stdout


def test_a_files_ending_decides_on_the_form(tmp_path: Path) -> None:
    assert memscope("list", "-o", str(tmp_path / "a.csv")).returncode == 0
    assert memscope("list", "-o", str(tmp_path / "a.json")).returncode == 0

    rows = list(csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text())))
    assert str(os.getpid()) in {row["pid"] for row in rows}
    assert json.loads((tmp_path / "a.json").read_bytes())["format"] == "memscope.list"


@pytest.mark.parametrize("by", ["process", "program", "user", "cgroup"])
@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_every_form_of_every_grouping_is_written(by: str, form: str) -> None:
    result = memscope("list", "--by", by, "--format", form)

    assert result.returncode == 0
    assert result.stdout.strip()
