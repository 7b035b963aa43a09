"""Keeps addresses and tokens out of logs, into which the libraries for channels write them."""

from __future__ import annotations

import logging

# A filter, not a level: turning debugging on would reset a level.
_LOGGERS = {
    "httpx": logging.CRITICAL + 1,
    "httpcore.connection": logging.CRITICAL + 1,
    "httpcore.http11": logging.CRITICAL + 1,
    "httpcore.http2": logging.CRITICAL + 1,
    "httpcore.proxy": logging.CRITICAL + 1,
    "httpcore.socks": logging.CRITICAL + 1,
    "oauthlib": logging.CRITICAL + 1,
    "oauthlib.oauth1.rfc5849": logging.CRITICAL + 1,
    "oauthlib.oauth1.rfc5849.signature": logging.CRITICAL + 1,
    "requests_oauthlib.oauth1_auth": logging.CRITICAL + 1,
    "requests_oauthlib.oauth1_session": logging.CRITICAL + 1,
    "urllib3.connectionpool": logging.CRITICAL + 1,
    "urllib3.util.retry": logging.CRITICAL + 1,
    # At DEBUG it writes whole webhook addresses and bot tokens; INFO is clean.
    "apprise": logging.INFO,
}


class _MinimumLevel(logging.Filter):
    def __init__(self, least: int) -> None:
        super().__init__()
        self.least = least

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= self.least


def silence_logs() -> None:
    """Silence them for the rest of the process; it may be called again."""
    for name, least in _LOGGERS.items():
        logger = logging.getLogger(name)
        if not any(isinstance(known, _MinimumLevel) for known in logger.filters):
            logger.addFilter(_MinimumLevel(least))
