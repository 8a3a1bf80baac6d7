import pwd

import pytest

from memscope.proc.users import user_name

pytestmark = pytest.mark.unit


def test_a_user_has_the_name_that_the_system_knows() -> None:
    assert user_name(0) == pwd.getpwuid(0).pw_name


def test_without_a_name_the_number_stands() -> None:
    assert user_name(3_999_999_999) == "3999999999"
