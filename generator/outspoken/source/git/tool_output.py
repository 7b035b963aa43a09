"""Removes secrets in URLs from the output of git and other tools."""

from __future__ import annotations

import re

# A password may contain a slash, a space or another @, against the rules for URLs: up to the last @ of the
# line it may be part of one.
_LOGIN = re.compile(r"://[^\n]*@|[^\s:'\"]*:(?!//)\S*@")
# With a ? or # before that @, it is unclear whether the @ ends a login or is part of a query.
_UNCLEAR = re.compile(r"://[^\n]*[?#][^\n]*@[^\s'\"]*")
_AFTER_PATH = re.compile(r"(://[^\s?#]*)[?#](?:[^'\n]*(?=')|\S*)")
_NAMED = re.compile(r"[?&;][\w.-]*(?:token|pass|pwd|secret|key|auth|sig)[\w.-]*=\S*", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def without_secrets(said: str) -> str:
    """Return text for users in which no URL shows a login, a query or a fragment."""
    shown = _UNCLEAR.sub("://…", said)
    shown = _LOGIN.sub(lambda found: "://…@" if found[0].startswith("://") else "…@", shown)
    # Names last: what is left of a query in a line without an address may still be a token.
    return _NAMED.sub("?…", _AFTER_PATH.sub(r"\1?…", shown))


def bare_address(remote: str) -> str:
    """Return a remote's URL without password, query and fragment; empty if they cannot be separated."""
    scheme = _SCHEME.match(remote)
    if scheme is None:
        return remote.rpartition("@")[2] if re.match(r"[^@]*:.*@", remote) else remote
    login, _, rest = remote[scheme.end() :].rpartition("@")
    return "" if re.search(r"[?#]", login) else scheme[0] + re.split(r"[?#]", rest, maxsplit=1)[0]
