"""What git and other tools say, without the secrets in the addresses that they repeat."""

from __future__ import annotations

import re

# A password may hold a slash, a blank or another @, against every rule for addresses: up to the last @ of the
# line it may be part of one.
_LOGIN = re.compile(r"://[^\n]*@|[^\s:'\"]*:(?!//)\S*@")
# With a ? or # before that @, nobody knows whether it ends a login or stands in a query.
_UNCLEAR = re.compile(r"://[^\n]*[?#][^\n]*@[^\s'\"]*")
_AFTER_PATH = re.compile(r"(://[^\s?#]*)[?#](?:[^'\n]*(?=')|\S*)")
_NAMED = re.compile(r"[?&;][\w.-]*(?:token|pass|pwd|secret|key|auth|sig)[\w.-]*=\S*", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def without_secrets(said: str) -> str:
    """Text for people in which no address shows a login, a query or a fragment."""
    shown = _UNCLEAR.sub("://…", said)
    shown = _LOGIN.sub(lambda found: "://…@" if found[0].startswith("://") else "…@", shown)
    return _NAMED.sub("?…", _AFTER_PATH.sub(r"\1?…", shown))


def bare_address(remote: str) -> str:
    """A remote's address without password, query and fragment; empty where these cannot be told apart."""
    scheme = _SCHEME.match(remote)
    if scheme is None:
        return remote.rpartition("@")[2] if re.match(r"[^@]*:.*@", remote) else remote
    login, _, rest = remote[scheme.end() :].rpartition("@")
    return "" if re.search(r"[?#]", login) else scheme[0] + re.split(r"[?#]", rest, maxsplit=1)[0]
