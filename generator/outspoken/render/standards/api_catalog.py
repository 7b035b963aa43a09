"""The list of the site's APIs for programs: a link set (RFC 9264) at the address of RFC 9727."""

from __future__ import annotations

import json

from outspoken.model.settings import Settings
from outspoken.render.api.openapi_document import OPENAPI_PATH
from outspoken.render.output import Output
from outspoken.render.standards.standard_paths import (
    API_CATALOG,
    CATALOG_JSON,
    LLMS,
    METRICS,
    METRICS_TYPE,
    STATE,
    STATE_TYPE,
    WORD,
)

_MAKER = "the API catalogue"
API = "api/v2/"


def api_catalog(settings: Settings) -> tuple[Output, Output]:
    """The catalogue at both of its addresses: every API with its description, its manual and its state.

    The link relations `service-desc`, `service-doc` and `status` are those of RFC 8631.
    """
    site = settings.url
    catalog = {
        "anchor": f"{site}{API_CATALOG}",
        "item": [{"href": f"{site}{API}", "title": settings.site_name}],
    }
    state = [
        {"href": site, "type": "text/html"},
        {"href": f"{site}{API}status.json", "type": "application/json"},
        {"href": f"{site}{STATE}", "type": STATE_TYPE},
        {"href": f"{site}{METRICS}", "type": METRICS_TYPE.partition(";")[0]},
        {"href": f"{site}{WORD}", "type": "text/plain"},
    ]
    described = {
        "anchor": f"{site}{API}",
        "service-desc": [{"href": f"{site}{OPENAPI_PATH}", "type": "application/json"}],
        "service-doc": [{"href": f"{site}{LLMS}", "type": "text/plain"}],
        "status": state,
    }
    data = json.dumps({"linkset": [catalog, described]}, indent=1, ensure_ascii=False).encode() + b"\n"
    return Output(API_CATALOG, data, maker=_MAKER), Output(CATALOG_JSON, data, maker=_MAKER)
