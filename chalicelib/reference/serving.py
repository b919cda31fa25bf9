"""Serving the document: made once in a process, from the rooms the application is made of."""

from collections.abc import Sequence
from functools import cache

import msgspec

from chalicelib.kernel.auth import ANYONE
from chalicelib.kernel.http import JSON, Answer, Call, Routes
from chalicelib.kernel.settings import settings
from chalicelib.reference.document import document

CACHED = "public, max-age=300"


def reference(rooms: Sequence[Routes]) -> Routes:
    """The URLs at which a client finds what the rooms serve."""
    routes = Routes(__name__)

    @cache
    def written() -> str:
        return msgspec.json.encode(document(rooms, settings.public_url)).decode()

    @routes.get("/openapi.json", ANYONE)
    def show_document(_: Call) -> Answer:
        """The whole API as OpenAPI 3.1."""
        return Answer(body=written(), headers={"Cache-Control": CACHED}, content_type=JSON)

    return routes
