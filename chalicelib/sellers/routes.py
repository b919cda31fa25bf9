"""Route of a seller's own profile."""

from chalicelib.kernel.http.auth import seller
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.routes import Routes
from chalicelib.sellers import queries, views
from chalicelib.sellers.answers import Profile

routes = Routes(__name__)


@routes.get("/seller", seller("profile:read"))
def show_profile(call: Call) -> Profile:
    """The seller that the key belongs to."""
    return views.profile_view(queries.seller(call.principal.id))
