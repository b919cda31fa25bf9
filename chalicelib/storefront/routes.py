"""The pages at the root."""

from chalicelib.kernel.auth import ANYONE
from chalicelib.kernel.http import Answer, Call, Routes

routes = Routes(__name__)


@routes.get("/robots.txt", ANYONE)
def robots(_: Call) -> Answer:
    return Answer(body="User-agent: *\nDisallow: /orders\nDisallow: /basket\nDisallow: /checkout\n", content_type="text/plain")
