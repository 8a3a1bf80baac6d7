"""Show what the run as a second user came to, above the closing line of this one."""

import pytest

PROPERTY = "second user"
"""What a test records of that run; it comes with the report, from any worker too."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the lines, if that run took place."""
    lines = [
        line
        for report in terminalreporter.getreports("passed")
        + terminalreporter.getreports("failed")
        for name, line in report.user_properties
        if name == PROPERTY and report.when == "call"
    ]
    if lines:
        terminalreporter.section("the live layer as nobody, without any capability")
        for line in lines:
            terminalreporter.line(str(line))
