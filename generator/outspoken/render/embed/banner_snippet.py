"""The lines that add the banner to another page, with the hash of this build's script."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from hashlib import sha384

from outspoken.render.theme.small_script import BANNER
from outspoken.render.theme.theme import Theme

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def banner_script(theme: Theme) -> bytes:
    """Return the script as it is served: the same on all sites of one version that do not replace it.

    It is ASCII: if a host names no character set, a browser reads it in that of the other page.
    """
    return _BEYOND_ASCII.sub(_escaped, f"{theme.scripts(*BANNER)}\n").encode("ascii")


def _escaped(sign: re.Match[str]) -> str:
    units = sign[0].encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def banner_lines(script: bytes, url: str, gettext: Callable[[str], str]) -> Iterator[str]:
    """Yield Markdown for a page of the site at `url`: the element, the policy, and both for a copy."""
    address, data = f"{url}embed/banner.js", f"{url}embed/status.json"
    # https://www.w3.org/TR/SRI/#integrity-metadata-description
    digest = f"sha384-{b64encode(sha384(script).digest()).decode()}"
    yield from _block("html", f'<script src="{address}" defer></script>')
    yield from ("", gettext("If your page has a Content-Security-Policy, add this to it:"), "")
    yield from _block("text", f"script-src {address}; connect-src {data}")
    copied = gettext(
        "To allow only this exact text, put a copy of the script on your own host: an update of the status "
        "page can change the script here, and browsers would then refuse it without any sign."
    )
    yield from ("", copied, "")
    own = f'<script src="/outspoken-banner.js" data-status="{url}"'
    yield from _block("html", f'{own}\n        integrity="{digest}" defer></script>')
    yield ""
    yield from _block("text", f"script-src '{digest}'; connect-src {data}")


def _block(language: str, text: str) -> Iterator[str]:
    yield from (f"```{language}", text, "```")
