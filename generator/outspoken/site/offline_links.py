"""Rewrites links of a site that is opened from disk: without a server, each must name its file."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

_LINK = re.compile(rb'(<(?:a|area|link)\b[^<>]*?\shref=)("[^"]*"|\'[^\']*\'|[^\s"\'<>]+)', re.IGNORECASE)
_REFRESH = re.compile(rb'(<meta http-equiv="refresh" content="\d+; url=)([^"]*)(")')


def link_by_file(folder: Path, site_path: str) -> None:
    """Rewrite the links of every page; `site_path` is the site's path on its host (`/status/`)."""
    for page in sorted(folder.rglob("*.html")):
        before = page.read_bytes()
        root = "../" * (len(page.relative_to(folder).parts) - 1)
        after = linked_by_file(before, root, site_path)
        if after != before:
            page.write_bytes(after)


def linked_by_file(page: bytes, root: str, site_path: str) -> bytes:
    """Return the page with links to `index.html`; `root` is the path from it to the site's root (`../`)."""

    def link(found: re.Match[bytes]) -> bytes:
        target = found[2].strip(b"\"'").decode("utf-8")
        return found[1] + b'"' + _target(target, root, site_path).encode() + b'"'

    def refresh(found: re.Match[bytes]) -> bytes:
        return found[1] + _target(found[2].decode("utf-8"), root, site_path).encode() + found[3]

    return _REFRESH.sub(refresh, _LINK.sub(link, page))


def _target(target: str, root: str, site_path: str) -> str:
    try:
        parts = urlsplit(target)
    except ValueError:
        return target
    if parts.scheme or parts.netloc or target.startswith("#"):
        return target
    path = parts.path
    if path.startswith("/"):
        # A path of the host outside of this site: there is no file for it on the disk.
        if not path.startswith(site_path):
            return target
        path = root + path[len(site_path) :]
    if not path or path.endswith("/") or path.rpartition("/")[2] in (".", ".."):
        path = f"{path.rstrip('/')}/index.html" if path.strip("/") else "index.html"
    query = f"?{parts.query}" if parts.query else ""
    return path + query + (f"#{parts.fragment}" if parts.fragment else "")
