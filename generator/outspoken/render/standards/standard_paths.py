"""Where the files for programs are, from the site's root; clients find some of them by name alone."""

from __future__ import annotations

from outspoken.model.site_path import incident_path

API_CATALOG = ".well-known/api-catalog"
"""RFC 9727, section 2."""

CATALOG_JSON = "api/catalog.json"
"""The same for hosts that send no type with a file that has no ending."""

OPERATIONAL_STATE = ".well-known/operational-state"
"""Open Operational State 0.1 (a draft), `spec/discovery.md`: where the state is, not the state itself."""

HIDDEN = (".nojekyll", API_CATALOG, OPERATIONAL_STATE)
"""The files whose path begins with a dot: some tools do not copy them, and others do not delete them."""

STATE = "operational-state.json"
"""Open Operational State 0.1, `spec/serializations/service-status.md`."""

PROBLEM = "problem.json"
WORD = "status.txt"
METRICS = "metrics.txt"
LLMS = "llms.txt"

AT_THE_ROOT = (CATALOG_JSON, STATE, PROBLEM, WORD, METRICS, LLMS)
"""The files that a person may link to."""

CATALOG_TYPE = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
STATE_TYPE = "application/status+json"
PROBLEM_TYPE = "application/problem+json"
METRICS_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8"
MARKDOWN_TYPE = "text/markdown; charset=utf-8"


def twin_path(incident_id: str) -> str:
    """Return the path of an incident's page as Markdown."""
    return f"{incident_path(incident_id)}index.md"
