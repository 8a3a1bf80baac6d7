"""What every test of the parts of the screen needs."""

from tests.session.quiet_screen import asks_the_app

__all__ = ["asks_the_app"]
