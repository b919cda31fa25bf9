"""Routes of the API's documentation, which is generated once per process."""

from collections.abc import Sequence
from functools import cache

import msgspec

from chalicelib.api_reference import rendering
from chalicelib.api_reference.openapi_document import Document, document
from chalicelib.kernel.http.answer import JSON, Answer
from chalicelib.kernel.http.auth import ANYONE
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.routes import Routes
from chalicelib.kernel.runtime.settings import settings

CACHED = "public, max-age=300"


def reference(rooms: Sequence[Routes]) -> Routes:
    """The routes of the documentation of these rooms."""
    routes = Routes(__name__)

    @cache
    def described() -> Document:
        return document(rooms, settings.public_url)

    @cache
    def written() -> str:
        return msgspec.json.encode(described()).decode()

    @cache
    def readable() -> str:
        return rendering.rendered(described())

    @routes.get("/openapi.json", ANYONE)
    def show_document(_: Call) -> Answer:
        """The whole API as OpenAPI 3.1."""
        return Answer(body=written(), headers={"Cache-Control": CACHED}, content_type=JSON)

    @routes.get("/docs", ANYONE)
    def show_page(_: Call) -> Answer:
        """The whole API as an HTML page."""
        headers = {"Cache-Control": CACHED} | rendering.safe_headers()
        return Answer(body=readable(), headers=headers, content_type=rendering.HTML)

    return routes
