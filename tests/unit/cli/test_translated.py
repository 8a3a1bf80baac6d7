"""What click complains about, in the reader's language; and pages broken by cells."""

from collections.abc import Iterator

import click
import pytest

from memscope.cli.translated import Command, Formatter, option, sentence
from memscope.i18n import N_, set_language
from memscope.units import cell_width

pytestmark = pytest.mark.unit

NUMBER = click.Option(["--most"], type=click.IntRange(1, 9))
ABOVE = click.Option(["--every"], type=click.FloatRange(min=0, min_open=True))
CHOICE = click.Option(["--color"], type=click.Choice(["auto", "never"]))
PIDS = click.Argument(["pids"], metavar="PID...")

COMPLAINTS = [
    (click.MissingParameter(param=PIDS), "PID..."),
    (click.BadParameter("x", param=NUMBER), "--most: "),
    (click.BadParameter("x", param=NUMBER), "1 … 9"),
    (click.BadParameter("x", param=ABOVE), "--every: "),
    (click.BadParameter("x", param=CHOICE), "auto, never"),
    (click.BadParameter("own words", param=PIDS), "PID...: own words"),
    (click.BadParameter("own words", param_hint="--it"), "--it: own words"),
    (click.NoSuchOption("--nö'pe"), "--nö"),
    (click.BadOptionUsage("--output", "x"), "--output"),
    (click.UsageError("Got unexpected extra argument (a\nb)"), "a\nb"),
    (click.UsageError("Got unexpected extra arguments (a b)"), "a b"),
]


@pytest.fixture
def japanese() -> Iterator[None]:
    set_language("ja")
    yield
    set_language("en")


@pytest.mark.parametrize(("error", "_kept"), COMPLAINTS)
def test_in_english_it_is_what_click_says(
    error: click.ClickException, _kept: str
) -> None:
    assert sentence(error) == error.format_message()


@pytest.mark.usefixtures("japanese")
@pytest.mark.parametrize(("error", "kept"), COMPLAINTS)
def test_in_japanese_only_names_and_values_stay(
    error: click.ClickException, kept: str
) -> None:
    text = sentence(error)

    assert kept in text
    assert text != error.format_message()


@pytest.mark.usefixtures("japanese")
def test_a_number_without_an_upper_end_is_not_asked_to_be_below_one() -> None:
    bounded = sentence(click.BadParameter("x", param=NUMBER))
    open_ended = sentence(click.BadParameter("x", param=ABOVE))

    assert "…" in bounded
    assert "…" not in open_ended
    assert "0" in open_ended


@pytest.mark.usefixtures("japanese")
def test_what_nobody_knows_is_said_in_clicks_own_words() -> None:
    assert sentence(click.UsageError("Something new")) == "Something new"


def test_names_too_long_for_their_column_stand_above_their_meaning() -> None:
    formatter = Formatter(width=40)

    formatter.write_dl([("-x", "one"), ("--" + "long" * 9, "two")], col_max=8)

    lines = formatter.getvalue().splitlines()
    assert lines == ["-x        one", "--" + "long" * 9, "          two"]


def test_paragraphs_are_broken_by_cells_and_not_by_characters() -> None:
    formatter = Formatter(width=21)

    formatter.write_text("記憶領域" * 9)

    lines = formatter.getvalue().splitlines()
    assert "".join(lines) == "記憶領域" * 9
    assert max(map(cell_width, lines)) <= 21


def page_of(*words: str) -> str:
    command = Command(
        "show",
        summary=N_("Show this page."),
        example="memscope show 1",
        params=[],
    )
    option("--force", is_flag=True, help=N_("Replace the output file if it exists."))(
        command
    )
    context = command.context_class(command, info_name="show")
    if words:
        command.parse_args(context, list(words))
    return context.get_help()


def test_the_language_on_the_command_line_is_that_of_its_page() -> None:
    try:
        english, japanese = page_of(), page_of("--lang", "ja")
    finally:
        set_language("en")

    for text in (english, japanese):
        assert "memscope show 1" in text
        assert "--lang" in text
    assert "Show this page." in english
    assert "Show this page." not in japanese
    assert "Replace the output file if it exists." in english
    assert "Replace the output file" not in japanese
    assert "--force" in japanese
    assert "Usage:" not in japanese
