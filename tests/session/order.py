"""The longest files first, so that no worker is left with one of them at the end."""

import pytest

LONGEST = ("test_as_nobody.py", "web", "test_looks.py", "serve")
"""Files, or folders of files; the first one takes as long as a third of the rest."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort in place; the order of all others stays."""
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    places = (n for n, name in enumerate(LONGEST) if name in item.path.parts)
    return next(places, len(LONGEST))
