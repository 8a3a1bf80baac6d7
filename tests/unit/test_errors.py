import pytest

from memscope.errors import (
    AccessDenied,
    MemscopeError,
    NotProvided,
    ParseError,
    ProcError,
    ProcessGone,
    UsageProblem,
)

pytestmark = pytest.mark.unit


def test_the_message_says_who_what_and_why() -> None:
    assert str(ProcessGone(42)) == "process 42: no such process"
    assert str(ProcessGone(42, "maps")) == "process 42: no such process"
    assert str(AccessDenied(42, "maps")) == "process 42: maps: permission denied"
    assert str(ProcError(42, "maps", "too many open files")) == (
        "process 42: maps: too many open files"
    )


def test_each_kind_has_the_exit_code_that_was_promised() -> None:
    assert MemscopeError("x").exit_code == 1
    assert UsageProblem("x").exit_code == 2
    assert ProcessGone(1).exit_code == 3
    assert AccessDenied(1, "maps").exit_code == 4
    assert NotProvided(1, "pagemap").exit_code == 1


def test_only_a_refusal_comes_with_advice_by_itself() -> None:
    assert "memscope doctor" in AccessDenied(1, "maps").hint
    assert AccessDenied(1, "maps", hint="ask nicely").hint == "ask nicely"
    assert ProcessGone(1).hint == ""


def test_root_is_not_told_to_become_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    to_a_user = AccessDenied(1, "maps").hint
    monkeypatch.setattr("os.geteuid", lambda: 0)
    to_root = AccessDenied(1, "maps").hint

    assert "as root" in to_a_user
    assert "as root" not in to_root
    assert "CAP_SYS_PTRACE" in to_root


def test_a_bad_line_is_quoted_in_short_and_harmlessly() -> None:
    error = ParseError("maps", 3, b"\x1b[2J" + b"x" * 500)

    assert str(error).startswith("maps:3: cannot parse b'\\x1b[2J")
    assert len(str(error)) < 150
    assert error.line_number == 3
