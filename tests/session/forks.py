"""Who forks, and how often."""

import os

import pytest


def forks_of(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that fills with the pids of all forks."""
    forked: list[int] = []
    fork = os.fork

    def noted() -> int:
        pid = fork()
        forked.append(pid)
        return pid

    monkeypatch.setattr(os, "fork", noted)
    return forked
