"""The Content-Security-Policy: nothing runs and nothing is styled but what we wrote, named by its hash."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable


def digest(text: str) -> str:
    """The source expression for an inline script or style of exactly this text.

    https://www.w3.org/TR/CSP3/#grammardef-hash-source
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy(*, styles: Iterable[str], scripts: Iterable[str], own_scripts: bool = False) -> str:
    """A policy for these inline texts and the site's own files; `own_scripts` allows its script files too.

    No request ever goes to another host, no page can be framed into doing anything, no form can be sent.
    """
    script = [*(["'self'"] if own_scripts else []), *sorted(digest(text) for text in scripts)]
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(script) or "'none'",
        "style-src": " ".join(["'self'", *sorted(digest(text) for text in styles)]),
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    if own_scripts:
        rules |= {"worker-src": "'self'", "manifest-src": "'self'"}
    return "; ".join(f"{name} {value}" for name, value in rules.items())
