"""Reads the output of git and other tools: the reason of a failure, and texts without secrets."""

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
_ERRORS = ("fatal:", "error:", "remote: error", "!")


def failure_reason(output: bytes, default: str = "git gave no reason") -> str:
    """Return the line of git's error output that gives the reason, without secrets; or `default`."""
    lines = [line.strip() for line in output.decode("utf-8", "replace").splitlines() if line.strip()]
    # Hints and progress may follow the error; only if no line is marked as one, the last line is the best.
    chosen = next((line for line in lines if line.startswith(_ERRORS)), lines[-1] if lines else "")
    text = " ".join(chosen.removeprefix("fatal: ").removeprefix("error: ").split())
    return without_secrets(text) or default


def without_secrets(text: str) -> str:
    """Return text for users in which no URL shows a login, a query or a fragment."""
    shown = _UNCLEAR.sub("://…", text)
    shown = _LOGIN.sub(lambda found: "://…@" if found[0].startswith("://") else "…@", shown)
    # Parameters last: a query in a line without an address may also contain a token.
    return _NAMED.sub("?…", _AFTER_PATH.sub(r"\1?…", shown))


def bare_address(remote: str) -> str:
    """Return a remote's URL without password, query and fragment; empty if they cannot be separated."""
    scheme = _SCHEME.match(remote)
    if scheme is None:
        return remote.rpartition("@")[2] if re.match(r"[^@]*:.*@", remote) else remote
    login, _, rest = remote[scheme.end() :].rpartition("@")
    return "" if re.search(r"[?#]", login) else scheme[0] + re.split(r"[?#]", rest, maxsplit=1)[0]
