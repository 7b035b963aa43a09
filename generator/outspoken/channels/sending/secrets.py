"""A secret that is never printed by accident, and a guard that keeps its parts out of messages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote, urlsplit

from outspoken.channels.sending.sender import BadSecretError, SenderDependencies
from outspoken.model.channel import Channel

# Shorter parts would also occur in harmless words, and every reason would be suppressed.
_WINDOW = 6
_LIMIT = 160
# A provider's answer may contain one of our secrets in another form: Base64, a signature, a session.
_RANDOM = re.compile(r"[A-Za-z0-9+/=_.%-]{24,}")


class Secret:
    """A text that only `reveal` shows."""

    # Without a `__dict__`, `vars()` and the reports that use it show nothing.
    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the secret itself; only for requests."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"


def read_secret(channel: Channel, dependencies: SenderDependencies, role: str) -> Secret:
    """Return the channel's secret of that role, without blanks around it. Raises BadSecretError."""
    name = channel.secrets.get(role, "")
    text = dependencies.environ.get(name, "").strip()
    if not text:
        raise BadSecretError(channel, f"the settings name no {role}", f"write {role}: and a variable's name")
    if not text.isprintable():
        raise BadSecretError(channel, f"{name} has more than one line", f"set {name} to one line")
    return Secret(text)


class Guard:
    """Knows the secrets of a sender, and quotes a provider's text only if it contains no part of them."""

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        self._parts: set[str] = set()
        for secret in secrets:
            self.learn(secret)

    def learn(self, secret: Secret) -> None:
        """Add another secret."""
        text = _hidden_part(secret.reveal())
        ends = range(max(1, len(text) - _WINDOW + 1))
        self._parts.update(text[at : at + _WINDOW].casefold() for at in ends if text)

    def quote(self, text: str) -> str:
        """Return a provider's text as one short line; empty if it contains a part of a secret."""
        plain = " ".join("".join(sign if sign.isprintable() else " " for sign in text[:4000]).split())
        # Providers may repeat an address percent-encoded, or in capitals.
        folded = f"{plain} {unquote(plain)}".casefold()
        if any(part in folded for part in self._parts):
            return ""
        short = _RANDOM.sub("…", plain)
        return short if len(short) <= _LIMIT else short[: _LIMIT - 1] + "…"

    def __repr__(self) -> str:
        return "Guard()"


def _hidden_part(text: str) -> str:
    """Return the part of a URL after its scheme and host, which are not secret."""
    parts = urlsplit(text) if "://" in text else None
    if parts is None or not parts.netloc:
        return text
    login = parts.netloc.rpartition("@")[0]
    return f"{login}{parts.path}{'?' if parts.query else ''}{parts.query}"


def missing_secrets(channel: Channel, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the environment variables that the channel's settings name and that are not set, in order."""
    return tuple(name for name in channel.secrets.values() if not environ.get(name, "").strip())
