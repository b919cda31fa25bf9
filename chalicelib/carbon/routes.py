"""The carbon room's URL surface."""

from chalicelib.carbon import views
from chalicelib.carbon.answers import CarbonMethod
from chalicelib.kernel.http.auth import ANYONE
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.routes import Routes

routes = Routes(__name__)


@routes.get("/carbon-method", ANYONE)
def show_method(_: Call) -> CarbonMethod:
    """How carbon figures are made: formula, factor sets with their sources, what is claimed today."""
    return views.method()
