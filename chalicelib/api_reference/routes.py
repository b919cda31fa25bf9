"""Routes of the API's documentation, which is generated once per process."""

from functools import cache

import msgspec

from chalicelib.api_reference import rendering
from chalicelib.api_reference.openapi_document import Document, document
from chalicelib.kernel.http.answer import JSON, Answer
from chalicelib.kernel.http.auth import ANYONE
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.route import API_PREFIX
from chalicelib.kernel.http.routes import Routes
from chalicelib.kernel.runtime.settings import settings

CACHED = "public, max-age=300"

routes = Routes(__name__)


@routes.get("/openapi.json", ANYONE)
def show_document(_: Call) -> Answer:
    """The whole API as OpenAPI 3.1."""
    return Answer(body=_as_json(), headers={"Cache-Control": CACHED}, content_type=JSON)


@routes.get("/docs", ANYONE)
def show_page(_: Call) -> Answer:
    """The whole API as an HTML page."""
    headers = {"Cache-Control": CACHED} | rendering.safe_headers()
    return Answer(body=_as_page(), headers=headers, content_type=rendering.HTML)


@cache
def _described() -> Document:
    return document(routes.current_app.rooms(API_PREFIX), settings.public_url)


@cache
def _as_json() -> str:
    return msgspec.json.encode(_described()).decode()


@cache
def _as_page() -> str:
    return rendering.rendered(_described())
