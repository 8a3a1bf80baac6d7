"""Show what the run as a second user came to, above the closing line of this one."""

import pytest

REPORT = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Keep a place for the lines."""
    config.stash[REPORT] = []


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print them, if that run took place."""
    if lines := config.stash[REPORT]:
        terminalreporter.section("the live layer as nobody, without any capability")
        for line in lines:
            terminalreporter.line(line)
