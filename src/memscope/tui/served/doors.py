"""The secrets in the addresses, and what each of them is good for.

Any page that a browser visits, and any user of this machine, can talk to a port of
loopback; so the port alone lets nobody in. Each start has new secrets, of 128 random
bits, which stand in no file and in no environment.
"""

import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from hmac import compare_digest

_BYTES = 16


class Role(StrEnum):
    """What somebody may do who knows an address."""

    DRIVER = "driver"
    FOLLOWER = "follower"
    SPEAKER = "speaker"
    COLLEAGUE = "colleague"


def _secret() -> str:
    return secrets.token_urlsafe(_BYTES)


@dataclass(frozen=True, slots=True)
class Doors:
    """The secrets of one start.

    Attributes:
        has_colleagues: There are programs for colleagues besides.
    """

    has_colleagues: bool = False
    _secrets: dict[Role, str] = field(
        default_factory=lambda: {role: _secret() for role in Role}, repr=False
    )

    def path(self, role: Role) -> str:
        """Return how the addresses of a role begin."""
        return f"/{self._secrets[role]}/"

    def role_of(self, secret: str) -> Role | None:
        """Return what a secret is good for; None: nothing."""
        found = None
        for role, known in self._secrets.items():
            if compare_digest(secret.encode(errors="replace"), known.encode()):
                found = role
        if found is Role.COLLEAGUE and not self.has_colleagues:
            return None
        return found
