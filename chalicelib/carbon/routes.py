"""The carbon room's URL surface."""

from chalicelib.carbon import views
from chalicelib.carbon.answers import CarbonMethod
from chalicelib.kernel.http.application import Call, Routes
from chalicelib.kernel.http.auth import ANYONE

routes = Routes(__name__)


@routes.get("/carbon-method", ANYONE)
def show_method(_: Call) -> CarbonMethod:
    """How carbon figures are made: formula, factor sets with their sources, what is claimed today."""
    return views.method()
