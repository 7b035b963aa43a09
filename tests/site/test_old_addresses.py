"""Old addresses lead on, whatever letters they are made of."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import unquote

from tests.build_requests import build_request
from tests.example_site import Site

from outspoken.site.build_site import build


def test_an_old_address_beyond_ascii_leads_on(site: Site, now: datetime) -> None:
    site.add_incident("2026-11-18-first", extra='redirects: [/störung/, "/it\'s (a) b/", /x%2Cy.html]\n')
    build(*build_request(root=site.root, site_dir=site.root / "site", now=now))
    built = site.built
    for path in ("/st%C3%B6rung/index.html", "/it's%20(a)%20b/index.html", "/x,y.html"):
        assert b"incidents/2026-11-18-first/" in built[unquote(path[1:])]
    assert built["_redirects"].decode("ascii").splitlines() == [
        "/st%C3%B6rung /incidents/2026-11-18-first/ 301",
        "/it's%20(a)%20b /incidents/2026-11-18-first/ 301",
        "/x,y.html /incidents/2026-11-18-first/ 301",
    ]


def test_an_old_address_of_a_site_below_a_path_is_redirected_below_that_path(
    site: Site, now: datetime
) -> None:
    site.add_incident("2026-11-18-first", extra="redirects: [/issues/first/]\n")
    url = "https://example.com/status/"
    build(*build_request(root=site.root, site_dir=site.root / "site", now=now, site_url=url))
    redirects = site.built["_redirects"].decode("ascii")
    assert redirects == "/status/issues/first /status/incidents/2026-11-18-first/ 301\n"
