import errno
import os

import pytest

from memscope import i18n

pytestmark = pytest.mark.unit


def test_marking_a_text_does_not_translate_it() -> None:
    i18n.set_language("ja")

    assert i18n.N_("memory map") == "memory map"
    assert i18n._("memory map") != "memory map"


def test_the_language_changes_on_the_fly() -> None:
    i18n.set_language("ja")
    japanese = i18n._("memory map")
    i18n.set_language("en")

    assert i18n._("memory map") == "memory map" != japanese


def test_an_unknown_language_is_english() -> None:
    i18n.set_language("tlh")

    assert i18n.language() == "en"


@pytest.mark.parametrize(
    "code",
    [
        errno.ENOENT,
        errno.EACCES,
        errno.EISDIR,
        errno.ENOSPC,
        errno.EROFS,
        errno.ENOTDIR,
        errno.ENAMETOOLONG,
        errno.EMFILE,
        errno.EPIPE,
    ],
)
def test_what_the_system_refuses_is_said_in_the_readers_language(code: int) -> None:
    error = OSError(code, os.strerror(code))
    i18n.set_language("en")
    assert i18n.reason_of(error) == os.strerror(code)

    i18n.set_language("ja")

    assert not i18n.reason_of(error).isascii()


def test_a_refusal_that_nobody_translated_keeps_its_own_words() -> None:
    i18n.set_language("ja")

    assert i18n.reason_of(OSError(errno.EXDEV, "Invalid link")) == "Invalid link"
    assert i18n.reason_of(OSError("odd")) == "odd"


def test_a_row_of_words_has_the_comma_of_its_language() -> None:
    i18n.set_language("en")
    assert i18n.listed(["a", "b"]) == "a, b"

    i18n.set_language("ja")

    assert i18n.listed(["a", "b"]) == "a、b"


def test_an_empty_text_is_not_gettexts_own_header() -> None:
    i18n.set_language("ja")

    assert i18n._("") == ""


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "ja"}, "ja"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "ja_JP.utf8"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "ja_JP.UTF-8", "LC_MESSAGES": "de_DE.UTF-8"}, "en"),
        ({"LANG": "", "LC_ALL": ""}, "en"),
        ({}, "en"),
    ],
)
def test_the_environment_chooses_as_it_does_for_other_programs(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], code: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert i18n.language_of_environment() == code
