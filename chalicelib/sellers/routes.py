"""Sellers' URLs: who I am."""

from typing import Any

from chalicelib.kernel.auth import seller
from chalicelib.kernel.http import Call, Routes
from chalicelib.sellers import queries, views

routes = Routes(__name__)


@routes.get("/seller", seller("profile:read"))
def show_profile(call: Call) -> dict[str, Any]:
    return views.profile_view(queries.seller(call.principal.id))
