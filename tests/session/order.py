"""The longest test first, so that no worker is left with it alone at the end."""

import pytest

LONGEST = "test_as_nobody.py"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort in place; the order of all others stays."""
    items.sort(key=lambda item: item.path.name != LONGEST)
