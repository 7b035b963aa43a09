"""A product's own page, on another origin and under a strict policy, that shows the state of a site."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.browser.static_host import SERVER, Host

DATA = "embed/status.json"
STRICT = (
    "default-src 'none'; script-src {status}; connect-src {status}; frame-src {status}; base-uri 'none'; "
    "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Shop</title></head>
<body><main><h1>Shop</h1><p><button>Buy</button></p>{inside}</main></body></html>
"""

Serve = Callable[..., str]


def open_to_all(host: Host, *, names: str = "Date, Age, Retry-After") -> Host:
    """Let other origins read the answers of a host, and their headers of these names."""
    lines = "Access-Control-Allow-Origin: *\r\n"
    lines += f"Access-Control-Expose-Headers: {names}\r\n" if names else ""
    host.dates = lambda: f"Date: {SERVER.header()}\r\n{lines}"
    return host


def product(serve: Serve, folder: Path, status: str, inside: str) -> str:
    """The address of a product's page with this HTML in it."""
    (folder / "index.html").write_text(PAGE.format(inside=inside), encoding="utf-8")
    policy = STRICT.format(status=status)
    return serve(folder, headers_for=lambda _path: {"Content-Security-Policy": policy})


def banner_script(status: str, attributes: str = "") -> str:
    """What a product has in its pages."""
    return f'<script src="{status}embed/banner.js" defer {attributes}></script>'


def changed(host: Host, change: Callable[[Any], object]) -> None:
    """Publish other data for the banner, a second later."""
    data = json.loads(host.site[DATA])
    data["now"] += 1
    change(data)
    host.site[DATA] = json.dumps(data).encode()
