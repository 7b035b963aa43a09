"""How the connection to a mail server is encrypted."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class MailEncryption(StrEnum):
    """Encrypted after the greeting, from the first byte, or not at all."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"

    @property
    def port(self) -> int:
        """The usual port of a server (RFC 8314)."""
        return _PORTS[self]


_PORTS = {MailEncryption.STARTTLS: 587, MailEncryption.TLS: 465, MailEncryption.NONE: 25}
UNENCRYPTED_PASSWORD: Final = (
    "the password would be sent without encryption",
    f"write security: {MailEncryption.STARTTLS}",
)
"""Message and hint for a login over a connection that is not encrypted."""
