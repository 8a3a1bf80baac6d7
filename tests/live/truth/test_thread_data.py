"""Thread-local variables: where the loader, the stack or malloc has them."""

import pytest

from tests.live.truth.cases import built, told

pytestmark = pytest.mark.live


@pytest.mark.parametrize("flags", [(), ("-m32",)], ids=["64", "32"])
def test_main_threads_variables_are_called_so(
    flags: tuple[str, ...],
) -> None:
    plugin = built("large_tls.c", *flags, "-shared", "-fPIC", "-DLIBRARY")
    with told(built("large_tls.c", *flags), plugin) as case:
        assert case.wrong() == []
