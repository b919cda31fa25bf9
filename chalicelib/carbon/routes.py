"""The URLs of carbon."""

from chalicelib.carbon import views
from chalicelib.carbon.answers import CarbonMethod
from chalicelib.kernel.http.auth import ANYONE
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.routes import Routes

routes = Routes(__name__)


@routes.get("/carbon-method", ANYONE)
def show_method(_: Call) -> CarbonMethod:
    """The carbon method: formula, factor sets with their sources, current claims."""
    return views.method()
