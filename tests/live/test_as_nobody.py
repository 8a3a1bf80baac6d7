"""The live layer again, as a user who may nothing: the promise of the README.

Root may look at everything, so what passes as root proves little. Here the same
tests run as `nobody`, with every capability set empty, bounding set included. Those
for which rights make no difference (`once`) run so with `make nobody` alone.
"""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest

from tests.session.second_user import SecondUser, second_user
from tests.session.second_user_report import PROPERTY

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(
        os.getuid() != 0,
        reason="not root: this whole run is already an unprivileged one",
    ),
    pytest.mark.skipif(
        shutil.which("setpriv") is None,
        reason="no setpriv to give up privileges with: apt install util-linux",
    ),
]

WHO_AM_I = """
import os, subprocess, sys, memscope
print(os.getresuid(), os.getresgid(), os.getgroups())
print([line.split() for line in open("/proc/self/status") if line[:3] == "Cap"])
may = os.access
print(may("/etc/shadow", os.R_OK), may(memscope.__file__, os.W_OK), flush=True)
subprocess.run([sys.executable, "-c", "print('again')"], check=True)
"""

TIME_LIMIT_S = 900
WHICH = "" if "MEMSCOPE_ALL_AS_NOBODY" in os.environ else "not once"
SIDE_BY_SIDE = ("-n", "2", "--dist", "loadfile")


@pytest.fixture(scope="module")
def nobody() -> Iterator[SecondUser]:
    with second_user() as user:
        yield user


def test_the_second_user_may_really_nothing(nobody: SecondUser) -> None:
    result = nobody.run("-c", WHO_AM_I, timeout_s=30)

    none = "0" * 16
    capabilities = [
        [f"Cap{name}:", none] for name in ("Inh", "Prm", "Eff", "Bnd", "Amb")
    ]
    ids, groups, caps, access = "65534, 65534, 65534", "[]", str(capabilities), "False"
    assert result.stdout.splitlines() == [
        f"({ids}) ({ids}) {groups}",
        caps,
        f"{access} {access}",
        "again",
    ]


@pytest.mark.timeout(TIME_LIMIT_S + 60)
def test_the_live_layer_passes_without_any_privilege(
    nobody: SecondUser, record_property: Callable[[str, object], None]
) -> None:
    result = nobody.run(
        *("-m", "pytest", "-q", "-p", "no:cacheprovider", "--color=no"),
        *("--ignore=tests/live/test_as_nobody.py", "-m", WHICH, "tests/live"),
        *SIDE_BY_SIDE,
        timeout_s=TIME_LIMIT_S,
    )

    lines = result.stdout.splitlines()
    skipped = [line for line in lines if line.startswith("SKIPPED")]
    for line in (*skipped, *lines[-1:]):
        record_property(PROPERTY, line)
    assert result.returncode == 0, result.stdout[-8000:]
    assert " passed" in lines[-1]
