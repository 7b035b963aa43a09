"""Paths below the site's address: their canonical, percent-encoded form, and the file that is served."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

# Unencoded characters of a path segment (RFC 3986, 3.3), except `:` and `*`: patterns in redirect files.
_UNENCODED = "~!$&'()+,;=@-._"
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._~-]*")
# Not allowed in file names on Windows, nor in uploads of CI artifacts.
_UNSTORABLE = frozenset('"<>:|?*\\/')
# NAME_MAX of Linux, in bytes; other systems allow no less.
_LONGEST_NAME = 255
# A % without two hex digits is a literal percent sign; `?` and `#` would end the path.
_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")


def is_servable(name: str) -> bool:
    """Whether every static host and file system can serve a file or folder of this decoded name."""
    # Nearly every name has only these characters: then the slower checks are not needed.
    if _PLAIN.fullmatch(name):
        return len(name) <= _LONGEST_NAME and not name.endswith(".")
    return (
        name.strip() == name != ""
        # Hosts hide names with a leading dot, and Windows drops a dot at the end.
        and not name.startswith(".")
        and not name.endswith(".")
        and name.isprintable()
        and _UNSTORABLE.isdisjoint(name)
        and len(name.encode("utf-8", "replace")) <= _LONGEST_NAME
    )


def site_path(written: str) -> str:
    """Return the path with a leading slash, percent-encoded. Raises ValueError if no host can serve it."""
    path = _STRAY.sub("%25", written)
    names = [unquote(name, errors="strict") for name in path.strip("/").split("/")]
    # Two slashes at the start would name another host (RFC 3986, 4.2).
    if path.startswith("//") or path.endswith("//") or "?" in path or "#" in path:
        raise ValueError(f"{written} is not a path of a site")
    if not all(map(is_servable, names)):
        raise ValueError(f"{written} contains a name that a static host cannot serve")
    encoded = "/".join(quote(name, safe=_UNENCODED) for name in names)
    return f"/{encoded}/" if path.endswith("/") else f"/{encoded}"


def file_at(path: str) -> str:
    """Return the file that a static host serves at a canonical path."""
    file = unquote(path).strip("/")
    return file if file.endswith((".html", ".htm")) else f"{file}/index.html"


def path_key(path: str) -> str:
    """Return a key that is equal for paths with the same file, also on case-insensitive file systems."""
    # Casefold: on macOS and Windows, such paths would be written to one file.
    return unquote(path).strip("/").casefold()


def incident_path(incident_id: str) -> str:
    """Return the path of an incident's page on the site, with a slash at its end."""
    return f"incidents/{incident_id}/"
