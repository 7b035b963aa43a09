"""The gateways of the manual, as they are printed there, in front of a product that is down."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.web_servers import caddy, command, nginx, replaced, snippet

BODY = {
    "type": "https://status.example.com/unavailable.html",
    "status": 503,
    "detail": "Payments fail: ça passe bientôt.",
}
PAGE = "<!doctype html><title>Payments fail</title>"
LINK = '<https://status.example.com/>; rel="status"'
PROGRAM, BROWSER = "application/json", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the two files, and with a name that is short enough for the path of a socket."""
    folder = tmp_path_factory.mktemp("gw")
    (folder / "problem.json").write_text(json.dumps(BODY), encoding="utf-8")
    (folder / "unavailable.html").write_text(PAGE, encoding="utf-8")
    return folder


@pytest.fixture(params=["nginx", "caddy"])
def gateway(request: pytest.FixtureRequest, place: Path) -> Iterator[httpx.Client]:
    """The server with its settings from the manual; nothing listens where it looks for the product."""
    text = snippet("programs.md", f"gateway: {request.param}")
    if request.param == "nginx":
        here = {
            "listen 80;": f"listen unix:{place}/here;",
            "http://127.0.0.1:8080": f"http://unix:{place}/nobody",
            "/srv/status": str(place),
        }
        with nginx(place, replaced(text, here)) as client:
            yield client
    else:
        here = {
            "api.example.com {": f"http://api.example.com {{\n\tbind unix/{place}/here",
            "127.0.0.1:8080": f"unix/{place}/nobody",
            "/srv/status": str(place),
        }
        with caddy(place, replaced(text, here)) as client:
            yield client


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_program_gets_the_problem_and_where_to_look(method: str, gateway: httpx.Client) -> None:
    answer = gateway.request(method, "/v1/orders/7?x=1", headers={"Accept": PROGRAM})
    assert answer.status_code == 503
    assert answer.headers["Content-Type"].partition(";")[0] == "application/problem+json"
    assert answer.json() == BODY
    assert answer.headers.get_list("Link") == [LINK]
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_browser_gets_the_page_and_a_client_that_asks_for_nothing_gets_json(gateway: httpx.Client) -> None:
    page = gateway.get("/", headers={"Accept": BROWSER})
    assert (page.status_code, page.text) == (503, PAGE)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Link"] == LINK
    del gateway.headers["Accept"]
    assert gateway.get("/").json() == BODY


def test_the_files_are_no_pages_of_the_product(gateway: httpx.Client) -> None:
    # Else the product's own address of this name would answer with the outage while it works.
    assert gateway.get("/problem.json", headers={"Accept": PROGRAM}).status_code in {404, 503}


_IN_NODE = """
import worker from "./worker.mjs";
const [product, accept, body] = JSON.parse(process.argv[2]);
globalThis.fetch = async (asked) => {
  if (typeof asked === "string") return new Response(body, { status: body ? 200 : 404 });
  if (!product) throw new TypeError("no answer");
  return new Response("from the product", { status: product });
};
const asked = { method: "POST", headers: { Accept: accept } };
const request = new Request("https://api.example.com/v1/orders", asked);
const answer = await worker.fetch(request);
console.log(JSON.stringify([answer.status, Object.fromEntries(answer.headers), await answer.text()]));
"""


def worker(place: Path, product: int, accept: str, body: str) -> tuple[int, dict[str, str], str]:
    """What the Worker answers if the product does so (0: not at all), and the status page has this file."""
    (place / "worker.mjs").write_text(snippet("programs.md", "gateway: worker"), encoding="utf-8")
    (place / "run.mjs").write_text(_IN_NODE, encoding="utf-8")
    said = subprocess.run(
        [command("node"), str(place / "run.mjs"), json.dumps([product, accept, body])],
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    status, headers, text = json.loads(said.stdout)
    return status, headers, text


def test_the_worker_answers_for_a_product_that_is_down(place: Path) -> None:
    body = json.dumps(BODY | {"retry_after": "2999-01-01T00:00:00Z"})
    for product in (0, 522):
        status, headers, text = worker(place, product, PROGRAM, body)
        assert (status, text) == (503, body)
        assert headers["content-type"] == "application/problem+json"
        assert headers["link"] == LINK
        assert headers["retry-after"] == "Tue, 01 Jan 2999 00:00:00 GMT"


@pytest.mark.parametrize("body", [json.dumps(BODY), json.dumps({"retry_after": "2001-01-01T00:00:00Z"}), ""])
def test_the_worker_makes_up_no_time(body: str, place: Path) -> None:
    status, headers, _ = worker(place, 0, PROGRAM, body)
    assert (status, headers["retry-after"]) == (503, "120")


def test_the_worker_passes_on_what_the_product_says(place: Path) -> None:
    status, headers, text = worker(place, 503, PROGRAM, json.dumps(BODY))
    assert (status, text, headers["link"]) == (503, "from the product", LINK)
