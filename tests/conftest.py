"""What holds for every test; each plugin says what it watches over."""

pytest_plugins = [
    "tests.session.environment",
    "tests.session.unchanged",
    "tests.session.early_stop",
    "tests.session.leftovers",
    "tests.session.order",
    "tests.session.second_user_report",
]
