"""The carbon room's URL surface."""

from typing import Any

from chalicelib.carbon import views
from chalicelib.kernel.auth import ANYONE
from chalicelib.kernel.http import Call, Routes

routes = Routes(__name__)


@routes.get("/carbon-method", ANYONE)
def show_method(_: Call) -> dict[str, Any]:
    return views.method()
