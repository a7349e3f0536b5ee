"""Why a message did not arrive."""

from enum import StrEnum


class Trouble(StrEnum):
    ADDRESS = "address"  # no address of a service that the settings allow
    INSIDE = "inside"  # inside the network, and not allowed
    REFUSED = "refused"  # by the service: a wrong token, a channel that is gone, a bot that was blocked
    TOO_SLOW = "too_slow"
    UNREACHABLE = "unreachable"
    SECRET = "secret"  # noqa: S105  the address cannot be opened: the secret of the installation has changed
    OFF = "off"  # the settings do not switch this service on any more
    BUSY = "busy"  # few may wait for a first message at once
    BROKEN = "broken"  # our own side


class NotCarried(Exception):
    """The message did not arrive, as far as we know."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
