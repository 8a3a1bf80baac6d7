"""Help pages and complaints in the reader's language, whole in any width."""

from collections.abc import Callable

import click
import pytest

from memscope.cli.options import FileName, Pid
from memscope.cli.translated import Command, Formatter, option, sentence
from memscope.i18n import N_, _, language, set_language
from memscope.units import cell_width

pytestmark = pytest.mark.unit


@click.command(
    "sample",
    cls=Command,
    summary=N_("Look once at processes: threads, stacks, every region, and why."),
    text="First paragraph.\n\nSecond [paragraph].",
    example="memscope snapshot $$\nmemscope snapshot 4242 -o before.json",
)
@click.argument("pid", metavar="PID", type=Pid())
@click.argument("file", metavar="[FILE]", type=FileName(), required=False)
@option("--size", type=click.IntRange(1, 9), help=N_("text or json."))
@option("--above", type=click.FloatRange(min=0, min_open=True), help="above")
@option("--form", type=click.Choice(["text", "json"]), help="form")
def sample(**_given: object) -> None:
    """Do nothing."""


def complaint(*words: str) -> str:
    with pytest.raises(click.UsageError) as caught:
        sample.make_context("sample", list(words))
    return sentence(caught.value)


def help_page(width: int = 80) -> str:
    with sample.context_class(sample, info_name="sample", terminal_width=width) as ctx:
        return sample.get_help(ctx)


def written(width: int, write: Callable[[Formatter], None]) -> list[str]:
    formatter = Formatter(width=width)
    write(formatter)
    return formatter.getvalue().splitlines()


def test_a_help_page_has_summary_paragraphs_options_and_an_example() -> None:
    lines = help_page().splitlines()

    assert lines[0].startswith("Usage: sample [OPTIONS] PID")
    assert "  Look once at processes: threads, stacks, every region, and why." in lines
    assert "  First paragraph." in lines
    assert "  Second [paragraph]." in lines
    at = lines.index("Example:")
    assert [one.strip() for one in lines[at + 1 : at + 3]] == [
        "memscope snapshot $$",
        "memscope snapshot 4242 -o before.json",
    ]
    for name in ("--size", "--lang", "-h, --help"):
        assert any(one.strip().startswith(name) for one in lines)


def test_the_page_is_translated_when_it_is_shown_and_not_before() -> None:
    english_page = help_page()
    set_language("ja")
    page = help_page()

    assert page != english_page
    assert "Usage:" not in page
    assert "Example:" not in page
    assert "Look once" not in page
    assert "memscope snapshot $$" in page


@pytest.mark.parametrize("code", ["en", "ja"])
def test_no_line_is_wider_than_the_page_in_cells(code: str) -> None:
    set_language(code)

    lines = help_page(60).splitlines()

    assert max(cell_width(one) for one in lines if "memscope" not in one) <= 60


def test_the_line_for_the_list_of_commands_is_not_cut_and_translated() -> None:
    whole = "Look once at processes: threads, stacks, every region, and why."
    assert sample.get_short_help_str(10) == whole

    set_language("ja")

    assert sample.get_short_help_str() != whole


def test_meanings_stand_beside_short_names_and_below_long_ones() -> None:
    rows = [("-a", "ヒープ " * 12), ("--a-very-long-name-of-an-option", "below")]

    lines = written(40, lambda formatter: formatter.write_dl(rows, col_max=10))

    assert lines[0].startswith("-a          ヒープ")
    assert {len(one) - len(one.lstrip()) for one in lines[1:-2]} == {12}
    assert lines[-2:] == ["--a-very-long-name-of-an-option", " " * 12 + "below"]
    assert max(map(cell_width, lines)) <= 40


def test_a_paragraph_is_broken_by_cells_and_indented() -> None:
    def write(formatter: Formatter) -> None:
        with formatter.indentation():
            formatter.write_text("ヒープ " * 9)

    lines = written(20, write)

    assert len(lines) > 2
    assert {len(one) - len(one.lstrip()) for one in lines} == {2}
    assert max(map(cell_width, lines)) <= 20


@pytest.mark.parametrize(
    "words", [["--lang", "ja", "--help"], ["--help", "--lang", "ja"]]
)
def test_the_language_counts_wherever_it_is_given(
    words: list[str], capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    with pytest.raises(click.exceptions.Exit):
        sample.make_context("sample", words)

    page = capsysbinary.readouterr().out.decode()
    assert language() == "ja"
    assert page.strip()
    assert "Look once" not in page


def test_a_language_that_we_do_not_speak_is_wrong_usage() -> None:
    assert "'xx'" in complaint("--lang", "xx", "7")
    assert language() == "en"


WRONG = {
    ("missing",): [],
    ("pid",): ["x"],
    ("range", "1", "9"): ["7", "--size", "10"],
    ("above", "0"): ["7", "--above", "0"],
    ("choice", "text", "json"): ["7", "--form", "xml"],
    ("option", "--nosuch"): ["7", "--nosuch"],
    ("value", "--size"): ["7", "--size"],
    ("words", "c d"): ["7", "b", "c", "d"],
}
"""What is wrong, the words that must be named, and how it is written."""


@pytest.mark.parametrize(("about", "words"), WRONG.items(), ids=[k[0] for k in WRONG])
def test_every_complaint_is_one_line_of_japanese_that_names_what_is_wrong(
    about: tuple[str, ...], words: list[str]
) -> None:
    in_english = complaint(*words)
    set_language("ja")
    said = complaint(*words)

    assert said != in_english
    assert "\n" not in said
    assert not said.isascii()
    assert [one for one in about[1:] if one not in said] == []


def test_a_number_that_must_be_above_something_is_not_told_a_range() -> None:
    set_language("ja")

    assert "…" in complaint("7", "--size", "10")
    said = complaint("7", "--above", "0")
    assert said.endswith(_("expected a number above {low}").format(low="0"))


def test_an_argument_is_named_without_its_brackets() -> None:
    set_language("ja")

    assert complaint("7", "").startswith("FILE: ")
    assert complaint().startswith("PID")


def test_a_command_that_there_is_not_is_named_as_it_was_typed() -> None:
    error = click.UsageError("no such command")
    error.command_name = "[/]"  # type: ignore[attr-defined]
    set_language("ja")

    assert "'[/]'" in sentence(error)


def test_what_we_do_not_know_is_said_in_the_words_that_it_came_with() -> None:
    set_language("ja")

    assert sentence(click.UsageError("something [odd]")) == "something [odd]"


def test_a_hint_does_for_the_name_of_a_parameter() -> None:
    set_language("ja")
    error = click.BadParameter("too odd", param_hint="THAT")

    assert sentence(error) == "THAT: too odd"
