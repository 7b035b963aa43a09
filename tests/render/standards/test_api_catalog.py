"""Where programs find what the site offers."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.render.standards.conftest import Made, outage

Make = Callable[..., Made]


def test_it_names_the_api_its_description_and_its_state(made: Make) -> None:
    catalog, api = json.loads(made()[".well-known/api-catalog"])["linkset"]
    site = "https://example.com/status/"
    assert catalog["anchor"] == f"{site}.well-known/api-catalog"
    assert [item["href"] for item in catalog["item"]] == [api["anchor"]] == [f"{site}api/v2/"]
    assert api["service-desc"] == [{"href": f"{site}api/openapi.json", "type": "application/json"}]
    assert {"href": site, "type": "text/html"} in api["status"]


def test_everything_it_names_is_there(made: Make) -> None:
    site, files = "https://example.com/status/", made(outage(), whole=True)
    found = json.loads(files["api/catalog.json"])["linkset"][1]
    del found["anchor"]
    named = [link["href"].removeprefix(site) for links in found.values() for link in links]
    assert len(named) > 5
    assert [path for path in named if (path or "index.html") not in files] == []


def test_a_host_that_cannot_set_types_has_it_as_json(made: Make) -> None:
    files = made()
    assert files["api/catalog.json"] == files[".well-known/api-catalog"]
