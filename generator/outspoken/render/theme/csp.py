"""The Content-Security-Policy: only our own inline scripts and styles are allowed, by their hashes."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from html.parser import HTMLParser

from markupsafe import Markup
from msgspec import Struct

_HEAD = re.compile(r"""<head\b[^>]*>(?:\s*<meta\s+charset=["']?utf-8["']?\s*/?>)?""", re.IGNORECASE)
_META = Markup('<meta http-equiv="Content-Security-Policy" content="{}">')
_RULES_OF_A_META = re.compile(rb'(http-equiv="Content-Security-Policy" content=")([^"]*)')


def digest(text: str) -> str:
    """The source expression for an inline script or style of exactly this text.

    https://www.w3.org/TR/CSP3/#grammardef-hash-source
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


class Allowed(Struct, frozen=True):
    """The inline styles and scripts that a policy allows, as source expressions."""

    styles: frozenset[str] = frozenset()
    scripts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, *, styles: Iterable[str] = (), scripts: Iterable[str] = ()) -> Allowed:
        """Allow exactly these texts, by their hashes."""
        return cls(frozenset(map(digest, styles)), frozenset(map(digest, scripts)))

    def __or__(self, other: Allowed) -> Allowed:
        return Allowed(self.styles | other.styles, self.scripts | other.scripts)


def policy(allowed: Allowed, *, own_scripts: bool = False) -> str:
    """A policy for these inline texts and the site's own files; `own_scripts` allows its script files too.

    Without it, only the allowed scripts can load another one: https://www.w3.org/TR/CSP3/#strict-dynamic-usage
    No request goes to another host, and no form can be sent.
    """
    script = ["'self'" if own_scripts else "'strict-dynamic'", *sorted(allowed.scripts)]
    rules = {
        # What no other rule names, such as frames and objects, is forbidden.
        "default-src": "'none'",
        "script-src": " ".join(script),
        "style-src": " ".join(["'self'", *sorted(allowed.styles)]),
        # data: is for the icon in the browser's tab.
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    if own_scripts:
        rules |= {"worker-src": "'self'", "manifest-src": "'self'"}
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def policy_alone(allowed: Allowed) -> str:
    """A policy for a page that makes no request at all, wherever it is served."""
    styles = " ".join(sorted(allowed.styles))
    return f"default-src 'none'; style-src {styles}; img-src data:; base-uri 'none'; form-action 'none'"


def policy_framed(allowed: Allowed) -> str:
    """A policy for a page in other sites' frames: its script loads files of this site, and data."""
    scripts, styles = " ".join(sorted(allowed.scripts)), " ".join(sorted(allowed.styles))
    return (
        f"default-src 'none'; script-src 'strict-dynamic' {scripts}; style-src {styles}; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'"
    )


def meta(rules: str) -> Markup:
    """The `<meta>` element with a policy, for static hosts on which no headers can be set."""
    return _META.format(Markup(rules))  # noqa: S704 - our own words and hashes


def seal(html: str, rules: str) -> str:
    """Return a page with the policy before everything that it applies to.

    Only the character set comes before it: browsers look for that in the first 1024 bytes.
    """
    head = _HEAD.search(html)
    end = head.end() if head else 0
    # An f-string, since `+` with Markup would escape the page.
    return f"{html[:end]}{meta(rules)}{html[end:]}"


def admitting(html: bytes, **sources: str) -> bytes:
    """A sealed page whose policy allows one more source for each of some directives: `script_src="'self'"`.

    A preview adds to a page what the page itself may not load, such as a script that reloads.
    """

    def widened(found: re.Match[bytes]) -> bytes:
        rules = dict(rule.split(" ", 1) for rule in found[2].decode().split("; "))
        for directive, source in sources.items():
            name = directive.replace("_", "-")
            # Browsers ignore 'self' beside 'strict-dynamic'.
            replaced = {"'self'", "'strict-dynamic'"} if source == "'self'" else {source}
            kept = (each for each in rules.get(name, "").split() if each not in replaced)
            rules[name] = " ".join([source, *kept])
        return found[1] + "; ".join(f"{name} {value}" for name, value in rules.items()).encode()

    return _RULES_OF_A_META.sub(widened, html, count=1)


class Inline(HTMLParser):
    """The texts of a page's own inline `scripts` and `styles`."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self._into: list[str] | None = None
        # Browsers turn every line end into LF before they compute the hash.
        self.feed(html.replace("\r\n", "\n").replace("\r", "\n"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        # Data blocks (type="application/json") are not executed, so they need no hash.
        is_data = "json" in (given.get("type") or "")
        if tag == "style" or (tag == "script" and "src" not in given and not is_data):
            self._into = self.styles if tag == "style" else self.scripts
            self._into.append("")

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._into = None
