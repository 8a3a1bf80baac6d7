"""Secrets: long, different, new at every start, and never printed by accident."""

import pytest

from memscope.tui.served.doors import Doors, Role

pytestmark = pytest.mark.unit


def test_every_role_has_a_secret_of_128_bits_of_its_own() -> None:
    secrets = [
        doors.path(role).strip("/") for doors in (Doors(), Doors()) for role in Role
    ]

    assert len(set(secrets)) == 2 * len(Role)
    assert min(len(one) * 6 for one in secrets) >= 128


def test_a_secret_opens_its_own_door_and_no_other() -> None:
    doors = Doors(has_colleagues=True)

    for role in Role:
        assert doors.role_of(doors.path(role).strip("/")) is role
    assert doors.role_of("") is None
    assert doors.role_of("\udcff") is None
    assert doors.role_of(doors.path(Role.DRIVER)) is None


def test_there_is_no_door_for_colleagues_unless_there_are_views_for_them() -> None:
    doors = Doors()

    assert doors.role_of(doors.path(Role.COLLEAGUE).strip("/")) is None


def test_no_secret_is_shown_by_accident() -> None:
    doors = Doors()

    assert doors.path(Role.DRIVER).strip("/") not in repr(doors)
